import EventLog
import FoundationEssentials
import Model
import Postgres

/// Owners' opaque ids, and apart from them their names and telephone numbers.
struct OwnerStore {
    /// The ids of those references that have one.
    func ids<Reader: Reading & ~Copyable>(
        of refs: [OwnerRef], in community: CommunityID, through reader: borrowing Reader
    ) async throws -> [OwnerRef: OwnerID] {
        let rows = try await reader.query(
            """
            SELECT ref, id
            FROM owner
            WHERE community = \(community) AND ref = ANY(\(refs))
            """
        ).decode((OwnerRef, OwnerID).self)
        return Dictionary(rows) { first, _ in first }
    }

    /// New random ids for references that have none; nothing is stored.
    func newIDs(for refs: some Sequence<OwnerRef>) -> [OwnerRef: OwnerID] {
        Dictionary(refs.map { ($0, OwnerID(UUID())) }) { first, _ in first }
    }

    func save(_ ids: [OwnerRef: OwnerID], in write: borrowing Write) async throws {
        guard !ids.isEmpty else { return }
        let pairs = ids.sorted { $0.key < $1.key }
        try await write.execute(
            """
            INSERT INTO owner (community, ref, id)
            SELECT \(write.community), ref, id
            FROM unnest(\(pairs.map(\.key)), \(pairs.map(\.value))) AS new (ref, id)
            """)
    }

    /// Stores who the owners are.
    ///
    /// - Returns: how many are new or described differently.
    func describe(
        _ owners: [ListedOwner], ids: [OwnerRef: OwnerID], in write: borrowing Write
    ) async throws -> Int {
        try await write.execute(
            """
            INSERT INTO person (owner, name, kind, phone)
            SELECT id, name, kind, phone
            FROM unnest(\(owners.compactMap { ids[$0.ref] }), \(owners.map(\.name)), \(owners.map(\.kind)),
                \(owners.map(\.phone))) AS listed (id, name, kind, phone)
            ON CONFLICT ON CONSTRAINT person_pkey DO UPDATE SET
                name = EXCLUDED.name,
                kind = EXCLUDED.kind,
                phone = EXCLUDED.phone
            WHERE (person.name, person.kind, person.phone)
                IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.kind, EXCLUDED.phone)
            """)
    }

    /// Forgets the names and numbers of owners who are no longer on the roll; their ids stay.
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
        let rows = try await reader.query(
            """
            SELECT count(*)
            FROM unnest(\(owners.compactMap { ids[$0.ref] }), \(owners.map(\.name)), \(owners.map(\.kind)),
                \(owners.map(\.phone))) AS listed (id, name, kind, phone)
            FULL JOIN (
                SELECT person.owner, person.name, person.kind, person.phone
                FROM person
                JOIN owner ON owner.id = person.owner
                WHERE owner.community = \(community)
            ) AS known ON known.owner = listed.id
            WHERE (known.name, known.kind, known.phone) IS DISTINCT FROM (listed.name, listed.kind, listed.phone)
            """
        ).decode((Int64).self)
        return Int(rows.first ?? 0)
    }
}
