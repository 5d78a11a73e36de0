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

    /// Those who differ from what is stored; nothing is opened to see that.
    ///
    /// `ids` has an id for each owner; of those in `newIDs` nothing can be stored yet.
    func news<Reader: Reading & ~Copyable>(
        of owners: [ListedOwner], ids: [OwnerRef: OwnerID], newIDs: [OwnerRef: OwnerID],
        through reader: borrowing Reader
    ) async throws -> [News] {
        var news: [News] = []
        var older: [(owner: ListedOwner, id: OwnerID)] = []
        for owner in owners {
            if let id = newIDs[owner.ref] {
                news.append(News(owner: owner, id: id, isKnown: false))
            } else if let id = ids[owner.ref] {
                older.append((owner, id))
            }
        }
        guard !older.isEmpty else { return news }
        let marks = older.map { vault.mark(of: $0.owner.personalFields, of: $0.id.uuid) }
        let rows = try await reader.query(
            """
            SELECT listed.ordinal, person.owner IS NOT NULL
            FROM unnest(\(older.map(\.id)), \(older.map(\.owner.kind)), \(marks))
                WITH ORDINALITY AS listed (id, kind, mark, ordinal)
            LEFT JOIN person ON person.owner = listed.id
            WHERE (person.kind, person.mark) IS DISTINCT FROM (listed.kind, listed.mark)
            ORDER BY listed.ordinal
            """
        ).decode((Int64, Bool).self)
        return news
            + rows.map { ordinal, isKnown in
                let (owner, id) = older[Int(ordinal) - 1]
                return News(owner: owner, id: id, isKnown: isKnown)
            }
    }

    /// The same for all owners of a file, with what is stored of each.
    func news(of read: RollReading.Outcome) -> [News] {
        read.file.owners.indices.compactMap { place in
            let owner = read.file.owners[place]
            guard let known = read.known[place] else { return News(owner: owner, id: read.ids[place], isKnown: false) }
            let isSame =
                known.kind == owner.kind && known.mark == vault.mark(of: owner.personalFields, of: known.id.uuid)
            return isSame ? nil : News(owner: owner, id: known.id, isKnown: known.kind != nil)
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
        let known = news.filter(\.isKnown).map(\.id)
        // A copy of the old row is unreadable from now on, too.
        if !known.isEmpty { try await write.execute("DELETE FROM person WHERE owner = ANY(\(known))") }
        return try await write.copyIn(
            "COPY person (owner, kind, key, sealed, mark) FROM STDIN WITH (FORMAT binary)", rows)
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
    /// With the row goes the key, and with the key every copy of what it sealed.
    func forget(_ owners: Set<OwnerID>, in write: borrowing Write) async throws -> Int {
        guard !owners.isEmpty else { return 0 }
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
        let rows = try await reader.query(
            "SELECT owner, kind, key, sealed FROM person WHERE owner = ANY(\(Array(owners.keys)))"
        ).decode((OwnerID, UnitRecord.OwnerKind, [UInt8], [UInt8]).self)
        return try rows.reduce(into: [:]) { opened, row in
            guard let ref = owners[row.0] else { return }
            opened[row.0] = try ListedOwner(
                ref: ref, kind: row.1, personalFields: try vault.open(row.3, key: row.2, of: row.0.uuid))
        }
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
