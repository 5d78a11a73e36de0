import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// What lets a partition go on that was paused because too much of it waited.
@Suite struct PausedPartitionTests {
    @Test(.database, .timeLimit(.minutes(1)))
    func `a buffer that was full of what is applied already makes room for its paused partition`() async throws {
        try await WriteTests.withLog { log, pool in
            let shard = Shard(of: try CommunityID(parsing: "restart"))
            let history = try InboxBufferTests.history(InboxBuffer.Limit.events + 1)
            let last = try #require(history.last)
            try await pool.withConnection { connection in
                _ = try await connection.execute(
                    """
                    INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
                    VALUES ('registry', \(shard), 1, \(last.position), 1, \(last.chain), \(last.position))
                    """)
            }
            let (rooms, continuation) = AsyncStream<Void>.makeStream()
            var router = EventRouter()
            router.on(DayStarted.self) { _, _ in }
            let inbox = ShardInbox(
                shard: shard, pool: pool, writer: try #require(log.writers[shard]), router: router,
                metrics: log.metrics, logger: log.logger, onRoom: { continuation.yield() })

            let isFull = inbox.receive(history.map { .init(event: $0, offset: $0.position) }, of: .registry)

            #expect(isFull && !inbox.hasRoom(for: .registry))
            try await withThrowingTaskGroup { group in
                group.addTask { await inbox.run() }
                for await _ in rooms where inbox.hasRoom(for: .registry) { break }
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(inbox.hasRoom(for: .registry))
        }
    }
}
