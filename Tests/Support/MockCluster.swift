package import CLibrdkafka
package import Kafka
import Testing

/// librdkafka's own brokers inside this process: real connections on loopback ports, and errors on demand.
// SAFETY: both pointers are set once and freed once; librdkafka's mock functions lock their cluster.
package final class MockCluster: @unchecked Sendable {
    private let client: OpaquePointer
    private let cluster: OpaquePointer

    package init() throws {
        client = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, nil, nil, 0))
        cluster = try #require(rd_kafka_mock_cluster_new(client, 1))
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(client)
    }

    package var bootstrapServers: String { String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

    package func configuration(
        _ id: String = "test", sessionTimeout: Duration = .seconds(6), additional: [String: String] = [:]
    ) -> KafkaConfiguration {
        KafkaConfiguration(
            bootstrapServers: bootstrapServers, clientID: id, fetchWaitMax: .milliseconds(20),
            sessionTimeout: sessionTimeout, statisticsInterval: .milliseconds(100), additional: additional)
    }

    package func create(_ topic: String, partitions: Int32) throws {
        try #require(rd_kafka_mock_topic_create(cluster, topic, partitions, 1) == RD_KAFKA_RESP_ERR_NO_ERROR)
    }

    /// Answers the next requests of a kind with these errors.
    package func fail(_ api: Request, with errors: [rd_kafka_resp_err_t]) {
        rd_kafka_mock_push_request_errors_array(cluster, api.rawValue, errors.count, errors)
    }

    /// Nobody leads the partition.
    package func unseat(_ topic: String, _ partition: Int32) throws {
        try #require(rd_kafka_mock_partition_set_leader(cluster, topic, partition, -1) == RD_KAFKA_RESP_ERR_NO_ERROR)
    }

    /// Delays every answer.
    package func setRoundTrip(_ milliseconds: Int32) {
        rd_kafka_mock_broker_set_rtt(cluster, 1, milliseconds)
    }

    package func setDown(_ isDown: Bool) {
        _ = isDown ? rd_kafka_mock_broker_set_down(cluster, 1) : rd_kafka_mock_broker_set_up(cluster, 1)
    }

    /// Kinds of requests by their number in Kafka's protocol.
    package enum Request: Int16 {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
    }
}
