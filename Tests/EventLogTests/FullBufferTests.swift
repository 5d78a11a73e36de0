import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog
@testable import Kafka

/// Whether a partition is paused, or waited for, where more has come of it than its buffer is to hold.
@Suite(.timeLimit(.minutes(1))) struct FullBufferTests {
    /// Longer than any test may take.
    private static let long = Duration.seconds(600)

    @Test(.database) func `a crowd for which there is room after a moment leaves its partition as it is`()
        async throws
    {
        try await Self.withLog { log, pool in
            // All of it is applied already, and dropped as fast as it can be looked at.
            let history = try InboxBufferTests.history(InboxBuffer.Limit.events + 1)
            let last = try #require(history.last)
            try await pool.withConnection { connection in
                _ = try await connection.execute(
                    """
                    INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
                    VALUES ('registry', \(last.shard), 1, \(last.position), 1, \(last.chain), \(last.position))
                    """)
            }
            var router = EventRouter()
            router.on(DayStarted.self) { _, _ in }
            try await Self.withInbox(patience: Self.long, router, log) { mailbox in
                let partition = Self.partition(of: last)
                mailbox.post(.assigned([partition]))
                mailbox.post(Self.records(history))
                // Is dealt with after what came before it.
                mailbox.post(.positionLost(partition))
                let words = try await Self.commands(to: mailbox, until: "beginning")
                #expect(words == ["start", "beginning"])
            }
        }
    }

    @Test(.database) func `of few events at once little is lost, and nobody waits for them`() async throws {
        try await Self.withLog { log, _ in
            var history: [EventEnvelope] = []
            for _ in 0..<5 {
                let payload = Array(repeating: UInt8(7), count: InboxBuffer.Limit.bytes / 4)
                history.append(try InboxBufferTests.next(after: history.last, payload: payload))
            }
            var router = EventRouter()
            router.on(DayStarted.self) { _, _ in }
            try await Self.withInbox(patience: Self.long, router, log) { mailbox in
                mailbox.post(.assigned([Self.partition(of: history[0])]))
                mailbox.post(Self.records(history))
                let words = try await Self.commands(to: mailbox, until: "pause")
                #expect(words.starts(with: ["beginning", "pause"]))
            }
        }
    }

    @Test(.database) func `a crowd of a source that gets no further is not waited for long, and comes again later`()
        async throws
    {
        try await Self.withLog { log, _ in
            let history = try ShardInboxTests.history(InboxBuffer.Limit.events + 1)
            let gate = Signal()
            var router = EventRouter()
            // Whoever is let through lets the next one through.
            router.on(DayStarted.self) { _, _ in if await gate.wait() { gate.raise() } }
            try await Self.withInbox(patience: .milliseconds(1), router, log) { mailbox in
                mailbox.post(.assigned([Self.partition(of: history[0])]))
                mailbox.post(Self.records(history))
                let words = try await Self.commands(to: mailbox, until: "pause")
                #expect(words == ["beginning", "pause"])
                gate.raise()
                #expect(try await Self.commands(to: mailbox, until: "resume") == ["resume"])
            }
        }
    }

    // MARK: - Between a consumer and an inbox

    /// A log that follows the registry's.
    static func withLog(_ body: (EventLog, PostgresPool) async throws -> Void) async throws {
        try await TestDatabase.withPool { pool in
            try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
            let log = EventLog(
                identity: try await LogIdentity.establish(for: .funds, in: pool), pool: pool, logger: WriteTests.logger)
            try await withThrowingTaskGroup { group in
                group.addTask { await log.runWithoutBroker() }
                do {
                    try await body(log, pool)
                } catch {
                    group.cancelAll()
                    throw error
                }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    /// An inbox at a consumer that no broker feeds.
    private static func withInbox(
        patience: Duration, _ router: EventRouter, _ log: EventLog, _ body: (ConsumerMailbox) async throws -> Void
    ) async throws {
        let topic = ServiceName.registry.topic
        let consumer = KafkaConsumer(
            KafkaConfiguration(bootstrapServers: "localhost:1", clientID: "test"), mode: .all(topics: [topic]),
            logger: log.logger)
        let nobody = PeerCalls(requestReplay: { _, _, _ in }, confirm: { _, _ in [:] })
        let inbox = Inbox(
            pool: log.pool, consumer: consumer, writers: log.writers, router: router, sources: [topic: .registry],
            peers: nobody, care: long, patience: patience, metrics: log.metrics, logger: log.logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await inbox.run() }
            do {
                try await body(consumer.mailbox)
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private static func partition(of event: EventEnvelope) -> TopicPartition {
        TopicPartition(topic: event.source.topic, partition: event.shard.number)
    }

    private static func records(_ events: [EventEnvelope]) -> ConsumerEvent {
        .records(
            partition(of: events[0]),
            events.map { event in
                let record = KafkaBinding.record(of: event)
                return ConsumedRecord(
                    topic: record.topic, partition: record.partition, offset: event.position, key: record.key,
                    value: record.value, headers: record.headers, timestamp: 0)
            })
    }

    /// What the inbox asks of its consumer, until it has asked for the last of it.
    private static func commands(to mailbox: ConsumerMailbox, until last: String) async throws -> [String] {
        var words: [String] = []
        try await waitWhile {
            words += mailbox.takeCommands().map { command in
                switch command {
                case .start(let places): places.values.contains(.beginning) ? "beginning" : "start"
                case .pause: "pause"
                case .resume: "resume"
                }
            }
            return !words.contains(last)
        }
        return words
    }
}
