import Metrics

/// What a consumer counts.
struct ConsumerMetrics: Sendable {
    let records = Counter(label: "kafka_consumer_records_total")
    let lostPositions = Counter(label: "kafka_consumer_positions_lost_total")
    let client = ClientMetrics(client: "consumer")
    private let lag: [String: Gauge]

    init(topics: [String]) {
        lag = Dictionary(
            topics.map { ($0, Gauge(label: "kafka_consumer_lag_records", dimensions: [("topic", $0)])) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Records that the topic has beyond those read.
    func recordLag(_ records: Int64, of topic: String) {
        lag[topic]?.record(records)
    }
}
