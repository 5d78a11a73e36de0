import EventLog
import FoundationEssentials
import Model
import Postgres

/// Owners' opaque ids.
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
}
