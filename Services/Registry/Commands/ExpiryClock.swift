import EventLog
import Logging
import Postgres
import Repetition
import ServiceLifecycle

/// Warns of terms that end, by the clock; a district that plays a scenario does so when its day is started.
struct ExpiryClock: Service {
    let log: EventLog
    let expiry: WarnOfExpiry
    let logger: Logger

    private static let interval = Duration.seconds(600)

    func run() async throws {
        try await RepeatedWork(
            "looking at terms", every: Self.interval, pauseAfterFailure: Self.interval, logger
        ) {
            let day = try await log.pool.withTransaction(readOnly: true) { transaction in
                try await expiry.desk.electorates.today(in: transaction)
            }
            try await expiry.sweep(on: day, log, logger)
        }.run()
    }
}
