import CoreMetrics
import Kafka
import Logging
import Model
import Postgres
import Synchronization

/// Sends what commits have appended, in order, shard by shard (design §5.4).
///
/// It is woken by commits of this process and looks for those of others now and then. What it sends twice is dropped by
/// position, so it keeps its place only rarely, and starts over from what the consumers have when the broker has lost
/// what it had acknowledged: losing the whole cluster loses nothing.
final class Relay: Sendable {
    struct Pace: Sendable {
        var page: Int64 = 1_000
        var poll: Duration = .milliseconds(500)
        var lossCheck: Duration = .seconds(10)
        var retry: Duration = .milliseconds(200)
    }

    private let store: RelayStore
    private let pool: PostgresPool
    private let producer: KafkaProducer
    private let broker: BrokerWatch
    private let pace: Pace
    private let metrics: EventLogMetrics
    private let logger: Logger
    private let cursors = RelayCursors()
    private let signals: [Shard: Signal]
    private let cluster = Mutex<String?>(nil)
    private let suspicion = Mutex(false)

    init(
        identity: LogIdentity, pool: PostgresPool, producer: KafkaProducer, broker: BrokerWatch, pace: Pace,
        metrics: EventLogMetrics, logger: Logger
    ) {
        store = RelayStore(identity: identity)
        self.pool = pool
        self.producer = producer
        self.broker = broker
        self.pace = pace
        self.metrics = metrics
        self.logger = logger
        signals = Dictionary(uniqueKeysWithValues: Shard.all.map { ($0, Signal()) })
    }

    /// There is something new in the shard.
    func wake(_ shard: Shard) { signals[shard]?.raise() }

    /// Sends again from `position` on; what consumers have they drop.
    func resend(_ shard: Shard, from position: Int64) {
        cursors.rewind(shard, to: max(0, position - 1))
        wake(shard)
    }

    func sent() -> [Shard: Int64] { cursors.all().mapValues(\.position) }

    /// Sends until it is cancelled; an accident ends the lead and begins a new one.
    func run() async {
        while !Task.isCancelled {
            do {
                try await pool.withSession { connection in
                    try await self.lead(on: connection)
                }
            } catch {
                if !Task.isCancelled { logger.warning("the relay starts again", error: error) }
            }
            await pause(pace.retry)
        }
    }

    /// Sends the shards whose locks are free, as long as this connection, which holds the locks, lives.
    private func lead(on connection: PostgresConnection) async throws {
        let locked = Set(try await store.lock(Shard.all, on: connection))
        let (stored, clusterID) = try await store.cursors(on: connection)
        cursors.load(stored)
        cluster.withLock { $0 = clusterID }
        suspicion.withLock { $0 = true }
        var failure: (any Error)?
        do {
            try await withThrowingTaskGroup { group in
                for shard in locked {
                    group.addTask { try await self.send(shard, on: connection) }
                }
                group.addTask { try await self.watch(locked, on: connection) }
                try await group.next()
                group.cancelAll()
            }
        } catch {
            failure = error
        }
        try await persist(on: connection)
        if let failure { throw failure }
    }

    // MARK: - Sending

    private func send(_ shard: Shard, on connection: PostgresConnection) async throws {
        guard let signal = signals[shard] else { return }
        while await signal.wait() {
            while try await sendPages(of: shard, on: connection) {}
        }
    }

    /// Sends page after page, reading the next while one is under way.
    ///
    /// - Returns: whether there may be more, after a pause because a delivery failed.
    private func sendPages(of shard: Shard, on connection: PostgresConnection) async throws -> Bool {
        var start = cursors[shard]
        var page = try await store.page(of: shard, after: start.position, limit: pace.page, on: connection)
        while let last = page.last {
            async let next = store.page(of: shard, after: last.position, limit: pace.page, on: connection)
            let (position, offset, failure) = try await deliver(page)
            if let position, let offset { cursors.advance(shard, from: start, to: position, offset: offset) }
            let following = try await next
            if let failure {
                metrics.relayFailures.increment()
                logger.debug("a delivery failed", error: failure)
                suspicion.withLock { $0 = true }
                try await Task.sleep(for: pace.retry)
                return true
            }
            let reached = cursors[shard]
            guard reached.rewinds == start.rewinds else { return true }
            start = reached
            page = following
        }
        return false
    }

    /// The position and offset of the last event before the first failure.
    private func deliver(
        _ page: [EventEnvelope]
    ) async throws -> (position: Int64?, offset: Int64?, failure: KafkaError?) {
        let reports = try await producer.produce(page.map { KafkaBinding.record(of: $0, topic: broker.topic) })
        var reached: (Int64, Int64)?
        for (event, report) in zip(page, reports) {
            switch report {
            case .delivered(let offset):
                reached = (event.position, offset)
                metrics.relayed.increment()
            case .failed(let error):
                return (reached?.0, reached?.1, error)
            }
        }
        return (reached?.0, reached?.1, nil)
    }

    // MARK: - Watching

    /// Looks for commits of other processes, for losses, and keeps the cursor.
    private func watch(_ shards: Set<Shard>, on connection: PostgresConnection) async throws {
        let clock = ContinuousClock()
        var lastCheck: ContinuousClock.Instant?
        var kept = cursors.all()
        while true {
            let isSuspicious = suspicion.withLock { value in
                defer { value = false }
                return value
            }
            if isSuspicious || lastCheck.map({ clock.now - $0 >= pace.lossCheck }) ?? true {
                await lookForLoss(shards, on: connection)
                lastCheck = clock.now
            }
            for (shard, head) in try await store.heads(of: Array(shards), on: connection)
            where head > cursors[shard].position { wake(shard) }
            if cursors.all() != kept {
                kept = cursors.all()
                try await persist(on: connection)
            }
            try await Task.sleep(for: pace.poll)
            if shards.count < Shard.all.count, try await othersHaveLeft(shards, on: connection) { return }
        }
    }

    /// Another process has ended and its shards are free: lead anew with all of them.
    private func othersHaveLeft(_ shards: Set<Shard>, on connection: PostgresConnection) async throws -> Bool {
        try await !store.lock(Shard.all.filter { !shards.contains($0) }, on: connection).isEmpty
    }

    private func lookForLoss(_ shards: Set<Shard>, on connection: PostgresConnection) async {
        do {
            let known = cluster.withLock { $0 }
            let state = try await broker.examine(
                knownCluster: known, acknowledged: cursors.all().compactMapValues(\.offset).filter { shards.contains($0.key) })
            cluster.withLock { $0 = state.clusterID }
            guard !state.lost.isEmpty else { return }
            metrics.brokerLosses.increment()
            let confirmed = try await store.leastConfirmed(on: connection)
            for shard in state.lost where shards.contains(shard) {
                cursors.rewind(shard, to: confirmed[shard] ?? 0)
                wake(shard)
            }
            logger.notice("the broker has lost events, sending them again", metadata: ["shards": "\(state.lost.count)"])
        } catch {
            suspicion.withLock { $0 = true }
            logger.debug("the broker cannot be examined", error: error)
        }
    }

    private func persist(on connection: PostgresConnection) async throws {
        try await store.persist(cursors.all(), cluster: cluster.withLock { $0 }, on: connection)
    }

    private func pause(_ duration: Duration) async {
        do { try await Task.sleep(for: duration) } catch { logger.trace("the relay ends") }
    }
}
