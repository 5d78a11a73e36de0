import EventLog
import Logging
import Model
import Postgres

/// Closes assemblies whose time is over, by the database's clock.
///
/// Any number of processes may do so at once: closing holds the shard's lock and a closed assembly stays as it is.
struct CloseDueAssemblies: Sendable {
    let pool: PostgresPool
    let assemblies: AssemblyStore
    let close: CloseAssembly
    let clocks: SharedClockWatch
    let logger: Logger

    @Sendable func callAsFunction() async throws {
        let due = try await pool.withConnection { try await assemblies.due(in: $0) }
        guard clocks.judge(database: due.now) == .sound else {
            if !due.assemblies.isEmpty {
                logger.error("no assembly is closed: the database's clock is not to be trusted")
            }
            return
        }
        for due in due.assemblies {
            do {
                try await close(due.assembly, in: due.community, claim: nil)
                logger.info("an assembly was closed at its time")
            } catch let error where !(error is CancellationError) {
                // One that cannot be closed now keeps nobody else's open; it stays due.
                logger.warning(
                    "a due assembly could not be closed", error: error,
                    metadata: ["community": "\(due.community)", "assembly": "\(due.assembly)"])
            }
        }
    }
}
