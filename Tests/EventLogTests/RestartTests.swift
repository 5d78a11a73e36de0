import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// What a process knows of its own inbox when it starts.
@Suite struct RestartTests {
    @Test(.database) func `a restarted inbox says where it stands before anything new arrives`() async throws {
        try await WriteTests.withLog { log, pool in
            let shard = Shard(of: try CommunityID(parsing: "restart"))
            let event = try InboxBufferTests.history(1)[0]
            try await pool.withConnection { connection in
                _ = try await connection.execute(
                    """
                    INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
                    VALUES ('registry', \(shard), 1, 7, 1, \(event.chain), 6)
                    """)
            }
            var router = EventRouter()
            router.on(DayStarted.self) { _, _ in }
            let writer = try #require(log.writers[shard])
            let inbox = ShardInbox(
                shard: shard, pool: pool, writer: writer, router: router, metrics: log.metrics, logger: log.logger,
                onRoom: {})

            try await withThrowingTaskGroup { group in
                group.addTask { await inbox.run() }
                try await waitWhile { inbox.applied()[.registry] == nil }
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(inbox.applied() == [.registry: 7])
        }
    }
}
