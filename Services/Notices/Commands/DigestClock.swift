import EventLog
import Logging
import Model
import Postgres
import Repetition
import ServiceLifecycle

/// Publishes each building's digest when the day is over by the clock.
///
/// A district that plays a scenario has no use for it.
struct DigestClock: Service {
    let log: EventLog
    let record: PublicRecord
    let logger: Logger

    /// How long after midnight a day's facts are waited for; later ones are in the next day's digest.
    private static let grace = Duration.seconds(300)
    private static let interval = Duration.seconds(60)

    func run() async throws {
        try await RepeatedWork(
            "publishing digests", every: Self.interval, pauseAfterFailure: Self.interval, logger, publish
        ).run()
    }

    @Sendable private func publish() async throws {
        let due = try await log.pool.withConnection { connection in
            try await connection.query(
                """
                WITH clock AS (
                    SELECT ((now() - \(Int64(Self.grace.components.seconds)) * interval '1 second')
                        AT TIME ZONE 'Asia/Shanghai')::date AS today
                )
                SELECT community, today
                FROM community, clock
                WHERE digested_on IS NULL OR digested_on < today - 1
                ORDER BY community
                """,
                as: (CommunityID, Day).self)
        }
        guard let today = due.first?.1 else { return }
        // A shard that takes no commands, or one community's figures, may be at fault for long.
        try await EachInTurn("publishing digests", of: "community", logger).go(through: due.map(\.0)) { community in
            _ = try await log.write(to: community) { write in
                try await record.publishEndedDays(before: today, in: write)
                return true
            }
        }
    }
}
