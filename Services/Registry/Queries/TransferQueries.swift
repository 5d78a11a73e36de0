import Model
import Postgres

/// What units have changed hands.
struct TransferQueries: Sendable {
    let pool: PostgresPool
    let communities = CommunityStore()
    let transfers = TransferStore()

    /// - Throws: `RegistryError.communityUnknown`
    func transfers(
        of community: CommunityID, unit: UnitCode?, before cursor: TransferCursor, limit: Int
    ) async throws -> (transfers: [OwnershipTransfer], next: String?) {
        let found = try await pool.withTransaction(readOnly: true) { transaction in
            _ = try await communities.community(community, in: transaction)
            return try await transfers.transfers(
                of: community, unit: unit, before: cursor, limit: limit + 1, in: transaction)
        }
        let page = Array(found.prefix(limit))
        let last = page.last.map { TransferCursor(position: $0.position, unit: $0.unit.description) }
        return (page, found.count > limit ? last?.description : nil)
    }
}
