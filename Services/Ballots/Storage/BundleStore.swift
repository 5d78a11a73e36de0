import EventLog
import Model
import Postgres
import ServiceRuntime

/// The rows of closed assemblies that bundles are made of, and the certificates.
struct BundleStore: Sendable {
    let pool: PostgresPool

    /// How many rows are read at a time.
    static let page = 4_096

    // MARK: - What an assembly stands on

    struct Unit: Sendable {
        let unit: UnitCode
        let head: HeadID
        let counts: Bool
        let record: [UInt8]
    }

    /// The frozen roll in the order in which the registry hashes it.
    func units(of assembly: Int64) async throws -> [Unit] {
        try await pool.withConnection { connection in
            try await connection.query(
                "SELECT unit, head, counts, record FROM frozen_unit WHERE assembly = \(assembly)",
                as: (UnitCode, HeadID, Bool, [UInt8]).self)
        }.map(Unit.init).sorted { $0.unit < $1.unit }
    }

    /// The canonical bytes of a rule pack.
    func pack(_ hash: Digest256) async throws -> [UInt8] {
        let packs = try await pool.withConnection { connection in
            try await connection.query("SELECT pack FROM rule_pack WHERE hash = \(hash)", as: [UInt8].self)
        }
        guard let pack = packs.first else { throw BallotsError.rulesMissing }
        return pack
    }

    // MARK: - Ballots and papers, a page at a time

    /// Reads rows in the order that an index has.
    ///
    /// Of an assembly that closed a moment ago the planner's statistics say nothing, and it would sort all ballots for each
    /// page of them.
    func read<Row: Sendable>(
        _ rows: (borrowing Transaction) async throws -> [Row]
    ) async throws -> [Row] {
        try await pool.withTransaction(readOnly: true) { transaction in
            _ = try await transaction.execute("SET LOCAL enable_sort = off")
            return try await rows(transaction)
        }
    }

    struct Ballot: Sendable {
        let item: Int16
        let head: HeadID
        let unit: UnitCode
        let choice: Choice
        let area: Area
        let channel: String
        let receipt: ReceiptID
        let acceptedAt: Timestamp
        let holder: HolderID?
        let authority: Digest256?
        /// Of an imported ballot: the file that it came with.
        let evidence: Digest256?
        // The choices that it changed, the oldest first, with their receipts and times.
        let replacedChoices: [Choice]
        let replacedReceipts: [ReceiptID]
        let replacedTimes: [Timestamp]

        var proxy: WrittenProxy? { WrittenProxy(holder, authority) }
    }

    /// The ballots on an item that follow `last`, in the order of their heads; items are numbered from 1.
    func ballots(of assembly: Int64, on item: Int16, after last: Ballot?) async throws -> [Ballot] {
        try await read { transaction in
            try await transaction.query(
                """
                SELECT item, head, unit, choice, area, channel, receipt, accepted_at, holder, authority, evidence,
                    replaced_choices, replaced_receipts, replaced_times
                FROM ballot
                WHERE assembly = \(assembly)
                    AND item = \(item)
                    AND head > coalesce(\(last?.head), '00000000-0000-0000-0000-000000000000')
                ORDER BY head
                LIMIT \(Self.page)
                """,
                as: (
                    Int16, HeadID, UnitCode, Choice, Area, String, ReceiptID, Timestamp, HolderID?, Digest256?,
                    Digest256?, [Choice], [ReceiptID], [Timestamp]
                ).self)
        }.map(Ballot.init)
    }

    struct Paper: Sendable {
        let item: Int16
        let unit: UnitCode
        let evidence: Digest256
        let head: HeadID
        let choice: Choice?
        let invalid: String?
        let isCounted: Bool
        let signedOn: Day
        let recordedAt: Timestamp
        let holder: HolderID?
        let authority: Digest256?

        var proxy: WrittenProxy? { WrittenProxy(holder, authority) }
    }

    /// The papers that follow `last`.
    func papers(of assembly: Int64, after last: Paper?) async throws -> [Paper] {
        let (item, unit) = (last?.item ?? 0, last?.unit.description ?? "")
        let evidence = last?.evidence.bytes ?? []
        return try await read { transaction in
            try await transaction.query(
                """
                SELECT item, paper.unit, evidence, paper.head, choice, invalid, is_counted, signed_on, paper.recorded_at,
                    proxy.holder, proxy.authority
                FROM paper
                LEFT JOIN proxy
                    ON proxy.number = paper.proxy
                WHERE paper.assembly = \(assembly)
                    AND item >= \(item)
                    AND (item, paper.unit COLLATE "C", evidence) > (\(item), \(unit), \(evidence))
                ORDER BY item, paper.unit COLLATE "C", evidence
                LIMIT \(Self.page)
                """,
                as: (
                    Int16, UnitCode, Digest256, HeadID, Choice?, String?, Bool, Day, Timestamp, HolderID?, Digest256?
                ).self)
        }.map(Paper.init)
    }

    /// The ballots of each item by their area; those of areas with fewer than `least` are one class.
    func areaClasses(of assembly: Int64, least: Int64) async throws -> [Anonymity.AreaClass] {
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT item, CASE WHEN together >= \(least) THEN area END, choice, sum(heads)::bigint,
                    sum(area * heads)::bigint
                FROM (
                    SELECT item, area, choice, count(*) AS heads,
                        sum(count(*)) OVER (PARTITION BY item, area) AS together
                    FROM standing_vote
                    WHERE assembly = \(assembly)
                    GROUP BY item, area, choice
                ) AS said
                GROUP BY 1, 2, 3
                ORDER BY 1, 2
                """,
                as: (Int16, Area?, Choice, Int64, Area).self)
        }
        var classes: [Anonymity.AreaClass] = []
        for (item, area, choice, heads, total) in rows {
            var crowd = Crowd()
            crowd.add(heads, of: choice)
            if let last = classes.last, last.item == item, last.area == area {
                classes[classes.endIndex - 1].crowd.add(crowd)
                classes[classes.endIndex - 1].total = try last.total.adding(total)
            } else {
                classes.append(Anonymity.AreaClass(item: item, area: area, total: total, crowd: crowd))
            }
        }
        return classes
    }

    /// How many ballots of an item share their area with how many others.
    struct AreaCount: Sendable {
        let item: Int16
        let ballots: Int64
        let classes: Int64
        /// The ballots of the smallest class.
        let smallest: Int64
        /// Ballots whose area no other has.
        let unique: Int64
    }

    func areaCounts(of assembly: Int64) async throws -> [AreaCount] {
        try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT item, sum(heads)::bigint, count(*), min(heads), count(*) FILTER (WHERE heads = 1)
                FROM (
                    SELECT item, area, count(*) AS heads
                    FROM standing_vote
                    WHERE assembly = \(assembly)
                    GROUP BY item, area
                ) AS class
                GROUP BY item
                """,
                as: (Int16, Int64, Int64, Int64, Int64).self)
        }.map(AreaCount.init)
    }

    // MARK: - Certificates

    func certificate(of assembly: Int64) async throws -> Certificate.Signed? {
        try await pool.withConnection { connection in
            try await connection.query(
                "SELECT certificate, key, signature, blinding FROM certificate WHERE assembly = \(assembly)",
                as: ([UInt8], [UInt8], String, [UInt8]?).self)
        }.first.map { bytes, key, signature, secret in
            Certificate.Signed(
                bytes: bytes, key: try CanonicalJSON.decode(PublishedKey.self, from: key), signature: signature,
                blinding: secret.map(Blinding.init))
        }
    }

    /// Keeps the certificate, unless another process was first: both say the same.
    func keep(_ certificate: Certificate.Signed, of assembly: Int64) async throws {
        let key = try CanonicalJSON.encode(certificate.key)
        try await pool.withConnection { connection in
            _ = try await connection.query(
                """
                INSERT INTO certificate (assembly, certificate, key, signature, blinding)
                VALUES (
                    \(assembly), \(certificate.bytes), \(key), \(certificate.signature), \(certificate.blinding?.secret)
                )
                ON CONFLICT ON CONSTRAINT certificate_pkey DO NOTHING
                """)
        }
    }

    /// Closed assemblies after `number` without a certificate; at most 100, by number.
    func uncertified(after number: Int64) async throws -> [DueAssembly] {
        try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT number, community, code
                FROM assembly
                WHERE state = 'closed'
                    AND number > \(number)
                    AND NOT EXISTS (SELECT FROM certificate WHERE certificate.assembly = assembly.number)
                ORDER BY number
                LIMIT 100
                """,
                as: (Int64, CommunityID, AssemblyID).self)
        }.map(DueAssembly.init)
    }

    /// A community's assemblies whose certificates have bundles, by number.
    ///
    /// - Returns: of each, whether all papers and hands are on items of its agenda.
    func certified(in community: CommunityID) async throws -> [(assembly: AssemblyID, isWhole: Bool)] {
        try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT code, NOT EXISTS (
                    SELECT
                    FROM (
                        SELECT item FROM paper WHERE paper.assembly = assembly.number
                        UNION ALL
                        SELECT item FROM show_of_hands WHERE show_of_hands.assembly = assembly.number
                    ) AS named
                    WHERE named.item NOT BETWEEN 1 AND (
                        SELECT count(*) FROM agenda_item WHERE agenda_item.assembly = assembly.number
                    )
                )
                FROM assembly
                JOIN certificate ON certificate.assembly = assembly.number
                WHERE community = \(community)
                    AND blinding IS NOT NULL
                ORDER BY assembly.number
                """, as: (AssemblyID, Bool).self)
        }.map { (assembly: $0.0, isWhole: $0.1) }
    }

    /// The keys that have signed certificates.
    func keys() async throws -> [PublishedKey] {
        try await pool.withConnection { connection in
            try await connection.query("SELECT DISTINCT key FROM certificate ORDER BY key", as: [UInt8].self)
        }.map { try CanonicalJSON.decode(PublishedKey.self, from: $0) }
    }
}

extension Certificate {
    /// A certificate as it is kept: what was signed, by which key.
    struct Signed: Sendable, Equatable {
        /// The canonical bytes that are signed.
        let bytes: [UInt8]
        let key: PublishedKey
        let signature: String
        /// Nil where the certificate is older than the form of bundles; there is none of it.
        let blinding: Blinding?
    }
}
