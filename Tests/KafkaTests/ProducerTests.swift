import CLibrdkafka
import Kafka
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ProducerTests {
    let cluster: MockCluster

    init() throws {
        cluster = try MockCluster()
        try cluster.create("t", partitions: 4)
    }

    @Test func `each record of a page gets its report in its place`() async throws {
        let producer = KafkaProducer(cluster.configuration())

        let reports = try await running(producer) {
            try await producer.produce(records(0..<2_000))
        }

        #expect(reports.offsets == Array(0..<2_000))
        #expect(producer.queuedRecords == 0)
    }

    @Test func `pages in flight keep the order in which they were sent`() async throws {
        let producer = KafkaProducer(cluster.configuration())

        let offsets = try await running(producer) {
            var pages: [PendingDelivery] = []
            for page in 0..<10 {
                pages.append(try await producer.send(records(page * 500..<(page + 1) * 500, partition: 1)))
            }
            var offsets: [Int64] = []
            for page in pages { offsets += try await page.reports().offsets }
            return offsets
        }

        #expect(offsets == Array(0..<5_000))
    }

    @Test func `what was written is read back unchanged`() async throws {
        let written = ProducerRecord(
            topic: "t", partition: 2, key: Array("群".utf8), value: [0, 255, 10],
            headers: [("a", [1, 2, 0]), ("empty", []), ("a", Array("again".utf8))])
        let bare = ProducerRecord(topic: "t", partition: 2, key: [], value: [])
        let producer = KafkaProducer(cluster.configuration())
        let consumer = KafkaConsumer(cluster.configuration(), mode: .all(topics: ["t"]))

        let reader = try await running(producer, consumer) {
            let reports = try await producer.produce([written, bare])
            #expect(reports.offsets == [0, 1])
            var reader = EventReader(consumer)
            try await reader.begin()
            try await reader.read(count: 2)
            return reader
        }

        let partition = TopicPartition(topic: "t", partition: 2)
        let read = try #require(reader.records[partition])
        #expect(read.map(\.key) == [written.key, []])
        #expect(read.map(\.value) == [written.value, []])
        #expect(read[0].headers.names == ["a", "empty", "a"])
        #expect(read[0].headers.map(\.value) == [[1, 2, 0], [], Array("again".utf8)[...]])
        #expect(read[1].headers.isEmpty)
        #expect(read.allSatisfy { $0.timestamp > 1_600_000_000_000 && $0.topic == "t" && $0.partition == 2 })
    }

    @Test func `callers wait for room and nothing is dropped`() async throws {
        cluster.setRoundTrip(20)
        let producer = KafkaProducer(cluster.configuration(), limits: .init(records: 250))

        let reports = try await running(producer) {
            try await withThrowingTaskGroup(of: [DeliveryReport].self) { group in
                for page in 0..<40 {
                    group.addTask { try await producer.produce(records(page * 100..<(page + 1) * 100)) }
                }
                var reports: [DeliveryReport] = []
                for try await page in group {
                    #expect(producer.queuedRecords <= 250)
                    reports += page
                }
                return reports
            }
        }

        #expect(reports.offsets.sorted() == Array(0..<4_000))
    }

    @Test func `a page larger than the queue goes alone`() async throws {
        let producer = KafkaProducer(cluster.configuration(), limits: .init(records: 100, bytes: 1_000))

        let reports = try await running(producer) { try await producer.produce(records(0..<1_000)) }

        #expect(reports.offsets.count == 1_000)
    }

    @Test func `a caller that gives up waiting for room leaves no record behind`() async throws {
        cluster.setDown(true)
        let producer = KafkaProducer(cluster.configuration(), limits: .init(records: 10))

        let reports = try await running(producer) {
            let first = try await producer.send(records(0..<10))
            let second = Task { try await producer.send(records(10..<20)) }
            second.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
            cluster.setDown(false)
            let third = try await producer.produce(records(20..<30))
            return try await first.reports() + third
        }

        #expect(reports.offsets == Array(0..<20))
    }

    @Test func `who stops waiting for reports can ask for them again`() async throws {
        cluster.setDown(true)
        let producer = KafkaProducer(cluster.configuration())

        let reports = try await running(producer) {
            let page = try await producer.send(records(0..<10))
            let waiting = Task { try await page.reports() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            cluster.setDown(false)
            return try await page.reports()
        }

        #expect(reports.offsets == Array(0..<10))
    }

    @Test(arguments: [
        [RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT],
        [RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE],
        [RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND],
    ])
    func `a passing error of the broker is retried without loss or repetition`(
        _ errors: [rd_kafka_resp_err_t]
    ) async throws {
        let producer = KafkaProducer(cluster.configuration())

        let reports = try await running(producer) {
            cluster.fail(.produce, with: errors)
            return try await producer.produce(records(0..<500))
        }

        #expect(reports.errors.isEmpty)
        let admin = KafkaAdmin(cluster.configuration())
        #expect(try await admin.watermarks("t", 0) == Watermarks(low: 0, high: 500))
    }

    @Test(arguments: [
        RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
        // These librdkafka takes for the record's own fault, though the broker says them of the producer's id.
        RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
        RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
    ])
    func `a fatal error fails what is under way, and the producer goes on with a new client`(
        _ error: rd_kafka_resp_err_t
    ) async throws {
        let (logger, sayings) = Sayings.make()
        let producer = KafkaProducer(cluster.configuration(), logger: logger)

        try await running(producer) {
            #expect(try await producer.produce(records(0..<10)).errors.isEmpty)
            cluster.fail(.produce, with: [error])
            // A later request that was under way too may have arrived before the client ended.
            let reports = try await producer.produce(records(10..<20))
            #expect(reports.count == 10)
            #expect(Set(reports.errors.map(\.isFatal)) == [true])
            for await saying in sayings where saying == "the Kafka producer goes on with a new client" { break }
            #expect(try await producer.produce(records(20..<30)).errors.isEmpty)
        }
    }

    @Test func `a record too large fails with what follows it in its page, and no other page`() async throws {
        var page = records(0..<5)
        page[2].value = Array(repeating: 7, count: 2_000_000)
        let producer = KafkaProducer(cluster.configuration())

        try await running(producer) { [page] in
            let reports = try await producer.produce(page)
            #expect(reports.offsets == [0, 1])
            #expect(reports.errors.map(\.code) == [.messageTooLarge, .messageTooLarge, .messageTooLarge])
            #expect(try await producer.produce(records(5..<6)).offsets == [2])
        }
    }

    @Test func `shutdown waits for the reports of what was accepted`() async throws {
        cluster.setRoundTrip(200)
        let producer = KafkaProducer(cluster.configuration(), limits: .init(shutdownGrace: .seconds(3)))

        let page = try await running(producer) { try await producer.send(records(0..<1_000)) }

        #expect(try await page.reports().offsets.count == 1_000)
    }

    @Test func `shutdown without a broker reports failures and ends in time`() async throws {
        cluster.setDown(true)
        let producer = KafkaProducer(
            cluster.configuration(), limits: .init(records: 10, shutdownGrace: .milliseconds(300)))
        let start = ContinuousClock.now

        let (page, waiting) = try await running(producer) {
            let page = try await producer.send(records(0..<10))
            return (page, Task { try await producer.send(records(10..<20)) })
        }

        #expect(try await page.reports().errors.map(\.code) == Array(repeating: .purgedFromQueue, count: 10))
        await #expect(throws: KafkaError.self) { try await waiting.value }
        await #expect(throws: KafkaError.self) { try await producer.send(records(0..<1)) }
        #expect(start.duration(to: .now) < .seconds(4))
    }

    @Test func `a producer that is cancelled waits for no report`() async throws {
        cluster.setDown(true)
        let producer = KafkaProducer(cluster.configuration(), limits: .init(shutdownGrace: .seconds(50)))
        let page = try await withThrowingTaskGroup { group in
            group.addTask { try await producer.run() }
            let page = try await producer.send(records(0..<10))
            group.cancelAll()
            try await group.waitForAll()
            return page
        }
        #expect(try await page.reports().errors.count == 10)
    }

    @Test func `a property that librdkafka does not know ends the service with its name`() async throws {
        let producer = KafkaProducer(cluster.configuration(additional: ["no.such.property": "1"]))

        let error = await #expect(throws: KafkaError.self) { try await producer.run() }

        #expect(error?.reason.contains("no.such.property") == true)
        await #expect(throws: KafkaError.self) { try await producer.send(records(0..<1)) }
    }

    @Test func `the producer knows the cluster`() async throws {
        let producer = KafkaProducer(cluster.configuration())

        try await running(producer) { _ = try await producer.produce(records(0..<1)) }

        #expect(try await producer.clusterID == KafkaAdmin(cluster.configuration()).clusterID())
    }
}
