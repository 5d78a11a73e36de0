import Logging
import Postgres
import Repetition

/// Forgets what nobody can ask for any more: sealed answers, and sessions that were over.
struct ForgetPast: Sendable {
    let pool: PostgresPool
    let logger: Logger

    private static let interval = Duration.seconds(60)

    /// Looks once a minute, and no sooner where it could not.
    var work: RepeatedWork {
        RepeatedWork("forgetting what is past", every: Self.interval, pauseAfterFailure: Self.interval, logger, forget)
    }

    /// Forgets what is old enough now, of sessions so many at once that nobody waits for it.
    func forget() async throws {
        try await pool.withTransaction { transaction in try await SealedAnswerStore.forget(in: transaction) }
        try await pool.withTransaction { transaction in try await SessionStore().forget(in: transaction) }
    }
}
