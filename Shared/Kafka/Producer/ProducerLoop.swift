import Logging
import Metrics

/// The producer's thread: hands accepted pages to librdkafka, sleeps in its queue, reports, and replaces the client after a
/// fatal error.
struct ProducerLoop {
    let configuration: KafkaConfiguration
    let limits: KafkaProducer.Limits
    let logger: Logger
    let metrics: ProducerMetrics
    let producer: KafkaProducer

    /// A new client that ends at once is not replaced faster than this.
    private static let replacementPause = Duration.milliseconds(200)

    func run() throws {
        defer { producer.finish() }
        while let fatal = try serveOneClient() {
            metrics.replaced.increment()
            logger.info("the Kafka producer goes on with a new client", metadata: ["error": "\(fatal)"])
        }
    }

    /// Returns the error that ended the client, or nil after an orderly end.
    private func serveOneClient() throws -> KafkaError? {
        let client = try ProducerClient(
            properties: configuration.producerProperties, logger: logger, metrics: metrics)
        producer.attach(client.queue)
        defer { producer.attach(nil) }
        var cluster: String?
        while true {
            // In this order: once the phase is not open, no further page can arrive.
            let phase = producer.phase
            let deadline: ContinuousClock.Instant? = if case .closing(let deadline) = phase { deadline } else { nil }
            var fatal: KafkaError?
            for page in producer.takeArrivals() {
                client.write(page)
                fatal = client.serve(.zero) ?? fatal
                producer.release(client.takeCompleted())
            }
            // Serving between pages may have used up the call that came with a new one.
            if fatal == nil, deadline == nil || !client.isIdle, producer.isQuiet(since: phase) {
                fatal = client.serve(deadline.map { max(.zero, ContinuousClock.now.duration(to: $0)) } ?? .seconds(1))
                producer.release(client.takeCompleted())
            }
            fatal = fatal ?? clusterChange(client, since: &cluster)

            if let fatal {
                drain(client, patience: Self.replacementPause, because: fatal)
                return producer.phase == .open ? fatal : nil
            }
            guard let deadline else { continue }
            if client.isIdle { return nil }
            if deadline <= .now {
                drain(client, patience: .zero, because: .closed)
                return nil
            }
        }
    }

    /// Another cluster does not know this client's producer id.
    ///
    /// Apache Kafka would take it for a new one; a broker that does not (Tansu) refuses every batch, and librdkafka
    /// sends it again without end and without a word.
    private func clusterChange(_ client: ProducerClient, since cluster: inout String?) -> KafkaError? {
        guard let now = client.clusterID, now != cluster else { return nil }
        producer.noteCluster(now)
        defer { cluster = now }
        return cluster.map { KafkaError.clusterReplaced($0, by: now) }
    }

    private func drain(_ client: ProducerClient, patience: Duration, because error: KafkaError) {
        client.drain(patience: patience, because: error)
        producer.release(client.takeCompleted())
    }
}
