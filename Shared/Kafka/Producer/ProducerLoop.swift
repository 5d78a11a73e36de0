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
        let client = try ProducerClient(properties: properties, logger: logger, metrics: metrics)
        producer.attach(client.queue)
        defer { producer.attach(nil) }
        var deadline: ContinuousClock.Instant?
        while true {
            // In this order: once the phase is not open, no further page can arrive.
            let phase = producer.phase
            if phase != .open, deadline == nil { deadline = .now + limits.shutdownGrace }
            var fatal: KafkaError?
            for page in producer.takeArrivals() {
                client.write(page)
                fatal = client.serve(.zero) ?? fatal
                producer.release(client.takeCompleted())
            }
            if fatal == nil, phase == .open || !client.isIdle {
                fatal = client.serve(deadline.map { max(.zero, ContinuousClock.now.duration(to: $0)) } ?? .seconds(1))
                producer.release(client.takeCompleted())
            }
            producer.noteCluster(client.clusterID)

            if let fatal {
                drain(client, patience: Self.replacementPause, because: fatal)
                return producer.phase == .open ? fatal : nil
            }
            guard phase != .open else { continue }
            if client.isIdle { return nil }
            if let deadline, deadline <= .now {
                drain(client, patience: .zero, because: .closed)
                return nil
            }
        }
    }

    private func drain(_ client: ProducerClient, patience: Duration, because error: KafkaError) {
        client.drain(patience: patience, because: error)
        producer.release(client.takeCompleted())
    }

    private var properties: [String: String] {
        let own = [
            "enable.idempotence": "true",
            "acks": "all",
            // A record is given up at shutdown or with its client, never by the clock: that would leave a gap.
            "message.timeout.ms": "0",
            "linger.ms": "\(limits.linger.fractionalMilliseconds)",
            "batch.size": "1000000",
            "batch.num.messages": "10000",
            // ProducerState bounds the queue, by records and bytes of all topics together.
            "queue.buffering.max.messages": "0",
            "queue.buffering.max.kbytes": "2097151",
            "statistics.interval.ms": "\(configuration.statisticsInterval.milliseconds)",
        ]
        return configuration.clientProperties
            .merging(own) { _, own in own }
            .merging(configuration.additional) { _, additional in additional }
    }
}

extension Duration {
    /// For `linger.ms`, the one property that takes fractions.
    fileprivate var fractionalMilliseconds: Double { self / .milliseconds(1) }
}
