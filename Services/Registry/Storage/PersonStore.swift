import EventLog
import Model
import Postgres

/// Who owners are: names and telephone numbers, sealed, for as long as somebody is on the roll.
struct PersonStore: Sendable {
    let vault: PersonalVault

    /// An owner of whom nothing is stored, or something else.
    struct News: Sendable {
        let owner: ListedOwner
        let id: OwnerID
        let isKnown: Bool
    }

    /// Those of a transfer's owners of whom nothing is stored, or no telephone number yet.
    ///
    /// `ids` has an id for each of them, `known` what is stored of those whom the community had before.
    ///
    /// - Throws: `RegistryError.fileRefused` where the file says otherwise of somebody who is on the roll.
    func newcomers<Reader: Reading & ~Copyable>(
        of file: RollFile, ids: [OwnerRef: OwnerID], known: [OwnerRef: OwnerStore.Known],
        through reader: borrowing Reader
    ) async throws -> [News] {
        var news: [News] = []
        var differing: [(place: Int, id: OwnerID)] = []
        for (place, owner) in file.owners.enumerated() {
            guard let id = ids[owner.ref] else { continue }
            if let stored = known[owner.ref], stored.kind != nil {
                if !isSame(owner, as: stored) { differing.append((place, id)) }
            } else {
                news.append(News(owner: owner, id: id, isKnown: false))
            }
        }
        guard !differing.isEmpty else { return news }
        let refs = Dictionary(differing.map { ($0.id, file.owners[$0.place].ref) }) { first, _ in first }
        let stored = try await open(refs, through: reader)
        var faults = CSVFaults()
        for (place, id) in differing {
            guard let before = stored[id] else { continue }
            let owner = file.owners[place]
            faults.append(contentsOf: file.contradictions(owner: place, to: before))
            if before.phone.isEmpty, !owner.phone.isEmpty { news.append(News(owner: owner, id: id, isKnown: true)) }
        }
        guard faults.isEmpty else { throw RegistryError.fileRefused(faults) }
        return news
    }

    /// Whether an owner is stored just so; nothing is opened to see that.
    private func isSame(_ owner: ListedOwner, as stored: OwnerStore.Known) -> Bool {
        stored.kind == owner.kind && stored.mark == vault.mark(of: owner.personalFields, of: stored.id.uuid)
    }

    /// Those of a file's owners who differ from what is stored of them, among some of its owners.
    func news(of read: RollReading.Outcome, _ places: Range<Int>) -> [News] {
        places.compactMap { place in
            let owner = read.file.owners[place]
            guard let known = read.known[place] else { return News(owner: owner, id: read.ids[place], isKnown: false) }
            return isSame(owner, as: known) ? nil : News(owner: owner, id: known.id, isKnown: known.kind != nil)
        }
    }

    /// Stores who the owners are, each under a new key.
    ///
    /// - Returns: how many.
    func describe(_ news: [News], in write: borrowing Write) async throws -> Int {
        try await describe(news, as: sealed(news), in: write)
    }

    /// The same with rows that `sealed` has made, perhaps on another thread.
    func describe<Chunks: AsyncSequence>(
        _ news: [News], as rows: Chunks, in write: borrowing Write
    ) async throws -> Int where Chunks.Element == [UInt8] {
        guard !news.isEmpty else { return 0 }
        try await endOldBindings(of: news, in: write)
        let known = news.filter(\.isKnown).map(\.id)
        // A copy of the old row is unreadable from now on, too.
        if !known.isEmpty { try await write.execute("DELETE FROM person WHERE owner = ANY(\(known))") }
        return try await write.copyIn(
            "COPY person (owner, kind, key, sealed, mark) FROM STDIN WITH (FORMAT binary)", rows)
    }

    /// A reference of somebody who is forgotten may be given to another, whom no account of before must speak for, nor
    /// one that a letter of before would make.
    ///
    /// A letter whose mark says nothing, or something else, tells nothing of the account, which has its own. Letters end
    /// first: that waits for whoever uses one at this moment, so that the account that they make is found afterwards.
    private func endOldBindings(of news: [News], in write: borrowing Write) async throws {
        let letters = try await write.query(
            """
            SELECT owner.id, activation_code.mark
            FROM activation_code
            JOIN owner ON owner.id = activation_code.owner
            WHERE owner.community = \(write.community)
                AND activation_code.used_at IS NULL AND activation_code.cancelled_at IS NULL
                AND NOT EXISTS (SELECT FROM person WHERE person.owner = owner.id)
            """, as: (OwnerID, [UInt8]?).self)
        try await ActingStore().endLetters(to: strangers(among: news, to: letters), in: write)
        let accounts = try await write.query(
            """
            SELECT owner.id, account_owner.mark
            FROM account_owner
            JOIN owner ON owner.id = account_owner.owner
            WHERE owner.community = \(write.community)
                AND NOT EXISTS (SELECT FROM person WHERE person.owner = owner.id)
            """, as: (OwnerID, [UInt8]?).self)
        try await ActingStore().end(for: strangers(among: news, to: accounts), in: write)
    }

    /// Those of the owners who are not whom a mark of before was for.
    private func strangers(among news: [News], to bound: [(OwnerID, [UInt8]?)]) -> [OwnerID] {
        guard !bound.isEmpty else { return [] }
        let marks = Dictionary(grouping: bound, by: \.0)
        return news.filter { person in
            guard !person.isKnown, let kept = marks[person.id] else { return false }
            let mark = vault.mark(of: person.owner.personalFields, of: person.id.uuid)
            return kept.contains { $0.1 != mark }
        }.map(\.id)
    }

    /// The rows to store, each sealed when it is asked for.
    func sealed(_ news: [News]) -> CopyRows<[News]> {
        CopyRows(news, fields: 5) { [vault] person, row in
            let sealed = try vault.seal(person.owner.personalFields, of: person.id.uuid)
            row.uuid(person.id.uuid)
            row.text(person.owner.kind.rawValue)
            row.binary(sealed.key)
            row.binary(sealed.content)
            row.binary(sealed.mark)
        }
    }

    /// Forgets who the owners are that own nothing any more; their ids stay.
    ///
    /// With the row goes the key, and with the key every copy of what it sealed. With an account of theirs, and with a
    /// letter that they have not used yet, stays a mark, by which it is theirs again when they come again. Letters come
    /// first, as in `endOldBindings`.
    func forget(_ owners: Set<OwnerID>, in write: borrowing Write) async throws -> Int {
        guard !owners.isEmpty else { return 0 }
        try await write.execute(
            """
            UPDATE activation_code SET mark = person.mark
            FROM person
            WHERE person.owner = activation_code.owner AND person.owner = ANY(\(Array(owners)))
                AND activation_code.used_at IS NULL AND activation_code.cancelled_at IS NULL
                AND NOT EXISTS (SELECT FROM unit_owner WHERE unit_owner.owner = person.owner)
            """)
        try await write.execute(
            """
            UPDATE account_owner SET mark = person.mark
            FROM person
            WHERE person.owner = account_owner.owner AND person.owner = ANY(\(Array(owners)))
                AND NOT EXISTS (SELECT FROM unit_owner WHERE unit_owner.owner = person.owner)
            """)
        // Now that nobody is using a letter, all accounts that there are of them are found.
        try await OnePersonStore().keep(whileForgetting: Array(owners), in: write)
        try await write.execute(
            """
            DELETE FROM person_document
            WHERE owner = ANY(\(Array(owners)))
                AND NOT EXISTS (SELECT FROM unit_owner WHERE unit_owner.owner = person_document.owner)
            """)
        return try await write.execute(
            """
            DELETE FROM person
            WHERE owner = ANY(\(Array(owners)))
                AND NOT EXISTS (SELECT FROM unit_owner WHERE unit_owner.owner = person.owner)
            """)
    }

    /// What is stored of owners, opened; whoever asks notes who it is for (R-P-09).
    func open<Reader: Reading & ~Copyable>(
        _ owners: [OwnerID: OwnerRef], through reader: borrowing Reader
    ) async throws -> [OwnerID: ListedOwner] {
        let stored = try await reader.query(Self.stored(of: Array(owners.keys)))
        return try Self.rows(stored).reduce(into: [:]) { listed, row in
            guard let ref = owners[row.0] else { return }
            listed[row.0] = try self.listed(row, ref)
        }
    }

    private typealias Stored = (OwnerID, UnitRecord.OwnerKind, [UInt8], [UInt8])

    private static func rows(_ stored: PostgresResult) throws -> [Stored] {
        try stored.decode((OwnerID, UnitRecord.OwnerKind, [UInt8], [UInt8]).self)
    }

    /// Asks for what `renamed(_:from:)` reads.
    static func stored(of owners: [OwnerID]) -> SQL {
        "SELECT owner, kind, key, sealed FROM person WHERE owner = ANY(\(owners))"
    }

    /// Who among those that a file says something else of has another name there.
    ///
    /// - Returns: nobody whose row cannot be opened: it is about to be sealed anew, and what it said is lost already.
    func renamed(_ news: [News], from stored: PostgresResult) throws -> Set<OwnerID> {
        let owners = Dictionary(news.map { ($0.id, $0.owner) }) { first, _ in first }
        return try Self.rows(stored).reduce(into: []) { renamed, row in
            guard let owner = owners[row.0] else { return }
            do {
                if try listed(row, owner.ref).name != owner.name { renamed.insert(row.0) }
            } catch is PersonalVault.Failure {
                return
            }
        }
    }

    private func listed(_ row: Stored, _ ref: OwnerRef) throws(PersonalVault.Failure) -> ListedOwner {
        try ListedOwner(
            ref: ref, kind: row.1, personalFields: try vault.open(row.3, key: row.2, of: row.0.uuid))
    }
}

extension ListedOwner {
    /// What is sealed, in the order in which `init(ref:kind:personalFields:)` takes it back.
    var personalFields: [String] { [name, phone] }

    /// - Throws: `PersonalVault.Failure.notAuthentic` when these are not a name and a telephone number.
    init(ref: OwnerRef, kind: UnitRecord.OwnerKind, personalFields: [String]) throws(PersonalVault.Failure) {
        guard personalFields.count == 2 else { throw .notAuthentic }
        self.init(ref: ref, name: personalFields[0], kind: kind, phone: personalFields[1])
    }
}
