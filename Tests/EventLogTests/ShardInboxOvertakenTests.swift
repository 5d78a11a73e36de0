import Model
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventLog

/// Two processes of one service, of which the other is always first.
extension ShardInboxTests {
    @Test(.database) func `whoever is overtaken again and again tries ever more rarely`() async throws {
        try await withInbox(
            prepare: { inbox in
                // Whoever holds the shard's lock finds the first event applied; who looks again, without it, does not.
                try await inbox.execute("ALTER TABLE inbox_log RENAME TO applied_log")
                try await inbox.execute(
                    """
                    CREATE VIEW inbox_log AS
                    SELECT followed.source, number::smallint AS shard, 1::bigint AS first_pos,
                        CASE WHEN EXISTS (
                            SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted
                        ) THEN 1::bigint ELSE 0::bigint END AS last_pos,
                        0 AS epoch, decode(repeat('00', 32), 'hex') AS chain_last, 0::bigint AS kafka_offset
                    FROM (VALUES ('registry'::text)) AS followed (source)
                    CROSS JOIN generate_series(0, 15) AS number
                    """)
                inbox.receive([try Self.fact(1)], of: .registry)
            },
            { inbox in
                let before = inbox.steps.withLock(\.count)
                let start = ContinuousClock.now
                while inbox.steps.withLock(\.count) < before + 4 { await Task.yield() }
                #expect(ContinuousClock.now - start >= .milliseconds(50 + 100 + 200))
                let applied = try await inbox.days()
                #expect(applied.isEmpty)
            })
    }
}
