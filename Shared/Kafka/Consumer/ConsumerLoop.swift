import Logging
import Metrics

/// The consumer's thread: sleeps in librdkafka's queue, passes on what comes out of it, and does what users ask for.
final class ConsumerLoop {
    private enum Flow {
        case open
        /// The reader is behind: records stay in librdkafka, which fetches until it has 16 MB.
        case resting(since: ContinuousClock.Instant)
        /// It has been behind for long: fetching is paused, so that the queue can be served for everything else.
        case paused
    }

    private static let receiveLimit = 2_000
    private static let receiveBytes = 8 << 20
    private static let discoveryInterval = Duration.milliseconds(250)
    private static let patienceWithReader = Duration.seconds(1)

    private let configuration: KafkaConfiguration
    private let mode: KafkaConsumer.Mode
    private let logger: Logger
    private let mailbox: ConsumerMailbox
    private let metrics: ConsumerMetrics

    private var assignment = ConsumerAssignment()
    /// Topics whose partitions are not known, or may not be what they were.
    private var undiscovered: [String]
    private let expectedCount: Int?
    private var flow = Flow.open
    /// What the client holds paused, which outlives its assignments: a partition that is taken away and comes back would
    /// never be read again.
    private var pausedInClient: Set<TopicPartition> = []
    private var cluster: String?
    /// Lost by this client, which may remember of them what is no longer so.
    private var outOfRange: Set<TopicPartition> = []
    private var nextDiscovery = ContinuousClock.now
    private var nextSurvey = ContinuousClock.now
    private var aheadSince: [TopicPartition: ContinuousClock.Instant] = [:]

    init(
        configuration: KafkaConfiguration, mode: KafkaConsumer.Mode, logger: Logger, mailbox: ConsumerMailbox,
        metrics: ConsumerMetrics
    ) {
        self.configuration = configuration
        self.mode = mode
        self.logger = logger
        self.mailbox = mailbox
        self.metrics = metrics
        switch mode {
        case .all(let topics, let partitions): (undiscovered, expectedCount) = (topics, partitions)
        case .group: (undiscovered, expectedCount) = ([], nil)
        }
    }

    func run() throws {
        while !mailbox.isClosing {
            guard let reason = try serveOneClient() else { return }
            logger.info("the Kafka consumer goes on with a new client", metadata: ["error": "\(reason)"])
            loseEverything()
        }
    }

    /// Returns why the client had to go, or nil at shutdown.
    private func serveOneClient() throws -> KafkaError? {
        let client = try ConsumerClient(
            properties: configuration.consumerProperties(mode), subscription: subscription, logger: logger,
            metrics: metrics)
        mailbox.waker.attach(client.queue)
        defer {
            mailbox.waker.attach(nil)
            client.close(patience: .seconds(1))
        }
        flow = .open
        pausedInClient = []
        outOfRange = []
        do {
            while !mailbox.isClosing {
                try apply(mailbox.takeCommands(), to: client)
                discover(with: client)
                survey(client)
                if let change = clusterChange(client) { return change }
                if let error = try turn(client) { return error }
            }
        } catch let error as KafkaError {
            // A client that refuses an order is no use any more. It is not replaced faster than this.
            mailbox.post(.problem(error))
            _ = client.restingPlace.poll(.milliseconds(200))
            return error
        }
        return nil
    }

    /// Sleeps and passes on; returns the error that ended the client, if one did.
    private func turn(_ client: ConsumerClient) throws -> KafkaError? {
        switch flow {
        case .open:
            guard mailbox.isFull else { return try receive(client) }
            flow = .resting(since: .now)
        case .resting(let since):
            if !mailbox.isFull {
                flow = .open
            } else if since.duration(to: .now) > Self.patienceWithReader {
                flow = .paused
                logger.debug("the reader is behind, fetching pauses")
                try settlePauses(of: client)
            } else {
                rest(client)
            }
        case .paused:
            if !mailbox.beginWaitingForRoom(), !mailbox.isFull {
                flow = .open
                try settlePauses(of: client)
            }
            return try receive(client)
        }
        return nil
    }

    private func rest(_ client: ConsumerClient) {
        // Attached first: a wake-up that came earlier left something for `beginWaitingForRoom` to see.
        mailbox.waker.attach(client.restingPlace)
        defer { mailbox.waker.attach(client.queue) }
        if mailbox.beginWaitingForRoom() {
            _ = client.restingPlace.poll(Self.patienceWithReader)
        }
    }

    private func receive(_ client: ConsumerClient) throws -> KafkaError? {
        var ended: KafkaError?
        var failure: (any Error)?
        let patience = undiscovered.isEmpty ? .seconds(1) : Self.discoveryInterval
        client.receive(patience, limit: Self.receiveLimit, bytes: Self.receiveBytes) { happening in
            do {
                switch happening {
                case .records(let partition, let records):
                    let accepted = assignment.accept(records, of: partition)
                    if !accepted.isEmpty { mailbox.post(.records(partition, accepted)) }
                case .assigned(let partitions):
                    assignment.add(partitions)
                    try client.assign([:])
                    mailbox.post(.assigned(partitions))
                case .revoked:
                    try resume(pausedInClient, of: client)
                    try client.unassign()
                    mailbox.post(.revoked(assignment.removeAll()))
                case .positionLost(let partition):
                    lose(partition)
                case .problem(let error, let partition):
                    mailbox.post(.problem(error))
                    if let partition, Self.missing.contains(error.code) { lookAgain(at: partition.topic) }
                case .ended(let error):
                    mailbox.post(.problem(error))
                    ended = error
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return ended
    }

    private func apply(_ commands: [ConsumerMailbox.Command], to client: ConsumerClient) throws {
        guard !commands.isEmpty else { return }
        var starts = false
        for command in commands {
            switch command {
            case .start(let offsets):
                starts = assignment.start(at: resolved(offsets, with: client)) || starts
                for partition in offsets.keys { aheadSince[partition] = nil }
            case .pause(let partitions): assignment.pause(partitions)
            case .resume(let partitions): assignment.resume(partitions)
            }
        }
        if starts { try assign(to: client) } else { try settlePauses(of: client) }
    }

    private func assign(to client: ConsumerClient) throws {
        let reading = assignment.reading
        try resume(pausedInClient.filter { reading[$0] == nil }, of: client)
        try client.assign(reading)
        try settlePauses(of: client)
    }

    /// Brings what the client holds paused to what should be: of what is read, all while the reader is far behind, else what the
    /// user has paused.
    private func settlePauses(of client: ConsumerClient) throws {
        let reading = Set(assignment.reading.keys)
        let wanted = if case .paused = flow { reading } else { reading.intersection(assignment.paused) }
        guard wanted != pausedInClient else { return }
        try resume(pausedInClient.subtracting(wanted), of: client)
        let missing = wanted.subtracting(pausedInClient)
        if !missing.isEmpty { try client.pause(missing) }
        pausedInClient = wanted
    }

    private func resume(_ partitions: Set<TopicPartition>, of client: ConsumerClient) throws {
        guard !partitions.isEmpty else { return }
        try client.resume(partitions)
        pausedInClient.subtract(partitions)
    }

    /// librdkafka begins at the first offset that it remembers, which for a topic that was created again is the old one's;
    /// so the broker is asked, as far as it answers soon.
    private func resolved(
        _ offsets: [TopicPartition: StartOffset], with client: ConsumerClient
    ) -> [TopicPartition: StartOffset] {
        var resolved = offsets
        let deadline = ContinuousClock.now + .seconds(1)
        for (partition, offset) in offsets where outOfRange.remove(partition) != nil && offset == .beginning {
            let patience = ContinuousClock.now.duration(to: deadline)
            guard patience > .zero else { break }
            do {
                resolved[partition] = .offset(try client.firstOffset(of: partition, timeout: patience))
            } catch {
                logger.debug("no first offset", metadata: ["partition": "\(partition)", "error": "\(error)"])
            }
        }
        return resolved
    }

    private func discover(with client: ConsumerClient) {
        guard !undiscovered.isEmpty, nextDiscovery <= .now else { return }
        nextDiscovery = .now + Self.discoveryInterval
        for topic in undiscovered {
            do {
                guard let count = try client.partitionCount(of: topic, timeout: .seconds(1)) else {
                    throw KafkaError(code: .unknownTopic, name: "_UNKNOWN_TOPIC", reason: "\(topic) does not exist yet")
                }
                guard count == expectedCount ?? count else {
                    try giveBack(topic, to: client)
                    throw KafkaError.miscounted(topic, count, instead: expectedCount)
                }
                undiscovered.removeAll { $0 == topic }
                guard !assignment.holds(topic) else { continue }
                let partitions = (0..<Int32(clamping: count)).map { TopicPartition(topic: topic, partition: $0) }
                assignment.add(partitions)
                mailbox.post(.assigned(partitions))
            } catch {
                let error = (error as? KafkaError) ?? .invalid("\(error)")
                mailbox.post(.problem(error))
                // Topics come into being one by one; only a broker that does not answer answers for none of them.
                guard [.unknownTopic, .invalidPartitions].contains(error.code) else { return }
            }
        }
    }

    /// A topic that is lost, or partitions of it, may come back with another number of them.
    private func lookAgain(at topic: String) {
        if expectedCount != nil, !undiscovered.contains(topic) { undiscovered.append(topic) }
    }

    private func giveBack(_ topic: String, to client: ConsumerClient) throws {
        let revoked = assignment.remove(topic)
        guard !revoked.isEmpty else { return }
        try assign(to: client)
        mailbox.post(.revoked(revoked))
    }

    private static let missing: Set<KafkaError.Code> = [.unknownTopic, .unknownPartition, .unknownTopicOrPartition]

    /// Offsets of another cluster mean nothing, even where they happen to exist.
    private func clusterChange(_ client: ConsumerClient) -> KafkaError? {
        guard let now = client.clusterID, now != cluster else { return nil }
        defer { cluster = now }
        return cluster.map { KafkaError.clusterReplaced($0, by: now) }
    }

    private func loseEverything() {
        switch mode {
        case .all:
            for partition in assignment.loseAll() {
                lookAgain(at: partition.topic)
                metrics.lostPositions.increment()
                mailbox.post(.positionLost(partition))
            }
        case .group:
            let revoked = assignment.removeAll()
            if !revoked.isEmpty { mailbox.post(.revoked(revoked)) }
        }
    }

    private func lose(_ partition: TopicPartition) {
        guard assignment.lose(partition) else { return }
        aheadSince[partition] = nil
        outOfRange.insert(partition)
        lookAgain(at: partition.topic)
        metrics.lostPositions.increment()
        mailbox.post(.positionLost(partition))
    }

    /// Looks once a second how far the partitions are behind, or ahead: a broker that has less than we have read should
    /// answer that the offset is out of range, but some (Tansu) let the fetch wait until there is more.
    private func survey(_ client: ConsumerClient) {
        guard nextSurvey <= .now else { return }
        nextSurvey = .now + .seconds(1)
        var lag: [String: Int64] = [:]
        for (partition, next) in assignment.reading {
            guard case .offset(let offset) = next, let end = client.knownEnd(of: partition) else { continue }
            lag[partition.topic, default: 0] += max(0, end - offset)
            guard end < offset, isFetching(partition) else {
                aheadSince[partition] = nil
                continue
            }
            let since = aheadSince[partition] ?? .now
            aheadSince[partition] = since
            // A seek may be ahead of what was fetched before it, so that fetches get time to tell the end anew.
            if since.duration(to: .now) > .seconds(2) + configuration.fetchWaitMax * 2 { lose(partition) }
        }
        for (topic, records) in lag { metrics.recordLag(records, of: topic) }
    }

    private func isFetching(_ partition: TopicPartition) -> Bool {
        guard case .open = flow else { return false }
        return !assignment.paused.contains(partition)
    }

    private var subscription: [String]? {
        guard case .group(_, let topics) = mode else { return nil }
        return topics
    }
}
