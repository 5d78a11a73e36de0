/// Which partitions a consumer has and where it is in each.
///
/// A value: what it says is done elsewhere.
struct ConsumerAssignment {
    enum Place: Equatable {
        /// Nobody has said yet where to begin.
        case unstarted
        /// Read, the next record being that of `next` (or a later one: offsets may have holes).
        case reading(next: StartOffset)
        case lost
    }

    private(set) var places: [TopicPartition: Place] = [:]
    private(set) var paused: Set<TopicPartition> = []

    /// What to fetch now, and from where.
    var reading: [TopicPartition: StartOffset] {
        places.compactMapValues { place in
            guard case .reading(let next) = place else { return nil }
            return next
        }
    }

    /// Adds partitions, which start nowhere.
    mutating func add(_ partitions: [TopicPartition]) {
        for partition in partitions { places[partition] = .unstarted }
    }

    /// Forgets everything and returns what there was.
    mutating func removeAll() -> [TopicPartition] {
        defer {
            places = [:]
            paused = []
        }
        return places.keys.sorted(by: TopicPartition.inOrder)
    }

    func holds(_ topic: String) -> Bool { places.keys.contains { $0.topic == topic } }

    /// Forgets the partitions of a topic and returns which there were.
    mutating func remove(_ topic: String) -> [TopicPartition] {
        let removed = places.keys.filter { $0.topic == topic }.sorted(by: TopicPartition.inOrder)
        for partition in removed { places[partition] = nil }
        paused.subtract(removed)
        return removed
    }

    /// Begins, or begins elsewhere.
    ///
    /// Partitions that are not ours any more are left out.
    ///
    /// - Returns: whether anything changed.
    mutating func start(at offsets: [TopicPartition: StartOffset]) -> Bool {
        var isChanged = false
        for (partition, offset) in offsets where places[partition] != nil {
            places[partition] = .reading(next: offset)
            isChanged = true
        }
        return isChanged
    }

    /// The position is worth nothing.
    ///
    /// Returns false when there was none.
    mutating func lose(_ partition: TopicPartition) -> Bool {
        guard case .reading = places[partition] else { return false }
        places[partition] = .lost
        return true
    }

    /// All positions are worth nothing; returns those that there were.
    mutating func loseAll() -> [TopicPartition] {
        let lost = reading.keys.sorted(by: TopicPartition.inOrder)
        for partition in lost { places[partition] = .lost }
        return lost
    }

    /// Moves past the records and returns those that are new here: after a change of position, librdkafka may still
    /// deliver what it had fetched before.
    mutating func accept(_ records: [ConsumedRecord], of partition: TopicPartition) -> [ConsumedRecord] {
        guard case .reading(let next) = places[partition], let last = records.last else { return [] }
        var accepted = records
        if case .offset(let offset) = next, records[0].offset < offset {
            accepted.removeAll { $0.offset < offset }
        }
        if !accepted.isEmpty { places[partition] = .reading(next: .offset(last.offset + 1)) }
        return accepted
    }

    /// Pauses those that were begun: whoever pauses one that nobody has begun yet means the one that it was before it was taken
    /// away and came back.
    mutating func pause(_ partitions: [TopicPartition]) {
        paused.formUnion(partitions.filter { places[$0].map { $0 != .unstarted } ?? false })
    }

    mutating func resume(_ partitions: [TopicPartition]) { paused.subtract(partitions) }
}

extension TopicPartition {
    static func inOrder(_ left: Self, _ right: Self) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}
