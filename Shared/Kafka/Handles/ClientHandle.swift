import CLibrdkafka
import Logging
import Threads

/// One librdkafka client: its threads, its connections, its queues.
///
/// Confined to the dedicated thread that made it, because letting it go waits for librdkafka's own threads to end, up to a
/// second.
final class ClientHandle {
    enum Kind {
        case producer
        case consumer

        fileprivate var type: rd_kafka_type_t {
            switch self {
            case .producer: RD_KAFKA_PRODUCER
            case .consumer: RD_KAFKA_CONSUMER
            }
        }
    }

    let pointer: OpaquePointer

    /// Makes a client; its queues deliver `events`, a set of `RD_KAFKA_EVENT_…`, instead of calling back.
    ///
    /// - Throws: `KafkaError` naming the property that librdkafka does not take.
    init(_ kind: Kind, properties: [String: String], events: Int32) throws {
        let configuration = try ClientProperties(properties)
        rd_kafka_conf_set_events(configuration.pointer, events)
        // SAFETY: `rd_kafka_new` owns the configuration if and only if it returns a client; `release` forgets our
        // ownership in that case. The text is written within its 512 bytes and ended by librdkafka.
        var text = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(kind.type, configuration.pointer, &text, text.count) else {
            throw KafkaError.invalid(string(text))
        }
        configuration.release()
        self.pointer = client
        rd_kafka_set_log_queue(client, nil)
    }

    deinit {
        // SAFETY: nobody else has the pointer any more; it is handed to the thread that destroys it.
        nonisolated(unsafe) let pointer = pointer
        let hasEnded = BoundedCall.run(name: "kafka-end", patience: Self.patienceWithEnd) {
            // The consumer has left its group before, see `ConsumerClient.close`; anything still open is not worth a wait.
            rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        }
        if !hasEnded {
            Logger(label: "tongti.kafka").warning("a Kafka client does not end and is left behind with its threads")
        }
    }

    /// librdkafka's threads wait for each other, and some never end where a broker went away just before (decision 69).
    private static let patienceWithEnd = Duration.seconds(1)

    /// The cluster's id as of the last metadata answer, or nil before the first.
    ///
    /// Never waits.
    ///
    /// librdkafka replaces what it remembers when a broker reports another id.
    var clusterID: String? { clusterID(timeout: .zero) }

    func clusterID(timeout: Duration) -> String? {
        guard let text = rd_kafka_clusterid(pointer, timeout.milliseconds) else { return nil }
        defer { rd_kafka_mem_free(pointer, text) }
        return String(cString: text)
    }

    /// The first fatal error of this client, if there was one.
    var fatalError: KafkaError? {
        var text = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(pointer, &text, text.count)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(code, reason: string(text), isFatal: true)
    }

    /// Number of partitions of `topic`, nil when the cluster has no such topic.
    ///
    /// Blocks up to `timeout`.
    func partitionCount(of topic: String, timeout: Duration) throws -> Int? {
        guard let handle = rd_kafka_topic_new(pointer, topic, nil) else {
            throw KafkaError(rd_kafka_last_error(), reason: "topic \(topic)")
        }
        defer { rd_kafka_topic_destroy(handle) }
        var metadata: UnsafePointer<rd_kafka_metadata>?
        try check(rd_kafka_metadata(pointer, 0, handle, &metadata, timeout.milliseconds), "metadata of \(topic)")
        // SAFETY: on success librdkafka hands out one block that is ours to destroy; it is read before that only.
        guard let metadata else { return nil }
        defer { rd_kafka_metadata_destroy(metadata) }
        guard metadata.pointee.topic_cnt > 0, let answer = metadata.pointee.topics else { return nil }
        if answer.pointee.partition_cnt > 0 { return Int(answer.pointee.partition_cnt) }
        let error = KafkaError(answer.pointee.err, reason: "metadata of \(topic)")
        switch error.code {
        case .unknownTopicOrPartition, .unknownTopic, KafkaError.Code(RD_KAFKA_RESP_ERR_NO_ERROR): return nil
        default: throw error
        }
    }

    /// Offset of the oldest record, or of the record to come where there is none.
    ///
    /// Blocks up to `timeout`.
    func firstOffset(of partition: TopicPartition, timeout: Duration) throws -> Int64 {
        var low: Int64 = 0
        var high: Int64 = 0
        try check(
            rd_kafka_query_watermark_offsets(
                pointer, partition.topic, partition.partition, &low, &high, timeout.milliseconds),
            "first offset of \(partition)")
        return low
    }

    /// What the last fetch of a partition told, nil before the first.
    ///
    /// Asks nobody.
    func fetchedWatermarks(of partition: TopicPartition) -> Watermarks? {
        var low: Int64 = 0
        var high: Int64 = 0
        let code = rd_kafka_get_watermark_offsets(pointer, partition.topic, partition.partition, &low, &high)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0 else { return nil }
        return Watermarks(low: max(0, low), high: high)
    }

    /// Fetches exactly these partitions from exactly there, dropping what was fetched of others and from elsewhere.
    func assign(_ offsets: [TopicPartition: Int64]) throws {
        try check(PartitionList(offsets).withPointer { rd_kafka_assign(pointer, $0) }, "assign")
    }
}

/// A `rd_kafka_conf_t` until a client takes it.
private final class ClientProperties {
    let pointer: OpaquePointer
    private var isOwned = true

    init(_ properties: [String: String]) throws {
        pointer = rd_kafka_conf_new()
        var text = [CChar](repeating: 0, count: 512)
        for (name, value) in properties {
            let result = rd_kafka_conf_set(pointer, name, value, &text, text.count)
            let isOptional = KafkaConfiguration.newerProperties.contains(name)
            guard result == RD_KAFKA_CONF_OK || (result == RD_KAFKA_CONF_UNKNOWN && isOptional) else {
                throw KafkaError.invalid("\(name): \(string(text))")
            }
        }
    }

    deinit {
        if isOwned { rd_kafka_conf_destroy(pointer) }
    }

    func release() {
        isOwned = false
    }
}
