import CoreMetrics
import DequeModule
import Logging
import Model
import Postgres
import Synchronization

/// Applies what arrives of the other services in one shard, source by source, each in its own order (design §5.5).
final class ShardInbox: Sendable {
    static let runLimit = 500
    /// Above this many waiting events of one source its partition is paused.
    static let bufferLimit = 4_000

    private struct State {
        var buffers: [ServiceName: InboxBuffer] = [:]
        /// Sources that have to send again, and from where.
        var missing: [ServiceName: Int64] = [:]
    }

    let shard: Shard
    private let pool: PostgresPool
    private let writer: ShardWriter
    private let router: EventRouter
    private let metrics: EventLogMetrics
    private let logger: Logger
    /// Called when buffers have been emptied, by applying or by dropping.
    private let onRoom: @Sendable () -> Void
    private let signal = Signal()
    private let state = Mutex(State())

    init(
        shard: Shard, pool: PostgresPool, writer: ShardWriter, router: EventRouter, metrics: EventLogMetrics,
        logger: Logger, onRoom: @escaping @Sendable () -> Void
    ) {
        self.shard = shard
        self.pool = pool
        self.writer = writer
        self.router = router
        self.metrics = metrics
        self.logger = logger
        self.onRoom = onRoom
        state.withLock { state in
            for source in router.sources { state.buffers[source] = InboxBuffer() }
        }
    }

    // MARK: - What others see

    /// Takes what arrived.
    ///
    /// - Returns: whether the source's partition should be paused until there is room.
    func receive(_ arrived: [InboxBuffer.Arrived], of source: ServiceName) -> Bool {
        let waiting = state.withLock { state in
            state.buffers[source]?.push(arrived)
            return state.buffers[source]?.arrived.count ?? 0
        }
        signal.raise()
        return waiting > Self.bufferLimit
    }

    func hasRoom(for source: ServiceName) -> Bool {
        state.withLock { ($0.buffers[source]?.arrived.count ?? 0) < Self.bufferLimit / 2 }
    }

    /// The partition was taken away: somebody else applies it now.
    func forget(_ source: ServiceName) {
        state.withLock { state in
            state.buffers[source] = InboxBuffer()
            state.missing[source] = nil
        }
    }

    /// How many events have arrived of a source and are neither applied nor dropped yet.
    func waiting(of source: ServiceName) -> Int { state.withLock { $0.buffers[source]?.arrived.count ?? 0 } }

    func missing() -> [ServiceName: Int64] { state.withLock(\.missing) }

    func applied() -> [ServiceName: Int64] {
        state.withLock { $0.buffers.compactMapValues(\.mark?.position) }
    }

    func forked() -> [ServiceName] { state.withLock { $0.buffers.filter(\.value.isForked).map(\.key) } }

    // MARK: - Applying

    /// Applies until the task is cancelled.
    func run() async {
        // Where it stands is read at once, not when the next event comes: others ask, and a restart changes nothing.
        signal.raise()
        while await signal.wait() {
            var delay = Duration.milliseconds(50)
            while !Task.isCancelled {
                do {
                    guard try await applyNext() else {
                        onRoom()
                        break
                    }
                    delay = .milliseconds(50)
                } catch {
                    // Whatever it is that reaches this place is the database's state, not the event's: wait for it.
                    logger.debug("applying is tried again", error: error, metadata: ["shard": "\(shard)"])
                    await pause(delay)
                    delay = min(delay * 2, .seconds(5))
                }
            }
        }
    }

    private func pause(_ duration: Duration) async {
        do { try await Task.sleep(for: duration) } catch { logger.trace("the inbox ends") }
    }

    /// Applies one run of one source.
    ///
    /// - Returns: whether there was one.
    private func applyNext() async throws -> Bool {
        // All marks first: an event waits for what it came after only where that source's mark is known.
        for source in router.sources { try await loadMark(of: source) }
        for source in router.sources.sorted() {
            let run = nextRun(of: source)
            guard !run.isEmpty else { continue }
            do {
                try await apply(run, of: source, carefully: false)
            } catch is Superseded {
                try await reload(source)
                return true
            } catch let failure as HandlerFailure {
                logger.notice("an event cannot be applied", error: failure.cause, metadata: ["source": "\(source.rawValue)"])
                try await apply(run, of: source, carefully: true)
            }
            state.withLock { $0.buffers[source]?.applied(run.count) }
            metrics.applied.increment(by: run.count)
            onRoom()
            return true
        }
        return false
    }

    private func nextRun(of source: ServiceName) -> [InboxBuffer.Arrived] {
        let (finding, run, dropped) = state.withLock { state -> (InboxBuffer.Finding, [InboxBuffer.Arrived], Int) in
            guard var buffer = state.buffers[source] else { return (.nothing, [], 0) }
            let before = buffer.duplicates
            let finding = buffer.examine()
            state.buffers[source] = buffer
            if case .gap(let position) = finding { state.missing[source] = position }
            let applied = state.buffers.compactMapValues(\.mark?.position)
            let run = buffer.run(limit: Self.runLimit, applied: applied)
            if !run.isEmpty { state.missing[source] = nil }
            return (finding, run, buffer.duplicates - before)
        }
        if dropped > 0 { metrics.duplicates.increment(by: dropped) }
        switch finding {
        case .nothing: break
        case .gap(let position):
            metrics.gaps.increment()
            logger.debug("events are missing", metadata: ["source": "\(source.rawValue)", "from": "\(position)"])
        case .fork(let position):
            metrics.forks.increment()
            logger.error(
                "a source's history is not the one that was applied; its shard is stopped",
                metadata: ["source": "\(source.rawValue)", "shard": "\(shard)", "position": "\(position)"])
        }
        return run
    }

    private func loadMark(of source: ServiceName) async throws {
        let isLoaded = state.withLock { $0.buffers[source]?.mark != nil }
        if !isLoaded { try await reload(source) }
    }

    private func reload(_ source: ServiceName) async throws {
        let mark = try await pool.withConnection { connection in
            try await InboxStore.mark(of: source, self.shard, on: connection)
        }
        state.withLock { $0.buffers[source]?.load(mark) }
    }

    /// Applies a run in one transaction. Without care a failing handler undoes everything; with care each event stands in
    /// a savepoint of its own, and one that fails is parked, as are those whose subject is blocked.
    private func apply(_ run: [InboxBuffer.Arrived], of source: ServiceName, carefully: Bool) async throws {
        let expected = run[0].event.position - 1
        try await writer.exclusively { [router, shard] transaction in
            let connection = transaction.connection
            let mark = try await InboxStore.mark(of: source, shard, on: connection)
            guard mark.position == expected else { throw Superseded() }
            let blocked = try await InboxStore.blocked(of: source, shard, on: connection)
            if carefully || !blocked.isEmpty {
                try await Self.applyEach(run, blocked: blocked, router: router, in: transaction)
            } else {
                try await Self.applyTogether(run, router: router, in: transaction)
            }
            try await connection.execute(InboxStore.record(run))
        }
    }

    private static func applyTogether(
        _ run: [InboxBuffer.Arrived], router: EventRouter, in transaction: ShardTransaction
    ) async throws {
        let events = run.map(\.event)
        var start = 0
        while start < events.count {
            var end = start + 1
            while end < events.count, events[end].type == events[start].type,
                events[end].community == events[start].community
            { end += 1 }
            do {
                try await router.apply(events[start..<end], in: transaction.write(for: events[start].community))
            } catch let error as PostgresError where error.isRetriable || error.isConnectionLoss {
                throw error
            } catch {
                throw HandlerFailure(cause: error)
            }
            start = end
        }
    }

    private static func applyEach(
        _ run: [InboxBuffer.Arrived], blocked: Set<InboxStore.Subject>, router: EventRouter,
        in transaction: ShardTransaction
    ) async throws {
        var blocked = blocked
        for event in run.map(\.event) {
            let subject = InboxStore.Subject(community: event.community, subject: event.subject)
            if blocked.contains(subject) {
                try await InboxStore.park(
                    event, because: "an earlier event of its subject is parked", on: transaction.connection)
                continue
            }
            do {
                try await transaction.savepoint {
                    try await router.apply([event], in: transaction.write(for: event.community))
                }
            } catch let error as PostgresError where error.isRetriable || error.isConnectionLoss {
                throw error
            } catch {
                try await InboxStore.park(event, because: "\(error)", on: transaction.connection)
                blocked.insert(subject)
            }
        }
    }

    /// A handler threw something that will be thrown again.
    private struct HandlerFailure: Error { let cause: any Error }

    /// Another process has applied these events meanwhile.
    private struct Superseded: Error {}

    func wake() { signal.raise() }
}
