import Logging
import Postgres
import Repetition

/// Forgets the answers under idempotency keys after 30 days, when no client repeats itself any more.
///
/// A command that comes again under a forgotten key is a new one: what must never happen twice needs a key of its own.
struct AnswerRetention: Sendable {
    let pool: PostgresPool
    let logger: Logger

    private static let days: Int32 = 30
    /// Rows per statement: each holds its locks for some milliseconds only.
    private static let piece: Int64 = 1_000
    private static let interval = Duration.seconds(3_600)

    /// Looks once an hour, and no sooner where it could not.
    var work: RepeatedWork {
        RepeatedWork(
            "forgetting old answers", every: Self.interval, pauseAfterFailure: Self.interval, logger, forget)
    }

    /// Forgets all that are old enough now.
    func forget() async throws {
        while try await forgetPiece() == Int(Self.piece) {}
    }

    private func forgetPiece() async throws -> Int {
        try await pool.withConnection { connection in
            try await connection.execute(
                """
                DELETE FROM http_idempotency
                WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM http_idempotency
                    WHERE at < now() - make_interval(days => \(Self.days))
                    LIMIT \(Self.piece)
                ))
                """)
        }
    }
}
