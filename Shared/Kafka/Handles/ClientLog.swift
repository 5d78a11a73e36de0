import Logging

/// Passes on what librdkafka says: it repeats itself while a broker is away, and whoever waits for a broker sees errors
/// of his own.
struct ClientLog {
    let logger: Logger

    func forward(_ line: (level: Int32, facility: String, text: String)?) {
        guard let line else { return }
        // Syslog levels: 3 is an error.
        logger.log(
            level: line.level <= 3 ? .info : .debug, "librdkafka",
            metadata: ["kafka.facility": "\(line.facility)", "kafka.text": "\(line.text)"])
    }

    func note(_ error: KafkaError) {
        logger.debug("Kafka client error", metadata: ["error": "\(error)"])
    }
}
