import EventLog
import Logging
import Model
import Postgres
import ServiceLifecycle
import ServiceRuntime

/// Closes assemblies whose time is over, by the database's clock.
///
/// Any number of processes may do so at once: closing holds the shard's lock and a closed assembly stays as it is.
struct CloseDueAssemblies: Service {
    let pool: PostgresPool
    let assemblies: AssemblyStore
    let close: CloseAssembly
    let clocks: SharedClockWatch
    let interval: Duration
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await closeDue()
                    try await Task.sleep(for: interval)
                } catch is CancellationError {
                    return
                } catch {
                    // What is due stays due: it is looked for again after the pause that follows.
                    logger.warning("due assemblies could not be closed", error: error)
                    try await pause()
                }
            }
        }
    }

    private func closeDue() async throws {
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

    private func pause() async throws {
        do {
            try await Task.sleep(for: .seconds(1))
        } catch is CancellationError {
            // The loop's condition ends it.
        }
    }
}
