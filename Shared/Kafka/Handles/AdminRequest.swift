import CLibrdkafka

/// A short-lived client for one administrative question.
///
/// Confined to the thread that asks.
struct AdminRequest {
    let client: ClientHandle
    private let deadline: ContinuousClock.Instant

    init(configuration: KafkaConfiguration, deadline: ContinuousClock.Instant) throws {
        // A consumer, because a producer's questions about topics would create them where brokers allow it.
        let own = [
            "group.id": configuration.clientID,
            "auto.offset.reset": "error",
            "enable.partition.eof": "true",
            "fetch.wait.max.ms": "10",
        ]
        client = try ClientHandle(
            .consumer,
            properties: configuration.clientProperties
                .merging(own) { _, own in own }
                .merging(configuration.additional) { _, additional in additional },
            events: RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG)
        self.deadline = deadline
    }

    var remaining: Duration { max(.milliseconds(1), ContinuousClock.now.duration(to: deadline)) }

    /// Asks by fetching from the end, because brokers answer the question for it variously: Tansu gives the offset after the
    /// *first* record of the last batch.
    func watermarks(_ partitions: [TopicPartition]) throws -> [Watermarks] {
        try check(rd_kafka_poll_set_consumer(client.pointer), "consumer queue")
        let queue = try EventQueue(.consumer, of: client)
        try client.assign(
            Dictionary(partitions.map { ($0, PartitionList.end) }, uniquingKeysWith: { first, _ in first }))
        var found: [TopicPartition: Watermarks] = [:]
        var problem = KafkaError(code: .timedOut, name: "_TIMED_OUT", reason: "no answer about watermarks")
        while let missing = partitions.first(where: { found[$0] == nil }) {
            guard .now < deadline else { throw problem }
            guard let event = queue.poll(remaining), event.kind == .error else { continue }
            let error = event.error
            if let partition = event.partition {
                guard error.code == .endOfPartition else { throw error }
                found[partition] = client.fetchedWatermarks(of: partition)
            } else {
                problem = KafkaError(code: error.code, name: error.name, reason: "\(missing): \(error.reason)")
            }
        }
        return partitions.compactMap { found[$0] }
    }

    func createTopics(_ specifications: [TopicSpecification]) throws {
        var topics: [OpaquePointer?] = []
        // SAFETY: `rd_kafka_CreateTopics` reads the descriptions and leaves them to us.
        defer { for topic in topics { rd_kafka_NewTopic_destroy(topic) } }
        for specification in specifications {
            topics.append(try newTopic(specification))
        }
        let answers = try EventQueue(.own, of: client)
        let options = rd_kafka_AdminOptions_new(client.pointer, RD_KAFKA_ADMIN_OP_CREATETOPICS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var text = [CChar](repeating: 0, count: 512)
        for set in [rd_kafka_AdminOptions_set_request_timeout, rd_kafka_AdminOptions_set_operation_timeout] {
            guard set(options, remaining.milliseconds, &text, text.count) == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw KafkaError.invalid(string(text))
            }
        }
        rd_kafka_CreateTopics(client.pointer, &topics, topics.count, options, answers.pointer)

        guard let answer = answers.poll(remaining + .seconds(1)) else {
            throw KafkaError(code: .timedOut, name: "_TIMED_OUT", reason: "no answer to the creation of topics")
        }
        if answer.errorCode != RD_KAFKA_RESP_ERR_NO_ERROR { throw answer.error }
        for case let error? in answer.createdTopics.map(\.error) where error.code != .topicAlreadyExists {
            throw error
        }
    }

    private func newTopic(_ specification: TopicSpecification) throws -> OpaquePointer? {
        var text = [CChar](repeating: 0, count: 512)
        guard
            let topic = rd_kafka_NewTopic_new(
                specification.name, Int32(clamping: specification.partitions),
                Int32(clamping: specification.replicationFactor), &text, text.count)
        else { throw KafkaError.invalid("topic \(specification.name): \(string(text))") }
        for (name, value) in specification.configuration {
            try check(rd_kafka_NewTopic_set_config(topic, name, value), "\(name) of topic \(specification.name)")
        }
        return topic
    }
}
