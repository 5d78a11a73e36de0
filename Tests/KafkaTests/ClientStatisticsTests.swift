import CLibrdkafka
import TestSupport
import Testing

@testable import Kafka

@Suite(.timeLimit(.minutes(1)))
struct ClientStatisticsTests {
    @Test func `what librdkafka says of itself can be read`() throws {
        let cluster = try MockCluster()
        var properties = cluster.configuration().clientProperties
        properties["statistics.interval.ms"] = "50"
        let client = try ClientHandle(.producer, properties: properties, events: RD_KAFKA_EVENT_STATS)
        let queue = try EventQueue(.main, of: client)
        #expect(client.clusterID(timeout: .seconds(5)) != nil)

        var brokers: [ClientStatistics.Broker] = []
        while brokers.allSatisfy({ $0.state != "UP" }) {
            guard let event = queue.poll(.seconds(5)), event.kind == .statistics else { continue }
            brokers = Array(try ClientStatistics(json: event.statistics ?? "").brokers.values)
        }

        #expect(brokers.contains { $0.rtt.p99 > 0 })
    }

    @Test func `a text that is something else is refused`() {
        #expect(throws: (any Error).self) { try ClientStatistics(json: "{\"brokers\":[]}") }
    }
}
