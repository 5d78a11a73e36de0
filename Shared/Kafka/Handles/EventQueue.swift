import CLibrdkafka

/// A librdkafka queue: where one thread sleeps until there is something to do, and others wake it.
///
/// Keeps its client alive, so that a queue is always released before the client that it belongs to.
// SAFETY: librdkafka's queues are made to be used by many threads. `client` and `poll` belong to the thread that made them;
// other threads reach a queue only through `Waker`, which calls `yield` and never holds the last reference.
final class EventQueue: @unchecked Sendable {
    enum Source {
        /// Delivery reports, errors, logs and statistics of a producer.
        case main
        /// Everything that concerns a consumer, records included.
        case consumer
        /// Nothing until somebody names it as the place for an answer.
        case own
    }

    let client: ClientHandle
    let pointer: OpaquePointer

    init(_ source: Source, of client: ClientHandle) throws {
        let queue =
            switch source {
            case .main: rd_kafka_queue_get_main(client.pointer)
            case .consumer: rd_kafka_queue_get_consumer(client.pointer)
            case .own: rd_kafka_queue_new(client.pointer)
            }
        guard let queue else { throw KafkaError.invalid("the client has no such queue") }
        self.client = client
        self.pointer = queue
    }

    deinit {
        rd_kafka_queue_destroy(pointer)
    }

    /// Sleeps until an event arrives, somebody calls `yield`, or the time is over.
    func poll(_ timeout: Duration) -> ClientEvent? {
        rd_kafka_queue_poll(pointer, timeout.milliseconds).map { ClientEvent(pointer: $0) }
    }

    /// Ends the present `poll`, or else the next one, at once.
    func yield() {
        rd_kafka_queue_yield(pointer)
    }
}
