import Metrics

/// What a producer counts.
struct ProducerMetrics: Sendable {
    let delivered = Counter(label: "kafka_producer_records_total", dimensions: [("result", "delivered")])
    let failed = Counter(label: "kafka_producer_records_total", dimensions: [("result", "failed")])
    let replaced = Counter(label: "kafka_producer_clients_replaced_total")
    let queued = Gauge(label: "kafka_producer_queued_records")
    let client = ClientMetrics(client: "producer")
}
