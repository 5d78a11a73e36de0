import CoreMetrics
import DequeModule
import Kafka
import Logging
import Model
import Postgres
import Synchronization

/// Sends what commits have appended, in order, shard by shard (docs/event-log.md).
///
/// It is woken by commits of this process and looks for those of others now and then. What it sends twice is dropped by
/// position, so it keeps its place only rarely, and starts over from what the consumers have when the broker has lost
/// what it had acknowledged: losing the whole cluster loses nothing.
final class Relay: Sendable {
    struct Pace: Sendable {
        var page = 1_000
        /// Where the payloads of a page reach so many bytes, it ends: 16 shards have two pages each in memory.
        var pageBytes = 1 << 20
        /// Pages of one shard that are under way at a time.
        var window = 2
        /// So many events at once are a crowd: the next are left to gather for a while, since a request to the broker
        /// costs as much as dozens of events in it.
        ///
        /// A lone event goes at once.
        var crowd = 8
        var gathering: Duration = .milliseconds(10)
        var poll: Duration = .milliseconds(500)
        var lossCheck: Duration = .seconds(10)
        var retry: Duration = .milliseconds(200)
        /// After so long without a word its session is ended, so that another process sends where this one is frozen.
        ///
        /// A living one asks at every poll.
        var silence: Duration = .seconds(15)
        /// How long commands wait at the start for what the broker says.
        var hearing: Duration = .seconds(2)
    }

    private let store: RelayStore
    private let pool: PostgresPool
    private let producer: KafkaProducer
    private let broker: BrokerWatch
    private let pace: Pace
    private let metrics: EventLogMetrics
    private let logger: Logger
    /// Others know another history of a shard, or more of it.
    private let onLostHistory: @Sendable (Shard) -> Void
    private let cursors = RelayCursors()
    private let tail = RelayTail()
    private let lead = RelayLead()
    private let signals: [Shard: Signal]
    private let suspicion = Mutex(false)

    init(
        identity: LogIdentity, pool: PostgresPool, producer: KafkaProducer, broker: BrokerWatch, pace: Pace,
        metrics: EventLogMetrics, logger: Logger, onLostHistory: @escaping @Sendable (Shard) -> Void
    ) {
        store = RelayStore(identity: identity)
        self.pool = pool
        self.producer = producer
        self.broker = broker
        self.pace = pace
        self.metrics = metrics
        self.logger = logger
        self.onLostHistory = onLostHistory
        signals = Dictionary(uniqueKeysWithValues: Shard.all.map { ($0, Signal()) })
    }

    /// This process has committed something in the shard.
    func committed(_ rows: [OutboxRow], in shard: Shard) {
        tail.append(rows, to: shard)
        wake(shard)
    }

    /// There is something new in the shard.
    func wake(_ shard: Shard) { signals[shard]?.raise() }

    /// Sends again from `position` on; what consumers have they drop.
    ///
    /// Where another process sends the shard, it is told through the database.
    func resend(_ shard: Shard, from position: Int64) async throws {
        if lead.shards.contains(shard) {
            cursors.rewind(shard, to: max(0, position - 1))
            wake(shard)
        } else {
            try await pool.withConnection { try await self.store.requestResending(of: shard, from: position, on: $0) }
        }
    }

    /// How far events have been sent: by this process as it knows, by others as they have kept it.
    func sent(_ kept: [Shard: RelayCursors.Cursor]) -> [Shard: Int64] {
        kept.merging(cursors.all(of: lead.shards)) { _, own in own }.mapValues(\.position)
    }

    /// Why events are not sent, or not acknowledged, though there are some.
    var obstacle: String? { lead.obstacle }

    /// Sends until it is cancelled; an accident ends the lead and begins a new one.
    func run() async {
        while !Task.isCancelled {
            do {
                try await pool.withSession(configure: { $0.idleSessionTimeout = pace.silence }, send)
            } catch {
                if !Task.isCancelled { logger.warning("the relay starts again", error: error) }
            }
            lead.end()
            await pause(pace.retry)
        }
    }

    /// Sends the shards whose locks are free, as long as this connection, which holds the locks, lives.
    private func send(on connection: PostgresConnection) async throws {
        let locked = Set(try await store.lock(Shard.all, on: connection))
        try await hearConsumers(on: connection)
        cursors.load(try await store.cursors(on: connection))
        suspicion.withLock { $0 = true }
        tail.clear()
        lead.begin(locked)
        var failure: (any Error)?
        do {
            try await withThrowingTaskGroup { group in
                for shard in locked {
                    group.addTask { try await self.send(shard, on: connection) }
                }
                group.addTask { try await self.watch(locked, on: connection) }
                group.addTask { try await self.watchBroker(locked, on: connection) }
                try await group.next()
                group.cancelAll()
            }
        } catch {
            failure = error
        }
        // Others may take the shards from here on, and requests go through the database again.
        lead.end()
        try await store.persistLast(cursors.all(of: locked), on: connection)
        if let failure { throw failure }
    }

    // MARK: - Sending

    private func send(_ shard: Shard, on connection: PostgresConnection) async throws {
        guard let signal = signals[shard] else { return }
        while await signal.wait() {
            let before = cursors[shard].position
            while lead.isClear(shard), try await sendPages(of: shard, on: connection) {}
            if cursors[shard].position - before >= pace.crowd { try await Task.sleep(for: pace.gathering) }
        }
    }

    /// A page that was handed over and has no reports yet.
    private struct UnderWay {
        let positions: [Int64]
        let delivery: PendingDelivery
    }

    /// Sends page after page, reading the next and handing it over while one is under way.
    ///
    /// - Returns: whether there may be more, after a rewind or a pause because a delivery failed.
    private func sendPages(of shard: Shard, on connection: PostgresConnection) async throws -> Bool {
        let start = cursors[shard]
        var handedOver = start.position
        var isAtEnd = false
        var underWay: Deque<UnderWay> = []
        var places = ReportedPlaces()
        while true {
            if !isAtEnd, underWay.count < pace.window {
                let page = try await nextPage(of: shard, after: handedOver, on: connection)
                // What comes after a page that is not full is announced by the signal.
                isAtEnd = page.count < pace.page && page.reduce(0) { $0 + $1.payload.count } < pace.pageBytes
                guard let last = page.last?.position else { continue }
                handedOver = last
                var writer = EnvelopeWriter(source: store.identity.source, shard: shard, topic: broker.topic)
                let records = page.map { writer.record(of: $0) }
                underWay.append(
                    UnderWay(positions: page.map(\.position), delivery: try await producer.send(records)))
                continue
            }
            guard let page = underWay.popFirst() else { return false }
            let (reached, failure) = outcome(of: page, reports: try await page.delivery.reports())
            if let reached {
                let isOurs = cursors.advance(
                    shard, from: start, to: reached.position, places: places.known(among: reached.places))
                // Whoever waits for what was lost need not have to ask for it.
                if cursors[shard].hasGoneBack { suspicion.withLock { $0 = true } }
                guard isOurs, lead.isClear(shard) else { return true }
            }
            if let failure {
                metrics.relayFailures.increment()
                logger.debug("a delivery failed", error: failure)
                let position = cursors[shard].position
                if !failure.isPermanent {
                    lead.stumble(shard, after: position, because: failure.description)
                } else if lead.fail(shard, after: position, because: failure.description) {
                    logger.error(
                        "the broker does not take an event; its shard waits", error: failure,
                        metadata: ["shard": "\(shard)", "position": "\(position + 1)"])
                }
                suspicion.withLock { $0 = true }
                try await Task.sleep(for: pace.retry)
                return true
            }
        }
    }

    private func nextPage(
        of shard: Shard, after position: Int64, on connection: PostgresConnection
    ) async throws -> [OutboxRow] {
        let recent = tail.take(of: shard, after: position, limit: pace.page)
        guard recent.isEmpty else { return recent }
        return try await store.rows(
            of: shard, after: position, limit: pace.page, bytes: pace.pageBytes, on: connection)
    }

    /// The position of the last event before the first failure, and the reported places of it and all before it.
    private func outcome(
        of page: UnderWay, reports: [DeliveryReport]
    ) -> (reached: (position: Int64, places: [Int64])?, failure: KafkaError?) {
        var places: [Int64] = []
        var failure: KafkaError?
        reports: for report in reports {
            switch report {
            case .delivered(let offset): places.append(offset)
            case .failed(let error):
                failure = error
                break reports
            }
        }
        guard !places.isEmpty else { return (nil, failure) }
        metrics.relayed.increment(by: places.count)
        let position = page.positions[places.count - 1]
        return ((position, places), failure)
    }

    // MARK: - Watching

    /// Looks for losses: aside, since a broker that does not answer takes its time.
    private func watchBroker(_ shards: Set<Shard>, on connection: PostgresConnection) async throws {
        var lastCheck: ContinuousClock.Instant?
        while true {
            let isSuspicious = suspicion.withLock { value in
                defer { value = false }
                return value
            }
            if isSuspicious || lastCheck.map({ $0.duration(to: .now) >= pace.lossCheck }) ?? true {
                await lookForLoss(shards, on: connection)
                lastCheck = .now
            }
            try await Task.sleep(for: pace.poll)
        }
    }

    /// Looks for commits of other processes and for what they were asked and told, and keeps the cursor.
    private func watch(_ shards: Set<Shard>, on connection: PostgresConnection) async throws {
        var kept = cursors.all(of: shards)
        var progress = RelayProgress()
        while true {
            try await hearConsumers(on: connection)
            for (shard, position) in try await store.takeRequests(for: Array(shards), on: connection) {
                cursors.rewind(shard, to: max(0, position - 1))
            }
            let heads = try await store.heads(of: Array(shards), on: connection)
            let reached = cursors.all(of: shards)
            for (shard, head) in heads where head > reached[shard]?.position ?? 0 { wake(shard) }
            note(&progress, reached.mapValues(\.position), of: heads)
            if reached != kept {
                kept = reached
                try await store.persist(reached, on: connection)
            }
            try await Task.sleep(for: pace.poll)
            if shards.count < Shard.all.count, try await othersHaveLeft(shards, on: connection) { return }
        }
    }

    private func note(_ progress: inout RelayProgress, _ positions: [Shard: Int64], of heads: [Shard: Int64]) {
        for (shard, head) in heads { lead.note(shard, at: positions[shard] ?? 0, of: head) }
        let stalled = progress.stalled(at: positions, of: heads, .now).filter { !lead.hasFailed($0) }
        guard !stalled.isEmpty else { return }
        for shard in stalled { lead.stall(shard, after: positions[shard] ?? 0) }
        logger.error(
            "the broker acknowledges nothing; what is recorded waits",
            metadata: [
                "shards": "\(stalled.sorted().map(\.description).joined(separator: " "))",
                "obstacle": "\(lead.obstacle ?? "")",
            ])
    }

    /// Another process has ended and its shards are free: lead anew with all of them.
    private func othersHaveLeft(_ shards: Set<Shard>, on connection: PostgresConnection) async throws -> Bool {
        try await !store.lock(Shard.all.filter { !shards.contains($0) }, on: connection).isEmpty
    }

    private func lookForLoss(_ shards: Set<Shard>, on connection: PostgresConnection) async {
        do {
            let before = cursors.all(of: shards)
            let state = try await broker.examine(before)
            let lost = state.lost.filter(shards.contains)
            if !lost.isEmpty {
                let confirmed = try await store.leastConfirmed(on: connection)
                for shard in lost {
                    cursors.rewind(shard, to: confirmed[shard] ?? 0)
                    wake(shard)
                }
                // Where nothing was ever sent, as at the very first start, there was nothing to lose.
                noteLoss(of: lost.filter { max(before[$0]?.position ?? 0, confirmed[$0] ?? 0) > 0 })
            }
            // Only now: who forgets the old cluster before the cursors are back, would take the new one for complete.
            cursors.note(cluster: state.clusterID, of: shards)
            // The database is asked after the broker: what that holds was recorded before.
            let last = try await broker.lastEvents(of: lead.waiting(of: shards), by: store.identity.source)
            try await compare(with: last.events, on: connection)
            let unknown = last.unknown.union(state.unknown)
            for shard in lead.clear(shards.subtracting(unknown)) { wake(shard) }
            if !unknown.isEmpty { suspicion.withLock { $0 = true } }
        } catch let error as PartitionCountChanged {
            suspicion.withLock { $0 = true }
            if lead.stop(because: error) { logger.error("the relay stops sending", error: error) }
        } catch {
            suspicion.withLock { $0 = true }
            logger.debug("the broker cannot be examined", error: error)
            if let error = error as? KafkaError, error.isPermanent, lead.report(error.description) {
                logger.error("the broker does not do what it is asked for", error: error)
            }
        }
    }

    private func noteLoss(of shards: [Shard]) {
        guard !shards.isEmpty else { return }
        metrics.brokerLosses.increment()
        logger.notice("the broker has lost events, sending them again", metadata: ["shards": "\(shards.count)"])
    }

    // MARK: - What others know

    /// Asks who may know more of this log than its database, before anything is recorded.
    ///
    /// The broker may be away for long, and commands do not wait for that: it is asked again before anything is sent.
    func hearOthers() async {
        do {
            try await withThrowingTaskGroup { group in
                group.addTask {
                    try await self.pool.withConnection { try await self.hearConsumers(on: $0) }
                    let last = try await self.broker.lastEvents(of: Set(Shard.all), by: self.store.identity.source)
                    try await self.pool.withConnection { try await self.compare(with: last.events, on: $0) }
                }
                group.addTask { try await Task.sleep(for: self.pace.hearing) }
                try await group.next()
                group.cancelAll()
            }
        } catch {
            logger.debug("what others know is asked again before anything is sent", error: error)
        }
    }

    /// Goes through what consumers have confirmed, whichever process they told.
    func hearConsumers(on connection: PostgresConnection) async throws {
        for strange in try await store.strangeConfirmations(on: connection) {
            let what = strange.position > strange.head ? "\(strange.position) of \(strange.head)" : "another event"
            noteLostHistory(of: strange.shard, witness: "\(strange.consumer), which has applied \(what)")
        }
    }

    /// What the broker holds must be recorded here, or this database is an older copy.
    private func compare(with events: [EventEnvelope], on connection: PostgresConnection) async throws {
        let events = events.map { (shard: $0.shard, position: $0.position, chain: $0.chain) }
        for shard in try await store.strangers(among: events, on: connection) {
            noteLostHistory(of: shard, witness: "the broker")
        }
    }

    /// Nothing more of the shard is recorded or sent: others would take it for what they know.
    private func noteLostHistory(of shard: Shard, witness: String) {
        guard lead.lose(shard) else { return }
        logger.error(
            "others know facts that this database does not hold; the shard takes no more commands",
            metadata: ["witness": "\(witness)", "shard": "\(shard)"])
        onLostHistory(shard)
    }

    private func pause(_ duration: Duration) async {
        do { try await Task.sleep(for: duration) } catch { logger.trace("the relay ends") }
    }
}
