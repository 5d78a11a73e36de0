import Model
import Postgres

/// Everything that a stranger needs to count a closed assembly again (docs/bundle.md).
///
/// The rows no longer change, so a bundle is written from them whenever it is wanted and is the same each time.
struct Bundle: Sendable {
    let assemblies: AssemblyStore
    let store: BundleStore
    let shows = ShowStore()
    let buildings = BuildingCountStore()

    /// - Throws: `BallotsError.unknownAssembly`, `.notClosed`.
    func load(_ id: AssemblyID, of community: CommunityID) async throws -> Closed {
        try await store.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let stored = try await assemblies.load(id, of: community, in: transaction)
            guard case .closed(let basis, let closedAt) = stored.assembly.state else {
                throw BallotsError.notClosed(id)
            }
            return Closed(
                community: community, stored: stored, basis: basis, closedAt: closedAt,
                results: try await assemblies.results(of: stored, basis, in: transaction))
        }
    }

    /// How well the ballots hide among each other.
    func anonymity(of closed: Closed) async throws -> Anonymity {
        let pack = try CanonicalJSON.decode(RulePack.self, from: try await store.pack(closed.basis.rulesHash))
        guard let least = try pack.anonymityLeast else {
            return Anonymity(least: nil, classes: [], toldByBuilding: [])
        }
        let counts = try await store.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            try await buildings.counts(of: nil, in: closed.stored, isSealed: false, transaction)
        }
        return Anonymity(
            least: least, classes: try await store.areaClasses(of: closed.stored.number, least: max(2, least)),
            toldByBuilding: Set(counts.filter { $0.value.published(least: least).tellChoices }.keys))
    }

    /// A closed assembly with its results.
    struct Closed: Sendable {
        let community: CommunityID
        let stored: StoredAssembly
        let basis: FrozenBasis
        let closedAt: Timestamp
        let results: [ItemID: ItemResult]

        var items: [AgendaItem] { stored.assembly.items }
        var terms: Terms { stored.assembly.terms }
    }

    /// Writes the records before the certificate and works out what it says.
    ///
    /// `copy` is what is written; nil where only the certificate is wanted. `version` is the form of the bundle, and
    /// `take` is given the lines, many at a time.
    ///
    /// - Throws: what `take` throws, and errors of the database.
    func write(
        _ closed: Closed, _ copy: BundleCopy?, version: Int, blinding: Blinding, _ take: ([UInt8]) async throws -> Void
    ) async throws -> Certificate {
        let number = closed.stored.number
        var chain = BundleChain(blinding: blinding)
        let units = try await store.units(of: number)
        let pack = try await store.pack(closed.basis.rulesHash)
        try await take(try roll(units, pack, of: closed, copy, version, &chain))
        let deliveries = try await Self.pages(store.deliveries, of: number) { page in
            try await take(try page.reduce(into: []) { chain.link(try .delivery($1), in: copy, to: &$0) })
        }
        let imports = try await Self.pages(store.officialImports, of: number) { page in
            try await take(try page.reduce(into: []) { chain.link(try .officialImport($1), in: copy, to: &$0) })
        }
        let codes = closed.items.map(\.item)
        let ballots = try await ballots(of: closed, copy, version, &chain, take)
        let papers = try await Self.pages(store.papers, of: number) { page in
            try await take(page.reduce(into: []) { chain.link(.paper($1, codes), in: copy, to: &$0) })
        }
        let shows = try await store.pool.withConnection { connection in
            try await self.shows.shows(of: number, in: connection)
        }
        try await take(try shows.reduce(into: []) { chain.link(try .show($1, codes), in: copy, to: &$0) })
        let counts = Certificate.Counts(
            units: Int64(units.count), deliveries: deliveries, imports: imports, ballots: ballots, papers: papers,
            shows: Int64(shows.count))
        let rules = try version < 4 ? nil : Certificate.Rules(CanonicalJSON.decode(RulePack.self, from: pack))
        return try certificate(closed, rules, counts, version, end: chain.end)
    }

    /// The lines of the ballots, item after item.
    ///
    /// - Returns: how many there are.
    private func ballots(
        of closed: Closed, _ copy: BundleCopy?, _ version: Int, _ chain: inout BundleChain,
        _ take: ([UInt8]) async throws -> Void
    ) async throws -> Int64 {
        let codes = closed.items.map(\.item)
        let shown = copy == .published ? try await anonymity(of: closed).shownAreas : [:]
        let number = closed.stored.number
        var count: Int64 = 0
        for index in codes.indices {
            let item = Int16(index + 1)
            var pile = BallotPile()
            let areas = shown[item] ?? []
            @Sendable func read(_ id: Int64, after last: BundleStore.Ballot?) async throws -> [BundleStore.Ballot] {
                try await store.ballots(of: id, on: item, after: last)
            }
            count += try await Self.pages(read, of: number) { page in
                for ballot in page {
                    let isShown = areas.contains(ballot.area)
                    pile.add(
                        .ballot(ballot, codes), chain.blinding,
                        shown: isShown ? BundleRecord.shown(ballot, codes) : nil)
                }
            }
            try await pile.link(to: &chain, byHead: version < 3, in: copy, many: BundleStore.page, take)
        }
        return count
    }

    /// The lines of what the assembly stood on: its rules, its agenda and the roll.
    private func roll(
        _ units: [BundleStore.Unit], _ pack: [UInt8], of closed: Closed, _ copy: BundleCopy?, _ version: Int,
        _ chain: inout BundleChain
    ) throws -> [UInt8] {
        // A unit outside of the electorate does not count, whatever it is used for.
        let parkingCounts = units.allSatisfy { $0.counts || !closed.stored.assembly.terms.includes($0.unit) }
        var lines: [UInt8] = []
        chain.link(try .assembly(closed, parkingCounts: parkingCounts, version: version), in: copy, to: &lines)
        chain.link(BundleRecord(.rules, [("pack", pack)]), in: copy, to: &lines)
        for item in closed.items { chain.link(try .item(item), in: copy, to: &lines) }
        for unit in units { chain.link(.unit(unit), in: copy, to: &lines) }
        return lines
    }

    /// Reads page after page, each from where the one before ended and while that one is taken.
    ///
    /// - Returns: how many rows there were.
    private static func pages<Row: Sendable>(
        _ read: @escaping @Sendable (Int64, Row?) async throws -> [Row], of assembly: Int64,
        _ take: ([Row]) async throws -> Void
    ) async throws -> Int64 {
        @Sendable func following(_ page: [Row]) async throws -> [Row]? {
            guard page.count == BundleStore.page, let last = page.last else { return nil }
            return try await read(assembly, last)
        }
        var count: Int64 = 0
        var page: [Row]? = try await read(assembly, nil)
        while let rows = page {
            count += Int64(rows.count)
            async let next = following(rows)
            try await take(rows)
            page = try await next
        }
        return count
    }

    /// The whole bundle with its signed certificate.
    ///
    /// - Throws: as ``prove(_:_:_:_:)``.
    func write(
        _ closed: Closed, _ copy: BundleCopy, _ signed: Certificate.Signed, _ take: ([UInt8]) async throws -> Void
    ) async throws {
        let certificate = try await prove(closed, copy, signed, take)
        var chain = BundleChain(blinding: try signed.form(of: copy).blinding, after: certificate.records)
        var line: [UInt8] = []
        chain.link(try .certificate(signed), in: copy, to: &line)
        try await take(line)
    }

    /// Works out once more what was signed; without a `copy` nothing is written.
    ///
    /// - Throws: `ChangedSinceCertified` where the rows no longer give what was signed.
    @discardableResult
    func prove(
        _ closed: Closed, _ copy: BundleCopy?, _ signed: Certificate.Signed, _ take: ([UInt8]) async throws -> Void
    ) async throws -> Certificate {
        let (version, blinding) = try signed.form(of: copy ?? .full)
        let certificate = try await write(closed, copy, version: version, blinding: blinding, take)
        guard try CanonicalJSON.encode(certificate) == signed.bytes else {
            throw ChangedSinceCertified(assembly: certificate.assembly)
        }
        return certificate
    }

    private func certificate(
        _ closed: Closed, _ rules: Certificate.Rules?, _ counts: Certificate.Counts, _ version: Int, end: [UInt8]
    ) throws -> Certificate {
        let basis = closed.basis
        guard let records = Digest256(bytes: end) else { throw ImpossibleAssembly() }
        return Certificate(
            version: version, community: closed.community, assembly: closed.stored.assembly.id,
            title: closed.stored.assembly.title,
            openedAt: basis.openedAt, closesAt: closed.stored.assembly.closesAt, closedAt: closed.closedAt,
            electorate: basis.electorate, rollHash: basis.rollHash, rollPosition: basis.rollPosition,
            rulesHash: basis.rulesHash, rules: rules, form: closed.terms.form, scope: closed.terms.electorate,
            papersUntil: closed.terms.papersUntil,
            items: try closed.items.map { item in
                guard let result = closed.results[item.item] else { throw ImpossibleAssembly() }
                return Certificate.Item(item, result)
            },
            units: counts.units, ballots: counts.ballots, papers: counts.papers,
            deliveries: counts.deliveries == 0 ? nil : counts.deliveries,
            imports: counts.imports == 0 ? nil : counts.imports, shows: counts.shows == 0 ? nil : counts.shows,
            records: records)
    }
}

extension Certificate.Signed {
    /// How the bundle of the certificate is written.
    ///
    /// - Throws: `BallotsError.noBundle` where there is none: the public copy of version 2 would show by its order who is who.
    func form(of copy: BundleCopy) throws -> (version: Int, blinding: Blinding) {
        let version = try CanonicalJSON.decode(Certificate.self, from: bytes).version
        guard let blinding, copy == .full || version > 2 else { throw BallotsError.noBundle }
        return (version, blinding)
    }
}

/// The database holds something else than when the certificate was signed.
struct ChangedSinceCertified: Error, CustomStringConvertible {
    let assembly: AssemblyID

    var description: String { "the rows of assembly \(assembly) are not those that its certificate was made of" }
}
