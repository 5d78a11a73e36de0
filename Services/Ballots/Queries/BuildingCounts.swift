import Model
import Postgres

/// How each building took part in an item, and after the close how it chose.
struct BuildingCounts: Sendable {
    let pool: PostgresPool
    let assemblies: AssemblyStore
    let rules = RulesStore()
    let store = BuildingCountStore()

    /// - Throws: `BallotsError.unknownAssembly`, `.unknownItem`, `.notOpenYet`
    func callAsFunction(
        of item: ItemID, _ id: AssemblyID, of community: CommunityID
    ) async throws -> [BuildingCount] {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let stored = try await assemblies.load(id, of: community, in: transaction)
            guard stored.assembly.items.contains(where: { $0.item == item }) else { throw BallotsError.unknownItem(item) }
            guard let basis = stored.assembly.basis else { throw BallotsError.notOpenYet(id) }
            let pack = try await rules.pack(basis.rulesHash, in: transaction)
            return try await store.counts(
                of: item, in: stored, isSealed: !stored.assembly.state.name.isCounted, transaction
            ).published(least: try pack.anonymityLeast)
        }
    }
}
