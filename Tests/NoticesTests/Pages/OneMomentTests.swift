import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// What is recorded while a page is read.
@Suite(.serialized, .timeLimit(.minutes(1))) struct OneMomentTests {
    @Test(.database, arguments: ["/c/runfeng", "/c/runfeng/1", "/c/runfeng/1/digests/2023-04-01"])
    func `a page shows one moment, whatever is recorded while it is read`(_ path: String) async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.all + [DayStarted(day: Samples.day("2023-04-15"))])
            let before = try await notices.get(path).text

            let during = try await notices.pool.withSession { writer in
                try await writer.execute("BEGIN")
                try await writer.execute("LOCK TABLE notice, digest IN ACCESS EXCLUSIVE MODE")
                return try await withThrowingTaskGroup(of: String.self) { tasks in
                    tasks.addTask { try await notices.get(path).text }
                    var isReading = false
                    while !isReading {
                        isReading = try await writer.query(
                            """
                            SELECT EXISTS (
                                SELECT FROM pg_locks
                                WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
                            """, as: Bool.self)[0]
                    }
                    for statement in Self.changes { try await writer.execute(statement) }
                    try await writer.execute("COMMIT")
                    guard let page = try await tasks.next() else { preconditionFailure("one page was asked for") }
                    return page
                }
            }

            #expect(during == before)
            #expect(try await notices.get(path).text != before)
        }
    }

    /// A notice for everybody, and a digest of the day after the first.
    private static let changes: [SQL] = [
        """
        INSERT INTO notice (
            community, number, event, kind, posted_on, recorded_at, title_zh, title_en, text_zh, text_en
        )
        SELECT
            'runfeng', max(number) + 1, gen_random_uuid(), 'voting-opened', '2023-04-15', now(), '新', 'New', '新', 'New'
        FROM notice
        """,
        """
        INSERT INTO digest (
            community, building, day, units, paid_units, newly_paid_units, due, received, received_today, lifts,
            lifts_done, lifts_under_work, published_at
        )
        VALUES ('runfeng', '1', '2023-04-02', 2, 2, 2, 0, 0, 0, 2, 1, 0, now())
        """,
    ]
}
