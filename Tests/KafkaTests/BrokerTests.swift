import Kafka
import LocalDistrict
import TestSupport
import Testing

/// Against a real broker, one per test.
@Suite(.timeLimit(.minutes(1)))
struct BrokerTests {
    let broker: Broker
    let admin: KafkaAdmin

    init() async throws {
        broker = try await Broker.start()
        admin = KafkaAdmin(Self.configuration(broker))
    }

    static func configuration(_ broker: Broker) -> KafkaConfiguration {
        KafkaConfiguration(
            bootstrapServers: broker.address, clientID: "test", fetchWaitMax: .milliseconds(20),
            sessionTimeout: .seconds(6))
    }

    @Test func `topics are created once and counted`() async throws {
        try await admin.createTopics([
            TopicSpecification(name: "a", partitions: 16, configuration: ["retention.ms": "604800000"]),
            TopicSpecification(name: "b", partitions: 1),
        ])
        try await admin.createTopics([
            TopicSpecification(name: "b", partitions: 3), TopicSpecification(name: "c", partitions: 2),
        ])

        #expect(try await admin.partitionCount(of: "a") == 16)
        #expect(try await admin.partitionCount(of: "b") == 1)
        #expect(try await admin.partitionCount(of: "c") == 2)
        #expect(try await admin.partitionCount(of: "d") == nil)
        #expect(try await admin.partitionCount(of: "d") == nil, "asking must not create it")
        try await broker.kill9()
    }

    @Test func `a topic with an impossible number of partitions is refused`() async throws {
        let error = await #expect(throws: KafkaError.self) {
            try await admin.createTopics([TopicSpecification(name: "t", partitions: -5)])
        }
        #expect(error?.reason.contains("topic t") == true)
        try await broker.kill9()
    }

    @Test func `watermarks follow what is written`() async throws {
        try await admin.createTopics([TopicSpecification(name: "t", partitions: 2)])
        let producer = KafkaProducer(Self.configuration(broker))
        let reports = try await running(producer) { try await producer.produce(records(0..<3_000, partition: 1)) }

        #expect(reports.offsets == Array(0..<3_000))

        #expect(try await admin.watermarks("t", 0) == Watermarks(low: 0, high: 0))
        #expect(try await admin.watermarks("t", 1) == Watermarks(low: 0, high: 3_000))
        let both = [1, 0, 1].map { TopicPartition(topic: "t", partition: $0) }
        #expect(try await admin.watermarks(both).mapValues(\.high) == [both[0]: 3_000, both[1]: 0])
        await #expect(throws: KafkaError.self) { try await admin.watermarks("t", 2) }
        await #expect(throws: KafkaError.self) { try await admin.watermarks("u", 0) }
        try await broker.kill9()
    }

    @Test func `an offset beyond the end loses the position, also where the broker keeps silent`() async throws {
        try await admin.createTopics([TopicSpecification(name: "t", partitions: 1)])
        let partition = TopicPartition(topic: "t", partition: 0)
        let producer = KafkaProducer(Self.configuration(broker))
        let consumer = KafkaConsumer(Self.configuration(broker), mode: .all(topics: ["t"]))

        try await running(producer, consumer) {
            #expect(try await producer.produce(records(0..<10)).errors.isEmpty)
            var reader = EventReader(consumer)
            try await reader.begin(at: .offset(11))
            try await reader.read { $0.lost == [partition] }
            consumer.seek(partition, to: .offset(10))
            #expect(try await producer.produce(records(10..<12)).errors.isEmpty)
            try await reader.read(count: 2)
            #expect(reader.numbers() == [10, 11])
        }
        try await broker.kill9()
    }

    @Test func `questions to a broker that is not there end in time`() async throws {
        try await broker.kill9()
        let admin = KafkaAdmin(Self.configuration(broker), deadline: .milliseconds(300))
        let start = ContinuousClock.now

        await #expect(throws: KafkaError.self) { try await admin.clusterID() }
        await #expect(throws: KafkaError.self) { try await admin.partitionCount(of: "t") }
        await #expect(throws: KafkaError.self) { try await admin.watermarks("t", 0) }
        await #expect(throws: KafkaError.self) {
            try await admin.createTopics([TopicSpecification(name: "t", partitions: 1)])
        }

        #expect(start.duration(to: .now) < .seconds(5))
    }

    @Test func `a broker that was lost comes back as another cluster, and both clients go on with it`() async throws {
        let topic = TopicSpecification(name: "t", partitions: 2)
        try await admin.createTopics([topic])
        let before = try await admin.clusterID()
        let producer = KafkaProducer(Self.configuration(broker))
        let consumer = KafkaConsumer(Self.configuration(broker), mode: .all(topics: ["t"]))
        let both = [TopicPartition(topic: "t", partition: 0), TopicPartition(topic: "t", partition: 1)]

        try await running(producer, consumer) {
            var reader = EventReader(consumer)
            #expect(try await producer.produce(records(0..<100)).errors.isEmpty)
            try await reader.begin()
            try await reader.read(count: 100)

            try await broker.restart()
            try await admin.createTopics([topic])
            #expect(try await admin.clusterID() != before)

            // Longer than what there was: the old position exists again, but means nothing. What is read from there before
            // the consumer knows is for its user to refuse.
            var pending = 0..<300
            while !pending.isEmpty {
                pending = (pending.lowerBound + (try await producer.produce(records(pending)).offsets.count))..<300
            }
            try await reader.read { Set($0.lost) == Set(both) }
            reader.forget()
            for partition in both { consumer.seek(partition, to: .beginning) }
            try await reader.read { $0.numbers().last == 299 }
            #expect(reader.numbers() == Array(0..<300))
            #expect(reader.lost.isEmpty)
            #expect(try await producer.clusterID == admin.clusterID())
        }
        try await broker.kill9()
    }

    @Test func `a topic that is created late on the new broker is read from its start`() async throws {
        let topic = TopicSpecification(name: "t", partitions: 1)
        try await admin.createTopics([topic])
        let producer = KafkaProducer(Self.configuration(broker))
        let consumer = KafkaConsumer(Self.configuration(broker), mode: .all(topics: ["t"]))
        let partition = TopicPartition(topic: "t", partition: 0)

        try await running(producer, consumer) {
            var reader = EventReader(consumer)
            #expect(try await producer.produce(records(0..<10)).errors.isEmpty)
            try await reader.begin()
            try await reader.read(count: 10)

            try await broker.restart()
            try await reader.read { $0.lost == [partition] }
            consumer.seek(partition, to: .beginning)
            let refused = try await producer.produce(records(0..<5)).errors
            #expect(refused.count == 5 && refused.allSatisfy(\.isRetriable))
            try await admin.createTopics([topic])
            try await waitWhile { try await !producer.produce(records(50..<51)).errors.isEmpty }
            reader.forget()
            try await reader.read(count: 1)
            #expect(reader.numbers() == [50])
        }
        try await broker.kill9()
    }

    @Test(arguments: [["t", "later"], ["later", "t"]])
    func `a topic that does not exist yet is refused at first, and written and read once it does`(
        topics: [String]
    ) async throws {
        try await admin.createTopics([TopicSpecification(name: "t", partitions: 4)])
        let producer = KafkaProducer(Self.configuration(broker))
        let consumer = KafkaConsumer(Self.configuration(broker), mode: .all(topics: topics))

        try await running(producer, consumer) {
            let refused = try await producer.produce(records(0..<2, topic: "later")).errors
            #expect(refused.count == 2 && refused.allSatisfy { $0.isRetriable && !$0.isFatal })
            var reader = EventReader(consumer)
            try await reader.read { !$0.problems.isEmpty && !$0.assigned.isEmpty }
            #expect(reader.problems[0].code == .unknownTopic)

            try await admin.createTopics([TopicSpecification(name: "later", partitions: 2)])
            try await waitWhile {
                try await !producer.produce(records(0..<10, topic: "later", partition: 1)).errors.isEmpty
            }
            try await reader.read { $0.assigned.count == 2 }
            try await reader.begin()
            try await reader.read(count: 10)
            #expect(reader.assigned.map(\.count) == [4, 2])
            #expect(reader.numbers(1, of: "later") == Array(0..<10))
        }
        try await broker.kill9()
    }

    @Test func `a topic with another number of partitions is waited for until somebody makes it anew`() async throws {
        try await admin.createTopics([TopicSpecification(name: "t", partitions: 1)])
        let consumer = KafkaConsumer(Self.configuration(broker), mode: .all(topics: ["t"], partitions: 3))

        try await running(consumer) {
            var reader = EventReader(consumer)
            try await reader.read { !$0.problems.isEmpty }
            #expect(reader.problems.map(\.reason) == ["t has 1 partitions instead of 3"])
            try await broker.restart()
            try await admin.createTopics([TopicSpecification(name: "t", partitions: 3)])
            try await reader.begin()
            #expect(reader.assigned.map(\.count) == [3])
        }
        try await broker.kill9()
    }

    @Test(arguments: [2, 5])
    func `a topic that is made anew with another number of partitions is given back until it is right`(
        wrong: Int
    ) async throws {
        let topic = TopicSpecification(name: "t", partitions: 3)
        let other = TopicSpecification(name: "other", partitions: 3)
        try await admin.createTopics([topic, other])
        let producer = KafkaProducer(Self.configuration(broker))
        let consumer = KafkaConsumer(Self.configuration(broker), mode: .all(topics: ["t", "other"], partitions: 3))
        let all = (0..<3).map { TopicPartition(topic: "t", partition: $0) }

        try await running(producer, consumer) {
            var reader = EventReader(consumer)
            reader.start = .beginning
            #expect(try await producer.produce(records(0..<10)).errors.isEmpty)
            try await reader.read(count: 10)

            try await broker.restart()
            try await admin.createTopics([TopicSpecification(name: "t", partitions: wrong), other])
            try await reader.read { !$0.revoked.isEmpty }
            #expect(reader.revoked == [all])
            try await reader.read { $0.problems.contains { $0.isPermanent } }
            #expect(reader.problems.last { $0.isPermanent }?.reason == "t has \(wrong) partitions instead of 3")

            try await broker.restart()
            try await admin.createTopics([topic, other])
            reader.forget()
            reader.start = .beginning
            try await waitWhile { try await !producer.produce(records(50..<51, partition: 2)).errors.isEmpty }
            try await reader.read { $0.numbers(2).last == 50 }
            #expect(reader.assigned == [all])
        }
        try await broker.kill9()
    }

    @Test func `the last record of each partition is told, and that there is none`() async throws {
        try await admin.createTopics([TopicSpecification(name: "t", partitions: 3)])
        let partitions = (0..<3).map { TopicPartition(topic: "t", partition: $0) }
        let producer = KafkaProducer(Self.configuration(broker))
        try await running(producer) {
            let reports = try await producer.produce(records(0..<1) + records(0..<3_000, partition: 2))
            #expect(reports.errors.isEmpty)
        }

        let last = try await admin.lastRecords(partitions)

        #expect(last.records.sorted { $0.partition < $1.partition }.map(\.number) == [0, 2_999])
        #expect(last.records.map(\.partition).sorted() == [0, 2])
        #expect(last.unknown.isEmpty)
        let missing = TopicPartition(topic: "t", partition: 7)
        #expect(try await admin.lastRecords([partitions[0], missing]).unknown == [missing])
        try await broker.kill9()
        await #expect(throws: KafkaError.self) {
            try await KafkaAdmin(Self.configuration(broker), deadline: .milliseconds(300)).lastRecords(partitions)
        }
    }

    @Test(arguments: [.all(topics: ["t"]), .group(id: "g", topics: ["t"])] as [KafkaConsumer.Mode])
    func `clients end in time though the broker is gone`(_ mode: KafkaConsumer.Mode) async throws {
        try await admin.createTopics([TopicSpecification(name: "t", partitions: 2)])
        let producer = KafkaProducer(Self.configuration(broker), limits: .init(shutdownGrace: .seconds(1)))
        let consumer = KafkaConsumer(Self.configuration(broker), mode: mode)

        let (start, page) = try await running(producer, consumer) {
            var reader = EventReader(consumer)
            try await reader.begin()
            #expect(try await producer.produce(records(0..<10)).errors.isEmpty)
            try await reader.read(count: 10)
            try await broker.kill9()
            let page = try await producer.send(records(10..<20))
            return (ContinuousClock.now, page)
        }

        #expect(start.duration(to: .now) < .seconds(4))
        #expect(try await page.reports().errors.count == 10)
    }

    @Test func `a member of a group gets its partitions back from the new broker`() async throws {
        let topic = TopicSpecification(name: "t", partitions: 2)
        try await admin.createTopics([topic])
        let producer = KafkaProducer(Self.configuration(broker))
        let consumer = KafkaConsumer(Self.configuration(broker), mode: .group(id: "g", topics: ["t"]))

        try await running(producer, consumer) {
            // It may be assigned twice: when the broker does not know the member, and when the cluster's new id is seen.
            var reader = EventReader(consumer)
            reader.start = .beginning
            #expect(try await producer.produce(records(0..<10)).errors.isEmpty)
            try await reader.read(count: 10)

            try await broker.restart()
            try await admin.createTopics([topic])
            try await waitWhile { try await !producer.produce(records(100..<101)).errors.isEmpty }
            try await reader.read { $0.numbers().last == 100 }
            #expect(!reader.revoked.isEmpty && reader.assigned.count >= 2)
        }
        try await broker.kill9()
    }
}
