import Threads

/// Questions to a cluster, and the making of topics.
///
/// Each call makes a connection of its own on a thread of its own, so that every answer is fresh and none waits for
/// another's broker.
package struct KafkaAdmin: Sendable {
    private let configuration: KafkaConfiguration
    private let deadline: Duration

    /// Makes nothing yet; each call has the deadline for itself.
    package init(_ configuration: KafkaConfiguration, deadline: Duration = .seconds(10)) {
        self.configuration = configuration
        self.deadline = deadline
    }

    /// Creates the topics that are not there yet, and leaves the others as they are: `partitionCount(of:)` tells
    /// whether they are what was asked for.
    ///
    /// Returns when the broker knows of all of them.
    ///
    /// - Throws: the first `KafkaError` of a topic that could not be created.
    package func createTopics(_ topics: [TopicSpecification]) async throws {
        guard !topics.isEmpty else { return }
        try await ask { try $0.createTopics(topics) }
    }

    /// Number of partitions, or nil when the cluster has no such topic.
    ///
    /// - Throws: `KafkaError` where no broker answers or the topic cannot be asked about; `CancellationError`.
    package func partitionCount(of topic: String) async throws -> Int? {
        try await ask { try $0.client.partitionCount(of: topic, timeout: $0.remaining) }
    }

    /// The cluster's id as its broker gives it now.
    ///
    /// - Throws: `KafkaError` with code `.timedOut` when no broker answers.
    package func clusterID() async throws -> String {
        try await ask { request in
            guard let id = request.client.clusterID(timeout: request.remaining) else {
                throw KafkaError(code: .timedOut, name: "_TIMED_OUT", reason: "no broker told the cluster's id")
            }
            return id
        }
    }

    /// Offsets between which the partition holds records.
    ///
    /// - Throws: `KafkaError` where there is no such topic, or no answer about the partition; `CancellationError`.
    package func watermarks(_ topic: String, _ partition: Int32) async throws -> Watermarks {
        let partition = TopicPartition(topic: topic, partition: partition)
        guard let marks = try await watermarks([partition])[partition] else {
            throw KafkaError(code: .timedOut, name: "_TIMED_OUT", reason: "\(partition): no answer about watermarks")
        }
        return marks
    }

    /// As `watermarks(_:_:)` for many partitions at once; those that do not answer are left out.
    ///
    /// - Throws: `KafkaError` when none answers.
    package func watermarks(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Watermarks] {
        try await ask { try $0.watermarks(partitions) }
    }

    /// The last record of each partition that holds one, and the partitions that do not answer.
    ///
    /// - Throws: `KafkaError` when none answers.
    package func lastRecords(
        _ partitions: [TopicPartition]
    ) async throws -> (records: [ConsumedRecord], unknown: Set<TopicPartition>) {
        try await ask { try $0.lastRecords(partitions) }
    }

    private func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (AdminRequest) throws -> Answer
    ) async throws -> Answer {
        let thread = DedicatedThread(name: "kafka-admin")
        defer { thread.stop() }
        // A process that stops must not wait for a broker that is away.
        return try await thread.runUnlessCancelled { [configuration, deadline] in
            try question(AdminRequest(configuration: configuration, deadline: .now + deadline))
        }
    }
}
