import EventLog
import Model
import Postgres

/// Who owners are: names and telephone numbers, sealed, for as long as somebody is on the roll.
struct PersonStore: Sendable {
    let vault: PersonalVault

    /// Stores who the owners are; only what differs is sealed anew, and nothing is opened to see that.
    ///
    /// - Returns: how many are new or described differently.
    func describe(
        _ owners: [ListedOwner], ids: [OwnerRef: OwnerID], in write: borrowing Write
    ) async throws -> Int {
        let listed = listed(owners, ids: ids)
        let news = try await news(of: listed, through: write)
        guard !news.isEmpty else { return 0 }
        let sealed = try news.map { try vault.seal($0.owner.personalFields, of: $0.id.uuid) }
        return try await write.execute(
            """
            INSERT INTO person (owner, kind, key, sealed, mark)
            SELECT id, kind, key, sealed, mark
            FROM unnest(\(news.map(\.id)), \(news.map(\.owner.kind)), \(sealed.map(\.key)), \(sealed.map(\.content)),
                \(sealed.map(\.mark))) AS listed (id, kind, key, sealed, mark)
            ON CONFLICT ON CONSTRAINT person_pkey DO UPDATE SET
                kind = EXCLUDED.kind,
                key = EXCLUDED.key,
                sealed = EXCLUDED.sealed,
                mark = EXCLUDED.mark
            """)
    }

    /// Forgets who the owners are that are no longer on the roll; their ids stay.
    ///
    /// With the row goes the key, and with the key every copy of what it sealed.
    func forgetLeavers(in write: borrowing Write) async throws -> Int {
        try await write.execute(
            """
            DELETE FROM person
            USING owner
            WHERE owner.id = person.owner AND owner.community = \(write.community)
                AND NOT EXISTS (SELECT FROM unit_owner WHERE unit_owner.owner = person.owner)
            """)
    }

    /// How many owners are new or described differently in a file, or are no longer in it.
    func countNews<Reader: Reading & ~Copyable>(
        _ owners: [ListedOwner], ids: [OwnerRef: OwnerID], in community: CommunityID, through reader: borrowing Reader
    ) async throws -> Int {
        let listed = listed(owners, ids: ids)
        let leavers = try await reader.query(
            """
            SELECT count(*)
            FROM person
            JOIN owner ON owner.id = person.owner
            WHERE owner.community = \(community)
                AND NOT EXISTS (SELECT FROM unnest(\(listed.map(\.id))) AS listed (id) WHERE listed.id = person.owner)
            """
        ).decode((Int64).self)
        return try await news(of: listed, through: reader).count + Int(leavers.first ?? 0)
    }

    private struct Listed {
        let owner: ListedOwner
        let id: OwnerID
        let mark: [UInt8]
    }

    private func listed(_ owners: [ListedOwner], ids: [OwnerRef: OwnerID]) -> [Listed] {
        owners.compactMap { owner in
            ids[owner.ref].map { id in
                Listed(owner: owner, id: id, mark: vault.mark(of: owner.personalFields, of: id.uuid))
            }
        }
    }

    /// Those whose kind or mark differs from what is stored, or of whom nothing is.
    private func news<Reader: Reading & ~Copyable>(
        of listed: [Listed], through reader: borrowing Reader
    ) async throws -> [Listed] {
        let rows = try await reader.query(
            """
            SELECT listed.ordinal
            FROM unnest(\(listed.map(\.id)), \(listed.map(\.owner.kind)), \(listed.map(\.mark)))
                WITH ORDINALITY AS listed (id, kind, mark, ordinal)
            LEFT JOIN person ON person.owner = listed.id
            WHERE (person.kind, person.mark) IS DISTINCT FROM (listed.kind, listed.mark)
            ORDER BY listed.ordinal
            """
        ).decode((Int64).self)
        return rows.map { listed[Int($0) - 1] }
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
