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
                try await Self.overtake(inbox)
                inbox.receive([try Self.fact(1)], of: .registry)
            },
            { inbox in
                let before = inbox.steps.withLock(\.count)
                let start = ContinuousClock.now
                // Each try is a step, and so is the look at the others after it.
                try await waitWhile { inbox.steps.withLock(\.count) < before + 4 * 2 }
                #expect(ContinuousClock.now - start >= .milliseconds(50 + 100 + 200))
                let applied = try await inbox.days()
                #expect(applied.isEmpty)
            })
    }

    @Test(.database) func `a source in which another process is ahead holds up no other`() async throws {
        try await withInbox(
            prepare: { inbox in
                try await Self.overtake(inbox)
                inbox.receive([try Self.fact(1)], of: .registry)
                inbox.receive(
                    [try Self.fact(1, source: .workorders, type: "tongti.workorders.OrderStarted.v1")], of: .workorders)
            },
            { inbox in
                try await waitWhile { inbox.shard.applied(of: .workorders) != 1 }
                try await waitWhile { inbox.steps.withLock(\.isEmpty) }
                #expect(inbox.steps.withLock { $0[0][.workorders] } == 1, "without a pause between the two")
            })
    }

    /// Whoever holds the shard's lock finds the registry's first event applied; who looks again, without it, does not.
    private static func overtake(_ inbox: OneShard) async throws {
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
            UNION ALL SELECT source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset FROM applied_log
            """)
        try await inbox.execute(
            """
            CREATE FUNCTION keep_applied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO applied_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
                VALUES (
                    NEW.source, NEW.shard, NEW.first_pos, NEW.last_pos, NEW.epoch, NEW.chain_last, NEW.kafka_offset
                );
                RETURN NEW;
            END $$
            """)
        try await inbox.execute(
            "CREATE TRIGGER keep_applied INSTEAD OF INSERT ON inbox_log FOR EACH ROW EXECUTE FUNCTION keep_applied()")
    }
}
