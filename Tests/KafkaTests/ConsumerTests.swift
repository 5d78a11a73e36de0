import CLibrdkafka
import Kafka
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ConsumerTests {
    let cluster: MockCluster

    init() throws {
        cluster = try MockCluster()
        try cluster.create("t", partitions: 4)
    }

    private func fill(_ numbers: Range<Int>, partition: Int32 = 0) async throws {
        let producer = KafkaProducer(cluster.configuration())
        let reports = try await running(producer) {
            try await producer.produce(records(numbers, topic: "t", partition: partition))
        }
        try #require(reports.errors.isEmpty)
    }

    private func consumer() -> KafkaConsumer {
        KafkaConsumer(cluster.configuration(), mode: .all(topics: ["t"]))
    }

    @Test func `all partitions are assigned once and read from the start, in batches of one partition`() async throws {
        for partition in 0..<4 as Range<Int32> { try await fill(0..<1_200, partition: partition) }
        let consumer = consumer()

        let reader = try await running(consumer) {
            var reader = EventReader(consumer)
            try await reader.begin()
            try await reader.read(count: 4_800)
            return reader
        }

        #expect(reader.assigned.map(\.count) == [4])
        #expect(reader.batches.allSatisfy { $0.count <= 500 && Set($0.map(\.partition)).count == 1 })
        for partition in 0..<4 as Range<Int32> { #expect(reader.numbers(partition) == Array(0..<1_200)) }
    }

    @Test func `reading begins in the middle where it is told so, and what comes later follows`() async throws {
        try await fill(0..<100)
        let consumer = consumer()

        let reader = try await running(consumer) {
            var reader = EventReader(consumer)
            try await reader.read { !$0.assigned.isEmpty }
            consumer.start(at: [TopicPartition(topic: "t", partition: 0): .offset(90)])
            try await reader.read(count: 10)
            try await fill(100..<105)
            try await reader.read(count: 15)
            return reader
        }

        #expect(reader.numbers() == Array(90..<105))
        #expect(reader.records.count == 1)
    }

    @Test func `a partition without a leader does not hold up what is asked about the others`() async throws {
        try await fill(0..<10, partition: 3)
        try cluster.unseat("t", 1)
        let partitions = (0..<4).map { TopicPartition(topic: "t", partition: $0) }
        let marks = try await KafkaAdmin(cluster.configuration()).watermarks(partitions)
        #expect(marks.mapValues(\.high) == [partitions[0]: 0, partitions[2]: 0, partitions[3]: 10])
    }

    @Test func `nothing is read before it is started`() async throws {
        try await fill(0..<10, partition: 0)
        try await fill(0..<10, partition: 1)
        let consumer = consumer()

        let reader = try await running(consumer) {
            var reader = EventReader(consumer)
            try await reader.read { !$0.assigned.isEmpty }
            consumer.start(at: [TopicPartition(topic: "t", partition: 1): .beginning])
            try await reader.read(count: 10)
            consumer.start(at: [TopicPartition(topic: "t", partition: 0): .beginning])
            try await reader.read(count: 20)
            return reader
        }

        #expect(reader.batches.map { $0[0].partition } == [1, 0])
    }

    @Test func `a seek reads again from there`() async throws {
        try await fill(0..<100)
        let consumer = consumer()

        let reader = try await running(consumer) {
            var reader = EventReader(consumer)
            try await reader.begin()
            try await reader.read(count: 100)
            consumer.seek(TopicPartition(topic: "t", partition: 0), to: .offset(40))
            try await reader.read(count: 160)
            return reader
        }

        #expect(reader.numbers() == Array(0..<100) + Array(40..<100))
    }

    @Test func `a paused partition stands still while others go on, and resumes where it was`() async throws {
        try await fill(0..<100, partition: 0)
        let consumer = consumer()
        let paused = TopicPartition(topic: "t", partition: 0)

        let reader = try await running(consumer) {
            var reader = EventReader(consumer)
            try await reader.begin()
            try await reader.read(count: 100)
            consumer.pause([paused])
            try await fill(100..<200, partition: 0)
            try await fill(0..<300, partition: 1)
            try await reader.read { $0.numbers(1).count == 300 }
            #expect(reader.numbers(0).count == 100)
            // Another partition's start begins all of them anew; the pause outlasts that.
            consumer.seek(TopicPartition(topic: "t", partition: 1), to: .offset(250))
            try await reader.read { $0.numbers(1).count == 350 }
            #expect(reader.numbers(0).count == 100)
            consumer.resume([paused])
            try await reader.read { $0.numbers(0).count == 200 }
            return reader
        }

        #expect(reader.numbers(0) == Array(0..<200))
    }

    @Test func `an offset that is not there loses the position until somebody seeks`() async throws {
        try await fill(0..<10)
        let partition = TopicPartition(topic: "t", partition: 0)
        let consumer = consumer()

        let reader = try await running(consumer) {
            var reader = EventReader(consumer)
            try await reader.read { !$0.assigned.isEmpty }
            consumer.start(at: [partition: .offset(5_000)])
            try await reader.read { !$0.lost.isEmpty }
            #expect(reader.lost == [partition])
            consumer.seek(partition, to: .beginning)
            try await reader.read(count: 10)
            return reader
        }

        #expect(reader.numbers() == Array(0..<10))
        #expect(reader.lost.count == 1)
    }

    @Test func `a slow reader gets everything once, and little waits in memory`() async throws {
        for partition in 0..<4 as Range<Int32> { try await fill(0..<10_000, partition: partition) }
        let (logger, sayings) = Sayings.make()
        let consumer = KafkaConsumer(
            cluster.configuration(), mode: .all(topics: ["t"]), limits: .init(records: 1_000), logger: logger)

        let reader = try await running(consumer) {
            var said = sayings.makeAsyncIterator()
            var reader = EventReader(consumer)
            try await reader.begin()
            for count in stride(from: 500, to: 40_000, by: 500) {
                try await reader.read(count: count)
                guard count == 2_000 || count == 20_000 else { continue }
                while let saying = await said.next(), saying != "the reader is behind, fetching pauses" {}
            }
            try await reader.read(count: 40_000)
            return reader
        }

        for partition in 0..<4 as Range<Int32> { #expect(reader.numbers(partition) == Array(0..<10_000)) }
    }

    @Test func `passing errors of the broker are overcome`() async throws {
        try await fill(0..<100)
        cluster.fail(.fetch, with: [RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR])
        cluster.fail(.listOffsets, with: [RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE])
        let consumer = consumer()

        let reader = try await running(consumer) {
            var reader = EventReader(consumer)
            try await reader.begin()
            try await reader.read(count: 100)
            return reader
        }

        #expect(reader.numbers() == Array(0..<100))
    }

    @Test func `two members of a group share the partitions, and one takes over when the other leaves`() async throws {
        for partition in 0..<4 as Range<Int32> { try await fill(0..<50, partition: partition) }
        func member() -> KafkaConsumer {
            KafkaConsumer(cluster.configuration(), mode: .group(id: "g", topics: ["t"]))
        }
        let stays = member()
        let leaves = member()

        try await running(stays) {
            var reader = EventReader(stays)
            try await running(leaves) {
                var other = EventReader(leaves)
                async let share = { () async throws -> [TopicPartition] in
                    try await other.read { $0.assigned.last?.count == 2 }
                    return other.assigned.last ?? []
                }()
                try await reader.read { $0.assigned.last?.count == 2 }
                let mine = Set(reader.assigned.last ?? [])
                #expect(try await mine.isDisjoint(with: share))
            }
            // A member that got no time to live may lose its share once more before all is read.
            reader.start = .offset(25)
            try await reader.read { reader in (0..<4).allSatisfy { Set(reader.numbers($0)) == Set(25..<50) } }
            #expect(!reader.revoked.isEmpty)
        }
    }

    @Test func `a partition that was paused when it was taken away is read when it comes back`() async throws {
        for partition in 0..<4 as Range<Int32> { try await fill(0..<50, partition: partition) }
        func member() -> KafkaConsumer {
            KafkaConsumer(cluster.configuration(), mode: .group(id: "g", topics: ["t"]))
        }
        let stays = member()

        try await running(stays) {
            var reader = EventReader(stays)
            try await reader.begin()
            try await reader.read(count: 200)
            stays.pause((0..<4).map { TopicPartition(topic: "t", partition: $0) })
            let leaves = member()
            try await running(leaves) {
                var other = EventReader(leaves)
                try await other.read { $0.assigned.last?.count == 2 }
            }
            reader.start = .offset(25)
            try await reader.read { reader in
                (0..<4).allSatisfy { reader.numbers($0).count { $0 >= 25 } >= 50 }
            }
            #expect(!reader.revoked.isEmpty)
        }
    }

    @Test func `events end at shutdown, also for a reader that waits`() async throws {
        let consumer = consumer()
        let events = try await running(consumer) {
            Task {
                var count = 0
                for await _ in consumer.events { count += 1 }
                return count
            }
        }

        #expect(await events.value <= 1)
    }
}
