import CoreMetrics
import Kafka
import Logging
import Model
import Postgres
import Synchronization

/// Reads the topics of the services that this one follows, and sees to it that each event is applied once, in order.
final class Inbox: Sendable {
    private let pool: PostgresPool
    private let consumer: KafkaConsumer
    private let shards: [Shard: ShardInbox]
    /// By their topics.
    private let sources: [String: ServiceName]
    private let peers: PeerCalls
    private let metrics: EventLogMetrics
    private let logger: Logger
    private let care: Duration
    /// How long a full buffer is waited for before its partition is paused.
    private let patience: Duration
    private let paused = Mutex<Set<TopicPartition>>([])
    private let resumption: Signal
    /// For whoever takes records, and waits to hand them on.
    private let room: Signal
    private let problems = Mutex(ConsumerProblems())
    private let strangeRecords = StrangeRecords()

    init(
        pool: PostgresPool, consumer: KafkaConsumer, writers: [Shard: ShardWriter], router: EventRouter,
        sources: [String: ServiceName], peers: PeerCalls, care: Duration,
        patience: Duration = .milliseconds(50), metrics: EventLogMetrics, logger: Logger
    ) {
        self.pool = pool
        self.consumer = consumer
        self.peers = peers
        self.care = care
        self.patience = patience
        self.metrics = metrics
        self.logger = logger
        let (resumption, room) = (Signal(), Signal())
        self.resumption = resumption
        self.room = room
        self.sources = sources
        shards = writers.mapValues { writer in
            ShardInbox(
                shard: writer.shard, pool: pool, writer: writer, router: router, metrics: metrics, logger: logger,
                onRoom: {
                    resumption.raise()
                    room.raise()
                })
        }
    }

    var follows: [ServiceName] { sources.values.sorted() }

    func forked() -> [(source: ServiceName, shard: Shard)] {
        shards.flatMap { shard, inbox in inbox.forked().map { ($0, shard) } }
    }

    func stopped() -> [(source: ServiceName, shard: Shard)] {
        shards.flatMap { shard, inbox in inbox.stopped().map { ($0, shard) } }
    }

    /// A topic is not what it should be, and nothing of it is read.
    var obstacle: String? { problems.withLock(\.obstacle) }

    /// Parked events of the source were dealt with: look again.
    func resume(_ source: ServiceName, _ shard: Shard) { shards[shard]?.resume(source) }

    /// Runs until it is cancelled, which is how it is stopped.
    func run() async throws {
        do {
            try await withThrowingTaskGroup { group in
                for inbox in shards.values { group.addTask { await inbox.run() } }
                group.addTask { try await self.takeEvents() }
                group.addTask { try await self.resumePaused() }
                for source in sources.values { group.addTask { try await self.takeCare(of: source) } }
                while try await group.next() != nil {}
            }
        } catch is CancellationError {
            logger.debug("the inbox ends")
        }
    }

    /// The process is about to end in order.
    func withdrawAttempts() async {
        for inbox in shards.values { await inbox.withdrawAttempts() }
    }

    // MARK: - Taking

    private func takeEvents() async throws {
        for await event in consumer.events {
            switch event {
            case .assigned(let partitions):
                problems.withLock { $0.clear() }
                try await start(partitions)
            case .revoked(let partitions): forget(partitions)
            case .records(let partition, let records): await take(records, of: partition)
            case .positionLost(let partition):
                logger.notice("a topic begins anew", metadata: ["partition": "\(partition)"])
                consumer.seek(partition, to: .beginning)
            case .problem(let error): tell(error)
            }
        }
    }

    /// What stays until somebody does something is an error, once; the rest passes.
    private func tell(_ problem: KafkaError) {
        let isNews = problems.withLock { $0.note(problem, at: .now) }
        if isNews {
            logger.error("the broker does not give what is asked for", error: problem)
        } else {
            logger.debug("the consumer has a problem", error: problem)
        }
    }

    /// Begins after what is applied already.
    ///
    /// An offset that is wrong costs duplicates or a gap, never an event.
    private func start(_ partitions: [TopicPartition]) async throws {
        var offsets: [ServiceName: [Shard: Int64]] = [:]
        for source in Set(partitions.compactMap { sources[$0.topic] }) {
            offsets[source] = try await untilAnswered {
                try await self.pool.withConnection { try await InboxStore.offsets(of: source, on: $0) }
            }
        }
        var places: [TopicPartition: StartOffset] = [:]
        for partition in partitions {
            let known = sources[partition.topic].flatMap { source in
                Shard(partition.partition).flatMap { shard in
                    shards[shard]?.own(source)
                    return offsets[source]?[shard]
                }
            }
            places[partition] = known.map { .offset($0 + 1) } ?? .beginning
        }
        consumer.start(at: places)
    }

    private func untilAnswered<Result: Sendable>(
        _ ask: @Sendable () async throws -> Result
    ) async throws -> Result {
        while true {
            do {
                return try await ask()
            } catch let error as PostgresError where error.isRetriable || error.isConnectionLoss {
                logger.debug("the database is asked again", error: error)
                try await Task.sleep(for: .milliseconds(200))
            } catch  where Task.isCancelled {
                // A statement that is cancelled ends by an error of its own; an orderly end must not look like a failure.
                throw CancellationError()
            }
        }
    }

    private func forget(_ partitions: [TopicPartition]) {
        for partition in partitions {
            guard let source = sources[partition.topic], let shard = Shard(partition.partition) else { continue }
            shards[shard]?.forget(source)
        }
        paused.withLock { $0.subtract(partitions) }
    }

    private func take(_ records: [ConsumedRecord], of partition: TopicPartition) async {
        guard let source = sources[partition.topic], let shard = Shard(partition.partition), let inbox = shards[shard]
        else { return }
        var arrived: [InboxBuffer.Arrived] = []
        arrived.reserveCapacity(records.count)
        var reader = EnvelopeReader(source: source)
        var hasher = ChainHasher(source: source, epoch: 1, shard: shard)
        for record in records {
            do {
                let event = try reader.envelope(of: record)
                guard event.isIntact(by: &hasher) else { throw MalformedEvent(header: "ce_chain") }
                arrived.append(.init(event: event, offset: record.offset))
            } catch {
                // What is not ours has no position; if something of ours was damaged, its place is missing and asked for.
                tell(of: record, in: partition, because: error)
            }
        }
        guard inbox.receive(arrived, of: source) else { return }
        if arrived.count >= Self.worthWaiting, !paused.withLock({ $0.contains(partition) }),
            await makesRoom(inbox, for: source)
        {
            return
        }
        // Under the lock, so that what is said last of a partition is what is noted of it.
        paused.withLock { paused in
            paused.insert(partition)
            consumer.pause([partition])
        }
        // The buffer may have been emptied before anybody knew that the partition waits for that.
        resumption.raise()
    }

    private func tell(of record: ConsumedRecord, in partition: TopicPartition, because error: any Error) {
        metrics.forks.increment()
        metrics.strangeRecords.increment()
        guard let others = strangeRecords.note(partition.topic) else { return }
        logger.error(
            "a record is not one of our events", error: error,
            metadata: [
                "partition": "\(partition)", "offset": "\(record.offset)", "others": "\(others)",
            ])
    }

    /// Waits a moment for room in a buffer that is full.
    ///
    /// What was fetched of a partition is lost when it is paused and fetched again later: while events are being applied, it
    /// is cheaper to leave everything where it is. Others are not held up by a source that is stuck, nor by one that is slow: only
    /// a crowd is waited for, and the room must be its own.
    private func makesRoom(_ inbox: ShardInbox, for source: ServiceName) async -> Bool {
        await withTaskGroup { group in
            group.addTask {
                while inbox.isFull(of: source) {
                    guard await self.room.wait() else { return }
                }
            }
            group.addTask {
                do { try await Task.sleep(for: self.patience) } catch { self.logger.trace("there is room") }
            }
            await group.next()
            group.cancelAll()
        }
        return !inbox.isFull(of: source)
    }

    /// Of fewer events at once little is lost.
    private static let worthWaiting = 100

    private func resumePaused() async throws {
        while await resumption.wait() {
            paused.withLock { paused in
                let ready = paused.filter { partition in
                    guard let source = sources[partition.topic], let shard = Shard(partition.partition) else {
                        return true
                    }
                    return shards[shard]?.hasRoom(for: source) ?? true
                }
                paused.subtract(ready)
                if !ready.isEmpty { consumer.resume(Array(ready)) }
            }
        }
    }

    // MARK: - Caring

    /// Asks a source for what is missing until it comes, tells it how far this service has got, and goes on where that was
    /// asked for through another process.
    private func takeCare(of source: ServiceName) async throws {
        let clock = ContinuousClock()
        let heartbeat = care * 5
        var requests: [Shard: Persistence] = [:]
        var silences: [Shard: Persistence] = [:]
        var confirmed: (applied: [Shard: AppliedEvent], at: ContinuousClock.Instant)?
        while true {
            try await Task.sleep(for: care)
            await attempt("looking whether a stopped shard may go on") {
                for inbox in self.shards.values { try await inbox.resumeIfAsked(source) }
            }
            for (shard, inbox) in shards {
                guard let position = inbox.missing(of: source) else {
                    requests[shard] = nil
                    continue
                }
                if requests[shard]?.reason != .init(position: position) {
                    requests[shard] = Persistence(.init(position: position), first: clock.now, interval: care)
                }
                if requests[shard]?.isDue(clock.now) == true {
                    await requestReplay(source, shard, from: position)
                }
            }
            let applied = shards.compactMapValues { $0.confirmable(of: source) }
            guard !applied.isEmpty else { continue }
            if let confirmed, confirmed.applied == applied, clock.now - confirmed.at < heartbeat { continue }
            await attempt("confirming positions") {
                let sent = try await self.peers.confirm(source, applied)
                confirmed = (applied, clock.now)
                for (shard, inbox) in self.shards {
                    // What was sent and never arrived leaves no gap to see when nothing comes after it.
                    guard let silence = inbox.silence(of: source), sent[shard] ?? 0 > silence.position else {
                        silences[shard] = nil
                        continue
                    }
                    let reason = Persistence.Reason(position: silence.position, arrivals: silence.arrivals)
                    if silences[shard]?.reason != reason {
                        silences[shard] = Persistence(reason, first: clock.now + heartbeat, interval: heartbeat)
                    }
                    if silences[shard]?.isDue(clock.now) == true {
                        await self.requestReplay(source, shard, from: silence.position + 1)
                    }
                }
            }
        }
    }

    private func requestReplay(_ source: ServiceName, _ shard: Shard, from position: Int64) async {
        await attempt("asking for missing events") {
            try await self.peers.requestReplay(source, shard, position)
        }
    }

    private func attempt(_ what: StaticString, _ body: () async throws -> Void) async {
        do { try await body() } catch { logger.debug("\(what) failed and is repeated", error: error) }
    }
}

/// Asking again for one reason, ever more rarely: each answer sends everything from there on again.
private struct Persistence {
    struct Reason: Equatable {
        let position: Int64
        var arrivals = 0
    }

    private static let rarest = 8

    let reason: Reason
    private let interval: Duration
    private var next: ContinuousClock.Instant
    private var factor = 1

    init(_ reason: Reason, first: ContinuousClock.Instant, interval: Duration) {
        self.reason = reason
        self.interval = interval
        next = first
    }

    mutating func isDue(_ now: ContinuousClock.Instant) -> Bool {
        guard now >= next else { return false }
        next = now + interval * factor
        factor = min(factor * 2, Self.rarest)
        return true
    }
}
