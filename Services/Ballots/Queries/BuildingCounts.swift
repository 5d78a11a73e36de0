import Model
import Postgres
import ServiceRuntime

/// How each building took part in an item, and after the close how it chose.
///
/// Anybody may ask, so everybody shares one reading: of a closed assembly for good, of an open one for a while.
struct BuildingCounts: Sendable {
    let pool: PostgresPool
    let assemblies: AssemblyStore
    /// How old what is told of an open assembly may be.
    let interval: Duration
    private let rules = RulesStore()
    private let store = BuildingCountStore()
    private let places = Places(limit: 4)
    private let kept = KeptAnswers<Key, [BuildingCount]>(limit: 1_024)

    /// What one reading says of an item.
    struct Reading: Sendable {
        /// Whether the assembly was counted by then; if so, choices are missing only where they would tell of somebody.
        let isCounted: Bool
        let buildings: [BuildingCount]
    }

    private struct Key: Hashable {
        let assembly: Int64
        let item: ItemID
        let isCounted: Bool
    }

    init(pool: PostgresPool, assemblies: AssemblyStore, interval: Duration) {
        self.pool = pool
        self.assemblies = assemblies
        self.interval = interval
    }

    /// - Throws: `BallotsError.unknownAssembly`, `.unknownItem`, `.notOpenYet`, `.tooManyReads`
    func callAsFunction(
        of item: ItemID, _ id: AssemblyID, of community: CommunityID
    ) async throws -> Reading {
        let stored = try await pool.withTransaction(readOnly: true) { transaction in
            try await assemblies.load(id, of: community, in: transaction)
        }
        guard let asked = stored.assembly.items.first(where: { $0.item == item }) else {
            throw BallotsError.unknownItem(item)
        }
        let isPetition = asked.form == .petition
        guard let basis = stored.assembly.basis else { throw BallotsError.notOpenYet(id) }
        let isCounted = stored.assembly.state.name.isCounted
        let key = Key(assembly: stored.number, item: item, isCounted: isCounted)
        if let known = kept.answer(to: key) { return Reading(isCounted: isCounted, buildings: known) }
        let place = try places.takeForRead()
        let counts = try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let pack = try await rules.pack(basis.rulesHash, in: transaction)
            let counts = try await store.counts(of: item, in: stored, isSealed: !isCounted, transaction)
                .values.flatMap { $0 }
            return isPetition && !isCounted
                ? counts.withoutSignatures
                : counts.published(least: try pack.anonymityLeast, isPetition: isPetition)
        }
        withExtendedLifetime(place) { kept.keep(counts, for: key, isCounted ? nil : interval) }
        return Reading(isCounted: isCounted, buildings: counts)
    }
}
