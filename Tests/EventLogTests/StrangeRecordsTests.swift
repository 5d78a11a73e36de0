import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog
@testable import Kafka

/// What is said of records that are none of our events, of which anybody who may write to a topic can make any number.
@Suite(.timeLimit(.minutes(1))) struct StrangeRecordsTests {
    @Test func `the first record of a topic is told of at once, and then one a minute with how many came between`() {
        let start = ContinuousClock.now
        let records = StrangeRecords(every: .seconds(60))
        #expect(records.note("registry", at: start) == 0)
        #expect((1...59).allSatisfy { records.note("registry", at: start + .seconds($0)) == nil })
        #expect(records.note("funds", at: start + .seconds(1)) == 0, "another topic is another matter")
        #expect(records.note("registry", at: start + .seconds(60)) == 59)
        #expect(records.note("registry", at: start + .seconds(61)) == nil)
        #expect(records.note("registry", at: start + .seconds(120)) == 1)
    }

    @Test(.database) func `hundreds of strange records on a topic are one line, and the events among them arrive`()
        async throws
    {
        try await FullBufferTests.withLog { log, _ in
            let kept = KeptLog()
            let events = try ShardInboxTests.history(2)
            let topic = ServiceName.registry.topic
            let partition = TopicPartition(topic: topic, partition: events[0].shard.number)
            let consumer = KafkaConsumer(
                KafkaConfiguration(bootstrapServers: "localhost:1", clientID: "test"), mode: .all(topics: [topic]),
                logger: log.logger)
            let (applied, continuation) = AsyncStream<Int64>.makeStream()
            var router = EventRouter()
            router.on(DayStarted.self) { received, _ in continuation.yield(received.position) }
            let inbox = Inbox(
                pool: log.pool, consumer: consumer, writers: log.writers, router: router, sources: [topic: .registry],
                peers: PeerCalls(requestReplay: { _, _, _ in }, confirm: { _, _ in [:] }), care: .seconds(600),
                metrics: log.metrics, logger: kept.logger)

            var records = (0..<Int64(400)).map { offset in
                ConsumedRecord(
                    topic: topic, partition: partition.partition, offset: offset, key: [], value: [1, 2, 3],
                    headers: [], timestamp: 0)
            }
            records.insert(Self.record(of: events[0], offset: 400), at: 200)
            records.append(Self.record(of: events[1], offset: 401))
            consumer.mailbox.post(.records(partition, Array(records.prefix(201))))
            consumer.mailbox.post(.records(partition, Array(records.suffix(201))))
            try await withThrowingTaskGroup { group in
                group.addTask { try await inbox.run() }
                for await position in applied where position == 2 { break }
                group.cancelAll()
                try await group.waitForAll()
            }

            let lines = kept.lines.filter { $0.contains("not one of our events") }
            #expect(lines.count == 1)
            #expect(lines.first?.hasPrefix("error: ") == true && lines.first?.contains("\(partition)") == true)
        }
    }

    private static func record(of event: EventEnvelope, offset: Int64) -> ConsumedRecord {
        let record = KafkaBinding.record(of: event)
        return ConsumedRecord(
            topic: record.topic, partition: record.partition, offset: offset, key: record.key, value: record.value,
            headers: record.headers, timestamp: 0)
    }
}
