import Kafka
import Logging
import ServiceLifecycle

/// Runs services as a process does, and shuts them down in order after `body`.
func running<Result: Sendable>(
    _ services: any Service..., body: () async throws -> Result
) async throws -> Result {
    var silent = Logger(label: "test")
    silent.logLevel = .critical
    let group = ServiceGroup(configuration: .init(services: services.map { .init(service: $0) }, logger: silent))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let result = try await body()
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return result
    }
}

extension KafkaProducer {
    convenience init(_ configuration: KafkaConfiguration, limits: Limits = Limits()) {
        self.init(configuration, limits: limits, logger: Logger(label: "producer"))
    }
}

extension KafkaConsumer {
    convenience init(_ configuration: KafkaConfiguration, mode: Mode) {
        self.init(configuration, mode: mode, logger: Logger(label: "consumer"))
    }
}

/// What a client says while it works, as a sequence to wait for.
struct Sayings: LogHandler {
    private let continuation: AsyncStream<String>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    /// A logger and what is said to it.
    static func make() -> (Logger, AsyncStream<String>) {
        let (stream, continuation) = AsyncStream<String>.makeStream()
        return (Logger(label: "test") { _ in Sayings(continuation: continuation) }, stream)
    }

    private init(continuation: AsyncStream<String>.Continuation) {
        self.continuation = continuation
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        continuation.yield("\(event.message)")
    }
}

extension [DeliveryReport] {
    var offsets: [Int64] {
        compactMap { report in
            guard case .delivered(let offset) = report else { return nil }
            return offset
        }
    }

    var errors: [KafkaError] {
        compactMap { report in
            guard case .failed(let error) = report else { return nil }
            return error
        }
    }
}

/// Records that tell their number, with headers like those of an event.
func records(_ numbers: Range<Int>, topic: String = "t", partition: Int32 = 0) -> [ProducerRecord] {
    numbers.map { number in
        ProducerRecord(
            topic: topic, partition: partition, key: Array("key".utf8), value: Array("\(number)".utf8),
            headers: RecordHeaders((0..<11).map { ("ce_header\($0)", Array("value \(number) \($0)".utf8)) }))
    }
}

extension ConsumedRecord {
    var number: Int? { Int(String(decoding: value, as: UTF8.self)) }
}
