import Logging
import Postgres
import Repetition

/// Forgets the sealed answers that nobody can ask for any more.
struct ForgetAnswers: Sendable {
    let pool: PostgresPool
    let logger: Logger

    private static let interval = Duration.seconds(60)

    /// Looks once a minute, and no sooner where it could not.
    var work: RepeatedWork {
        RepeatedWork(
            "forgetting sealed answers", every: Self.interval, pauseAfterFailure: Self.interval, logger, forget)
    }

    /// Forgets all that are old enough now.
    func forget() async throws {
        try await pool.withTransaction { transaction in try await SealedAnswerStore.forget(in: transaction) }
    }
}
