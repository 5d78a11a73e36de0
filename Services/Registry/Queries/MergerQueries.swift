import Model
import Postgres

/// What an area was made of.
struct MergerQueries: Sendable {
    let pool: PostgresPool
    let communities = CommunityStore()
    let mergers = MergerStore()

    /// - Throws: `RegistryError.communityUnknown`
    func parts(
        of area: CommunityID, after cursor: String, limit: Int
    ) async throws -> (parts: [MergedPart], next: String?) {
        let found = try await pool.withTransaction(readOnly: true) { transaction in
            _ = try await communities.community(area, in: transaction)
            return try await mergers.parts(of: area, after: cursor, limit: Int64(limit) + 1, in: transaction)
        }
        let page = Array(found.prefix(limit))
        return (page, found.count > limit ? page.last?.community.description : nil)
    }
}
