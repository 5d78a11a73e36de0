import Model
import Postgres

/// The roll as it was on a day, or as it was published at a position, and what became of one unit.
struct RollHistoryQueries: Sendable {
    let pool: PostgresPool
    let communities = CommunityStore()
    let history = RollHistoryStore()

    struct Page: Sendable {
        let units: [UnitVersion]
        /// Where the next page begins; nil after the last.
        let next: String?
    }

    /// Units in the order of their codes as texts, those after `cursor`.
    ///
    /// - Throws: `RegistryError.communityUnknown`, `.snapshotUnknown`
    func units(
        of community: CommunityID, _ moment: RollHistoryStore.Moment, after cursor: String, limit: Int
    ) async throws -> Page {
        let found = try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            _ = try await communities.community(community, in: transaction)
            if case .position(let position) = moment,
                try await history.snapshots(
                    of: community, before: position + 1, limit: 1, in: transaction
                ).first?.position != position
            {
                throw RegistryError.snapshotUnknown(position)
            }
            return try await history.units(
                of: community, moment, after: cursor, limit: limit + 1, in: transaction)
        }
        let page = Array(found.prefix(limit))
        return Page(units: page, next: found.count > limit ? page.last?.record.unit.description : nil)
    }

    /// What was published, the last first.
    ///
    /// - Throws: `RegistryError.communityUnknown`
    func snapshots(
        of community: CommunityID, before position: Int64, limit: Int
    ) async throws -> (snapshots: [RollSnapshot], next: String?) {
        let found = try await pool.withTransaction(readOnly: true) { transaction in
            _ = try await communities.community(community, in: transaction)
            return try await history.snapshots(of: community, before: position, limit: limit + 1, in: transaction)
        }
        let page = Array(found.prefix(limit))
        return (page, found.count > limit ? page.last.map { "\($0.position)" } : nil)
    }
}
