import Logging
import Repetition

/// Passes on what librdkafka says; whoever waits for a broker sees errors of his own.
struct ClientLog {
    let logger: Logger
    private let away = Reminder()

    init(logger: Logger) { self.logger = logger }

    func forward(_ line: (level: Int32, facility: String, text: String)?) {
        guard let line else { return }
        // Syslog levels: 3 is an error.
        logger.log(
            level: line.level <= 3 && isNew(line.facility) ? .info : .debug, "librdkafka",
            metadata: ["kafka.facility": "\(line.facility)", "kafka.text": "\(line.text)"])
    }

    /// While a broker is away librdkafka says so with each attempt to reach it, forty times a second where topics are asked for.
    private func isNew(_ facility: String) -> Bool { facility != "FAIL" || away.isDue() }

    func note(_ error: KafkaError) {
        logger.debug("Kafka client error", metadata: ["error": "\(error)"])
    }
}
