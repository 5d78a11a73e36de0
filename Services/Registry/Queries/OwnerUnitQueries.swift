import Model
import Postgres

/// What is known of an owner-unit and of its end.
struct OwnerUnitQueries: Sendable {
    let pool: PostgresPool
    let communities = CommunityStore()
    let units = OwnerUnitStore()

    struct Found: Sendable {
        let unit: CommunityRegistered.OwnerUnit?
        /// In the order in which it was recorded; the last holds.
        let entries: [OwnerUnitStore.Entry]
        /// What the roll still says is its.
        let holding: OwnerUnitStore.Holding?
    }

    /// - Throws: `RegistryError.communityUnknown`
    func unit(of community: CommunityID) async throws -> Found {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let facts = try await communities.community(community, in: transaction)
            let entries = try await units.entries(of: community, in: transaction)
            var holding: OwnerUnitStore.Holding?
            if let owner = entries.last?.end.owner {
                holding = try await units.holding(of: owner, in: community, transaction)
            }
            return Found(unit: facts.ownerUnit, entries: entries, holding: holding)
        }
    }
}
