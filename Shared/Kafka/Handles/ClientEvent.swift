import CLibrdkafka

/// One event from a queue, destroyed with everything it carries when it goes out of scope.
struct ClientEvent: ~Copyable {
    enum Kind {
        case deliveries
        case record
        case error
        case rebalance
        case log
        case statistics
        case topicsCreated
        case other
    }

    private let pointer: OpaquePointer

    init(pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        // SAFETY: an event that `rd_kafka_queue_poll` returned is the caller's; being noncopyable it is destroyed once.
        rd_kafka_event_destroy(pointer)
    }

    var kind: Kind {
        switch rd_kafka_event_type(pointer) {
        case RD_KAFKA_EVENT_DR: .deliveries
        case RD_KAFKA_EVENT_FETCH: .record
        case RD_KAFKA_EVENT_ERROR: .error
        case RD_KAFKA_EVENT_REBALANCE: .rebalance
        case RD_KAFKA_EVENT_LOG: .log
        case RD_KAFKA_EVENT_STATS: .statistics
        case RD_KAFKA_EVENT_CREATETOPICS_RESULT: .topicsCreated
        default: .other
        }
    }

    /// Hands over each record or delivery report, which is valid during the call only.
    @inline(__always)
    func forEachMessage(_ body: (UnsafePointer<rd_kafka_message_t>) -> Void) {
        while let message = rd_kafka_event_message_next(pointer) {
            body(message)
        }
    }

    var errorCode: rd_kafka_resp_err_t { rd_kafka_event_error(pointer) }

    var error: KafkaError {
        KafkaError(
            errorCode, reason: rd_kafka_event_error_string(pointer).map { String(cString: $0) } ?? "",
            isFatal: rd_kafka_event_error_is_fatal(pointer) != 0)
    }

    /// The partition that an error is about, if it is about one.
    var partition: TopicPartition? {
        guard let element = rd_kafka_event_topic_partition(pointer) else { return nil }
        // SAFETY: this element, other than the list's below, is the caller's to destroy.
        defer { rd_kafka_topic_partition_destroy(element) }
        return TopicPartition(topic: String(cString: element.pointee.topic), partition: element.pointee.partition)
    }

    /// The partitions that were given or taken.
    var partitions: [TopicPartition] {
        guard let list = rd_kafka_event_topic_partition_list(pointer) else { return [] }
        // SAFETY: the list belongs to the event and has `cnt` elements.
        return UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt)).map {
            TopicPartition(topic: String(cString: $0.topic), partition: $0.partition)
        }
    }

    /// A line that librdkafka logs, with its syslog level and the place it comes from.
    var log: (level: Int32, facility: String, text: String)? {
        var facility: UnsafePointer<CChar>?
        var text: UnsafePointer<CChar>?
        var level: Int32 = 0
        guard rd_kafka_event_log(pointer, &facility, &text, &level) == 0, let facility, let text else { return nil }
        return (level, String(cString: facility), String(cString: text))
    }

    var statistics: String? { rd_kafka_event_stats(pointer).map { String(cString: $0) } }

    /// The error of each topic that was to be created, nil where it was.
    var createdTopics: [(name: String, error: KafkaError?)] {
        guard let result = rd_kafka_event_CreateTopics_result(pointer) else { return [] }
        var count = 0
        guard let topics = rd_kafka_CreateTopics_result_topics(result, &count) else { return [] }
        return UnsafeBufferPointer(start: topics, count: count).compactMap { topic in
            guard let name = rd_kafka_topic_result_name(topic) else { return nil }
            let code = rd_kafka_topic_result_error(topic)
            let reason = rd_kafka_topic_result_error_string(topic).map { String(cString: $0) } ?? ""
            return (
                String(cString: name),
                code == RD_KAFKA_RESP_ERR_NO_ERROR
                    ? nil : KafkaError(code, reason: "\(String(cString: name)): \(reason)")
            )
        }
    }
}
