import EventLog
import Logging
import Model
import Postgres
import ServiceLifecycle

/// Warns of terms that end, by the clock; a district that plays a scenario does so when its day is started.
struct ExpiryClock: Service {
    let log: EventLog
    let expiry: WarnOfExpiry
    let logger: Logger

    private static let interval = Duration.seconds(600)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let day = try await log.pool.withTransaction(readOnly: true) { transaction in
                        try await expiry.desk.electorates.today(in: transaction)
                    }
                    try await expiry.sweep(on: day, log)
                    try await Task.sleep(for: Self.interval)
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("terms could not be looked at", metadata: ["error": "\(error)"])
                    do { try await Task.sleep(for: Self.interval) } catch { return }
                }
            }
        }
    }
}
