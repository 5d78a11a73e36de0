import Model
import Postgres

/// The files of papers that one scrutineer has handed in, and no second one yet.
struct WaitingPapers: Sendable {
    let pool: PostgresPool
    let assemblies: AssemblyStore
    private let batches = PaperBatchStore()

    /// - Throws: `BallotsError.unknownAssembly`
    func callAsFunction(
        _ id: AssemblyID, of community: CommunityID
    ) async throws -> [PaperBatchStore.Waiting] {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let stored = try await assemblies.load(id, of: community, in: transaction)
            return try await batches.waiting(in: stored, transaction)
        }
    }
}
