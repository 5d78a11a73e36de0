import Kafka
import Testing

/// Reads a consumer's events as its user does, and remembers what it has seen.
struct EventReader {
    let consumer: KafkaConsumer
    private var iterator: KafkaConsumer.Events.Iterator
    private(set) var records: [TopicPartition: [ConsumedRecord]] = [:]
    private(set) var batches: [[ConsumedRecord]] = []
    private(set) var assigned: [[TopicPartition]] = []
    private(set) var revoked: [[TopicPartition]] = []
    private(set) var lost: [TopicPartition] = []
    private(set) var problems: [KafkaError] = []
    /// Where to begin whatever is assigned, as often as it is; nil leaves that to the test.
    var start: StartOffset?

    init(_ consumer: KafkaConsumer) {
        self.consumer = consumer
        iterator = consumer.events.makeAsyncIterator()
    }

    /// Reads on until the condition holds.
    mutating func read(until isEnough: (EventReader) -> Bool) async throws {
        while !isEnough(self) {
            switch try #require(await iterator.next(), "the events ended") {
            case .records(let partition, let batch):
                records[partition, default: []] += batch
                batches.append(batch)
            case .assigned(let partitions):
                assigned.append(partitions)
                if let start { begin(partitions, at: start) }
            case .revoked(let partitions): revoked.append(partitions)
            case .positionLost(let partition): lost.append(partition)
            case .problem(let error): problems.append(error)
            }
        }
    }

    /// Waits for the first assignment and begins all its partitions.
    mutating func begin(at offset: StartOffset = .beginning) async throws {
        try await read { !$0.assigned.isEmpty }
        begin(Array(assigned.joined()), at: offset)
    }

    private func begin(_ partitions: [TopicPartition], at offset: StartOffset) {
        consumer.start(at: Dictionary(uniqueKeysWithValues: partitions.map { ($0, offset) }))
    }

    mutating func read(count: Int) async throws {
        try await read { $0.count >= count }
    }

    var count: Int { records.values.reduce(0) { $0 + $1.count } }

    func numbers(_ partition: Int32 = 0, of topic: String = "t") -> [Int] {
        records[TopicPartition(topic: topic, partition: partition), default: []].compactMap(\.number)
    }

    mutating func forget() {
        self = EventReader(consumer)
    }
}
