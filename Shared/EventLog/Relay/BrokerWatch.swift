import Kafka
import Model

/// What the broker says about a service's topic, held against what it said before.
struct BrokerWatch: Sendable {
    let topic: String
    let admin: KafkaAdmin
    let replication: Int

    struct State: Sendable {
        let clusterID: String
        /// Shards of which the broker has lost events that it had acknowledged.
        let lost: [Shard]
        /// Shards of which it cannot be told at present.
        var unknown: [Shard] = []
    }

    /// Compares cluster, partition count and watermarks; makes the topic where it is missing.
    ///
    /// - Parameter cursors: what was acknowledged of each shard, and by which cluster. Whoever sent one of them may have
    ///   noticed that the cluster was made anew, and whoever sent another not.
    /// - Returns: what the broker is now, and what it has lost.
    /// - Throws: `PartitionCountChanged`, after which nothing may be sent: events would go to wrong partitions; or a
    ///   `KafkaError`.
    func examine(_ cursors: [Shard: RelayCursors.Cursor]) async throws -> State {
        let clusterID = try await admin.clusterID()
        guard let count = try await admin.partitionCount(of: topic) else {
            try await createTopic()
            return State(clusterID: clusterID, lost: Shard.all)
        }
        guard count == Int(Shard.count) else { throw PartitionCountChanged(topic: topic, found: count) }
        return try await Self.compare(cursors, with: clusterID) { shards in
            let marks = try await admin.watermarks(shards.map(partition))
            return marks.reduce(into: [:]) { ends, mark in
                if let shard = Shard(mark.key.partition) { ends[shard] = mark.value.high }
            }
        }
    }

    /// Holds what was acknowledged against the cluster that is there now.
    ///
    /// `ends` says at which offsets the shards' next records will stand, and leaves out those of which it cannot.
    ///
    /// - Throws: what `ends` throws, unless something is lost for certain: that does not wait for other shards' ends.
    static func compare(
        _ cursors: [Shard: RelayCursors.Cursor], with clusterID: String,
        ends: ([Shard]) async throws -> [Shard: Int64]
    ) async throws -> State {
        var (lost, unknown): ([Shard], [Shard]) = ([], [])
        var acknowledged: [Shard: Int64] = [:]
        for (shard, cursor) in cursors {
            if cursor.hasGoneBack || cursor.cluster ?? clusterID != clusterID {
                lost.append(shard)
            } else {
                acknowledged[shard] = cursor.offset
            }
        }
        let found: [Shard: Int64]
        do {
            found = try await ends(acknowledged.keys.sorted())
        } catch is KafkaError where !lost.isEmpty {
            found = [:]
        }
        for (shard, offset) in acknowledged {
            switch found[shard] {
            case nil: unknown.append(shard)
            case let end? where end <= offset: lost.append(shard)
            default: break
            }
        }
        return State(clusterID: clusterID, lost: lost, unknown: unknown)
    }

    /// The last event that the broker holds of each of the shards.
    ///
    /// A record that is none of the source's events is passed over.
    ///
    /// - Returns: the events, and the shards of which the broker does not say.
    /// - Throws: `KafkaError`, also where there is no such topic.
    func lastEvents(
        of shards: Set<Shard>, by source: ServiceName
    ) async throws -> (events: [EventEnvelope], unknown: Set<Shard>) {
        guard !shards.isEmpty else { return ([], []) }
        let last = try await admin.lastRecords(shards.sorted().map(partition))
        var reader = EnvelopeReader(source: source)
        let events = last.records.compactMap { event(in: $0, by: &reader) }
        return (events, Set(last.unknown.compactMap { Shard($0.partition) }))
    }

    private func event(in record: ConsumedRecord, by reader: inout EnvelopeReader) -> EventEnvelope? {
        do {
            let event = try reader.envelope(of: record)
            return event.isIntact ? event : nil
        } catch {
            return nil
        }
    }

    private func partition(of shard: Shard) -> TopicPartition {
        TopicPartition(topic: topic, partition: shard.number)
    }

    func createTopic() async throws {
        try await admin.createTopics([
            TopicSpecification(name: topic, partitions: Int(Shard.count), replicationFactor: replication)
        ])
    }
}

/// The topic has another number of partitions than the district has shards (docs/event-log.md).
package struct PartitionCountChanged: Error, CustomStringConvertible {
    let topic: String
    let found: Int

    package var description: String { "topic \(topic) has \(found) partitions instead of \(Shard.count)" }
}
