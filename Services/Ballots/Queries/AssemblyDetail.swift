import Model
import Postgres

/// One assembly as anybody may see it: while it is open how many took part, afterwards how they chose.
struct AssemblyDetail: Sendable {
    let stored: StoredAssembly
    let participation: [ItemID: Weight]
    /// Empty until the assembly is closed.
    let results: [ItemID: ItemResult]

    struct Query: Sendable {
        let pool: PostgresPool
        let assemblies: AssemblyStore
        let votes: VoteStore

        /// - Throws: `BallotsError.unknownAssembly`
        func callAsFunction(_ assembly: AssemblyID, of community: CommunityID) async throws -> AssemblyDetail {
            try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
                let stored = try await assemblies.load(assembly, of: community, in: transaction)
                switch stored.assembly.state {
                case .convened:
                    return AssemblyDetail(stored: stored, participation: [:], results: [:])
                case .open:
                    let turnout = try await votes.turnout(of: stored, in: transaction)
                    return AssemblyDetail(stored: stored, participation: turnout, results: [:])
                case .closed(let basis, _):
                    let results = try await assemblies.results(of: stored, basis, in: transaction)
                    return AssemblyDetail(
                        stored: stored, participation: try results.mapValues { try $0.participation() },
                        results: results)
                }
            }
        }
    }
}
