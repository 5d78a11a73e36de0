import Logging
import Metrics

/// What librdkafka's statistics say about a client's connections, as metrics.
struct ClientMetrics: Sendable {
    private let roundTrip: Gauge
    private let brokersUp: Gauge
    private let waitingRequests: Gauge
    private let requestErrors: Gauge

    /// - Parameter client: "producer" or "consumer".
    init(client: String) {
        let dimensions = [("client", client)]
        roundTrip = Gauge(label: "kafka_client_round_trip_p99_seconds", dimensions: dimensions)
        brokersUp = Gauge(label: "kafka_client_brokers_up", dimensions: dimensions)
        waitingRequests = Gauge(label: "kafka_client_waiting_requests", dimensions: dimensions)
        requestErrors = Gauge(label: "kafka_client_request_errors", dimensions: dimensions)
    }

    /// Takes over what the text of a statistics event says.
    func record(_ json: String?, log: ClientLog) {
        guard let json else { return }
        do {
            let statistics = try ClientStatistics(json: json)
            let brokers = statistics.brokers.values
            roundTrip.record(brokers.reduce(0) { max($0, Double($1.rtt.p99) / 1_000_000) })
            brokersUp.record(brokers.count { $0.state == "UP" })
            waitingRequests.record(brokers.reduce(0) { $0 + $1.outbufCount + $1.waitrespCount })
            requestErrors.record(brokers.reduce(0) { $0 + $1.txerrs + $1.rxerrs + $1.reqTimeouts })
        } catch {
            log.logger.debug("unreadable statistics of librdkafka", metadata: ["error": "\(error)"])
        }
    }
}
