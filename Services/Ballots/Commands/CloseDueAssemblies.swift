import EventLog
import Logging
import Model
import Postgres

/// Ends votings and closes assemblies whose time is over, by the database's clock.
///
/// Any number of processes may do so at once: both hold the shard's lock, and what has ended stays so.
struct CloseDueAssemblies: Sendable {
    let pool: PostgresPool
    let assemblies: AssemblyStore
    let end: EndVoting
    let close: CloseAssembly
    let clocks: SharedClockWatch
    let logger: Logger

    @Sendable func callAsFunction() async throws {
        let due = try await pool.withConnection { try await assemblies.due(in: $0) }
        guard clocks.judge(database: due.now) == .sound else {
            if !due.over.isEmpty || !due.assemblies.isEmpty {
                logger.error("no voting is ended and no assembly closed: the database's clock is not to be trusted")
            }
            return
        }
        for over in due.over {
            try await attempt("a voting could not be ended", over) { try await end(over.assembly, in: over.community) }
        }
        for due in due.assemblies {
            try await attempt("a due assembly could not be closed", due) {
                try await close(due.assembly, in: due.community, claim: nil)
                logger.info("an assembly was closed at its time")
            }
        }
    }

    /// One that cannot be ended now keeps nobody else's open; it stays due.
    private func attempt(_ failure: Logger.Message, _ due: DueAssembly, _ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error where !(error is CancellationError) {
            logger.warning(
                failure, error: error, metadata: ["community": "\(due.community)", "assembly": "\(due.assembly)"])
        }
    }
}
