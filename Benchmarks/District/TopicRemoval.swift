import CLibrdkafka
import Kafka
import Threads

/// Takes topics away from a cluster, which no service ever does.
enum TopicRemoval {
    /// A broker that is well forgets a topic within a second.
    private static let patience = Duration.seconds(60)

    /// Removes those topics that are there, and returns when the broker knows of none of them.
    ///
    /// - Throws: `BenchFault` where it refuses, or knows of one of them after a minute still.
    static func remove(_ topics: [String], from servers: String) async throws {
        let thread = DedicatedThread(name: "topic-removal")
        defer { thread.stop() }
        try await thread.run { try ask(topics, servers) }
        let admin = KafkaAdmin(KafkaConfiguration(bootstrapServers: servers, clientID: "bench"))
        let end = ContinuousClock.now + patience
        for topic in topics {
            while try await admin.partitionCount(of: topic) != nil {
                guard .now < end else { throw BenchFault("\(topic) is still there \(patience) after its removal") }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private static func ask(_ topics: [String], _ servers: String) throws {
        let configuration = rd_kafka_conf_new()
        try BareClient.set(["bootstrap.servers": servers], on: configuration)
        let client = try BareClient.make(RD_KAFKA_PRODUCER, configuration)
        defer { rd_kafka_destroy(client) }
        let queue = rd_kafka_queue_new(client)
        defer { rd_kafka_queue_destroy(queue) }
        var names: [OpaquePointer?] = topics.map { rd_kafka_DeleteTopic_new($0) }
        // SAFETY: `rd_kafka_DeleteTopics` reads the names and leaves them to us.
        defer { for name in names { rd_kafka_DeleteTopic_destroy(name) } }
        rd_kafka_DeleteTopics(client, &names, names.count, nil, queue)

        guard let event = rd_kafka_queue_poll(queue, 30_000) else {
            throw BenchFault("no answer to the removal of topics")
        }
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        guard let result = rd_kafka_event_DeleteTopics_result(event),
            let answers = rd_kafka_DeleteTopics_result_topics(result, &count)
        else { throw BenchFault("the removal of topics failed") }
        for answer in UnsafeBufferPointer(start: answers, count: count) {
            let error = rd_kafka_topic_result_error(answer)
            guard [RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART].contains(error) else {
                throw BenchFault("a topic cannot be removed: \(String(cString: rd_kafka_err2str(error)))")
            }
        }
    }
}
