import CLibrdkafka
import TestSupport
import Testing
import Threads

@testable import Kafka

@Suite(.timeLimit(.minutes(1)))
struct ClientHandleTests {
    @Test func `a client that cannot end holds nobody up`() async throws {
        let cluster = try MockCluster()
        try cluster.create("t", partitions: 1)
        let producer = KafkaProducer(cluster.configuration())
        let reports = try await running(producer) { try await producer.produce(records(0..<1)) }
        try #require(reports.errors.isEmpty)

        let properties = cluster.configuration().consumerProperties(.all(topics: ["t"]))
        let thread = DedicatedThread(name: "client")
        defer { thread.stop() }
        let duration = try await thread.run {
            var client: ClientHandle? = try ClientHandle(
                .consumer, properties: properties, events: RD_KAFKA_EVENT_FETCH)
            try client?.assign([TopicPartition(topic: "t", partition: 0): 0])
            // What holds a record holds its broker's thread, and that the client's.
            let record = try Self.firstEvent(of: #require(client))
            let start = ContinuousClock.now
            client = nil
            let duration = start.duration(to: .now)
            #expect(record.kind == .record)
            return duration
        }

        #expect(duration < .seconds(4))
    }

    private static func firstEvent(of client: ClientHandle) throws -> ClientEvent {
        try check(rd_kafka_poll_set_consumer(client.pointer), "consumer queue")
        guard let event = try EventQueue(.consumer, of: client).poll(.seconds(10)) else {
            throw KafkaError.invalid("nothing came")
        }
        return event
    }
}
