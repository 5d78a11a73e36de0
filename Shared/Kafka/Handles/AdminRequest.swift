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
    ///
    /// - Returns: what was answered; a partition without a leader answers nothing and holds up no other.
    /// - Throws: where nothing was answered at all.
    func watermarks(_ partitions: [TopicPartition]) throws -> [TopicPartition: Watermarks] {
        try watermarks(partitions, in: consumerQueue())
    }

    /// - Returns: the last record of each partition that holds one, and the partitions that do not answer.
    /// - Throws: where nothing was answered at all.
    func lastRecords(
        _ partitions: [TopicPartition]
    ) throws -> (records: [ConsumedRecord], unknown: Set<TopicPartition>) {
        let queue = try consumerQueue()
        let marks = try watermarks(partitions, in: queue)
        var awaited = marks.filter { $0.value.high > $0.value.low }.mapValues { $0.high - 1 }
        var unknown = Set(partitions).subtracting(marks.keys)
        var records: [TopicPartition: ConsumedRecord] = [:]
        try client.assign(awaited)
        var end = deadline
        while !awaited.isEmpty, .now < end {
            guard let event = queue.poll(ContinuousClock.now.duration(to: end)) else { continue }
            if event.kind == .record {
                event.forEachMessage { message in
                    // SAFETY: a consumed message holds its topic's handle, and the handle its name, while the event exists.
                    let topic = rd_kafka_topic_name(message.pointee.rkt).map { String(cString: $0) } ?? ""
                    let record = ConsumedRecord(message, topic: topic)
                    records[TopicPartition(topic: topic, partition: record.partition)] = record
                }
            } else if event.kind == .error, let partition = event.partition, awaited.keys.contains(partition) {
                awaited[partition] = nil
                // At the end of a partition there need not have been a record: a transaction's mark has an offset too.
                if event.error.code != .endOfPartition { unknown.insert(partition) }
                end = min(deadline, .now + Self.patienceWithOthers)
            }
        }
        return (Array(records.values), unknown.union(awaited.keys))
    }

    private func consumerQueue() throws -> EventQueue {
        try check(rd_kafka_poll_set_consumer(client.pointer), "consumer queue")
        return try EventQueue(.consumer, of: client)
    }

    private func watermarks(
        _ partitions: [TopicPartition], in queue: EventQueue
    ) throws -> [TopicPartition: Watermarks] {
        var missing: Set<TopicPartition> = []
        for (topic, asked) in Dictionary(grouping: partitions, by: \.topic) {
            // Where librdkafka does not know yet who leads a partition, it asks for its end half a second later.
            guard let count = try client.partitionCount(of: topic, timeout: remaining) else {
                throw KafkaError(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, reason: topic)
            }
            missing.formUnion(asked.filter { $0.partition < count })
        }
        try client.assign(Dictionary(uniqueKeysWithValues: missing.map { ($0, PartitionList.end) }))
        var found: [TopicPartition: Watermarks] = [:]
        var problem = KafkaError(code: .timedOut, name: "_TIMED_OUT", reason: "no answer about watermarks")
        var end = deadline
        while !missing.isEmpty, .now < end {
            guard let event = queue.poll(ContinuousClock.now.duration(to: end)), event.kind == .error else { continue }
            let error = event.error
            guard let partition = event.partition else {
                problem = error
                continue
            }
            missing.remove(partition)
            if error.code == .endOfPartition {
                found[partition] = client.fetchedWatermarks(of: partition)
                end = min(deadline, .now + Self.patienceWithOthers)
            } else {
                problem = error
            }
        }
        guard partitions.isEmpty || !found.isEmpty else {
            throw KafkaError(code: problem.code, name: problem.name, reason: "\(partitions[0]): \(problem.reason)")
        }
        return found
    }

    /// After one partition's answer those of the others are not far.
    private static let patienceWithOthers = Duration.seconds(1)

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
        for topic in specifications.map(\.name) { try awaitTopic(topic, answers) }
    }

    /// Apache Kafka says that a topic is made before the broker that is asked has heard of it.
    private func awaitTopic(_ topic: String, _ queue: EventQueue) throws {
        while try client.partitionCount(of: topic, timeout: remaining) == nil {
            guard deadline > .now else {
                throw KafkaError(
                    code: .timedOut, name: "_TIMED_OUT", reason: "topic \(topic) was made and is not told of")
            }
            _ = queue.poll(.milliseconds(20))
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
