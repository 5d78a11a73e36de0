import CoreMetrics
import Logging
import Model
import Postgres
import Repetition
import Synchronization

/// Applies what arrives of the other services in one shard, source by source, each in its own order.
final class ShardInbox: Sendable {
    static let runLimit = 500
    private static let shortestPause = Duration.milliseconds(50)

    let shard: Shard
    private let sources: [ServiceName]
    let pool: PostgresPool
    let writer: ShardWriter
    private let router: EventRouter
    private let metrics: EventLogMetrics
    let logger: Logger
    /// Called when buffers have been emptied, by applying or by dropping.
    private let onRoom: @Sendable () -> Void
    private let signal = Signal()
    private let reminder = Reminder()
    let state = Mutex(State())

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
        sources = router.sources.sorted()
        state.withLock { state in
            for source in router.sources {
                state.buffers[source] = InboxBuffer()
                state.breakers[source] = CircuitBreaker(.limits(for: source))
            }
        }
    }

    // MARK: - What others see

    /// Takes what arrived.
    ///
    /// - Returns: whether the source's partition should be paused until there is room.
    func receive(_ arrived: [InboxBuffer.Arrived], of source: ServiceName) -> Bool {
        let isFull = state.withLock { state in
            state.arrivals[source, default: 0] += arrived.count
            state.buffers[source]?.push(arrived)
            return state.buffers[source]?.isFull ?? false
        }
        signal.raise()
        return isFull
    }

    func isFull(of source: ServiceName) -> Bool { state.withLock { $0.buffers[source]?.isFull ?? false } }

    func hasRoom(for source: ServiceName) -> Bool {
        state.withLock { $0.buffers[source]?.hasRoom ?? true }
    }

    /// The partition is read here from now on; somebody else may have got on with it, also past what had stopped it here.
    func own(_ source: ServiceName) {
        startAnew(source) { state in
            state.owned.insert(source)
            if let obstacle = state.stoppedBefore.removeValue(forKey: source) { state.stopped[source] = obstacle }
        }
    }

    /// The partition was taken away: somebody else applies it now.
    func forget(_ source: ServiceName) {
        startAnew(source) { state in
            state.owned.remove(source)
            state.stoppedBefore[source] = state.stopped.removeValue(forKey: source)
        }
    }

    private func startAnew(_ source: ServiceName, _ change: (inout State) -> Void) {
        state.withLock { state in
            change(&state)
            state.tenures[source, default: 0] += 1
            state.buffers[source] = InboxBuffer()
            state.missing[source] = nil
            if let name = state.guards.removeValue(forKey: source)?.begun { state.withdrawals[source] = name }
        }
        // Where it stands is to be read again, also for events of others that wait for that.
        signal.raise()
    }

    /// Somebody has dealt with parked events of the source: look again, also where too many had failed.
    func resume(_ source: ServiceName) {
        state.withLock { state in
            state.stopped[source] = nil
            state.breakers[source] = CircuitBreaker(.limits(for: source))
            state.overtimes[source] = nil
        }
        signal.raise()
    }

    /// Looks whether a source that has stopped here was let go on through another process, or was applied further there.
    ///
    /// Another process that has parked what had stopped it here, as its own failures were fewer, has not got past it.
    func resumeIfAsked(_ source: ServiceName) async throws {
        guard let obstacle = state.withLock({ $0.stopped[source] }) else { return }
        let (number, mark, isParked) = try await pool.withConnection { connection in
            (
                try await InboxStore.resumptions(of: source, self.shard, on: connection),
                try await InboxStore.standing(of: source, self.shard, on: connection).mark,
                try await InboxStore.isParked(obstacle, of: source, self.shard, on: connection)
            )
        }
        // Meanwhile it may have gone on, and stopped again.
        let (isAsked, isPast) = state.withLock { state in
            (
                state.stopped[source] != nil && state.resumptions[source] ?? 0 < number,
                !isParked && state.stopped[source] == obstacle && state.goOn(source, past: mark)
            )
        }
        if isAsked { resume(source) } else if isPast { signal.raise() }
    }

    // MARK: - Applying

    /// Applies until the task is cancelled.
    func run() async {
        // Where it stands is read at once, not when the next event comes: others ask, and a restart changes nothing.
        signal.raise()
        while await signal.wait() {
            var delay = Self.shortestPause
            work: while !Task.isCancelled {
                do {
                    switch try await applyNext() {
                    case .begun: delay = Self.shortestPause
                    case .left(let end): try await signal.wait(until: end)
                    case .nothing: break work
                    }
                } catch {
                    // Whatever it is that reaches this place is the database's state, not the event's: wait for it.
                    if delay > .seconds(1), reminder.isDue() {
                        logger.warning("nothing is applied for now", error: error, metadata: ["shard": "\(shard)"])
                    } else {
                        logger.debug("applying is tried again", error: error, metadata: ["shard": "\(shard)"])
                    }
                    await pause(delay)
                    delay = min(delay * 2, .seconds(5))
                }
            }
        }
    }

    private func pause(_ duration: Duration) async {
        do { try await Task.sleep(for: duration) } catch { logger.trace("the inbox ends") }
    }

    /// Applies one run of one source; those in which another process is ahead are left to it for a while.
    ///
    /// - Throws: what the database's state makes it throw.
    private func applyNext() async throws -> Look {
        defer { onRoom() }
        // Whatever was under way when its partition was taken away has ended by now, and this process has not.
        try await withdraw()
        // All marks first: an event waits for what it came after until that source's mark is known.
        for source in sources { try await loadMark(of: source) }
        let turn = state.withLock(\.turn)
        var (ends, isOvertaken): ([ContinuousClock.Instant], Bool) = ([], false)
        for index in sources.indices {
            let source = sources[(turn + index) % sources.count]
            let last = state.withLock { $0.standBacks[source] }
            if let last, last.end > .now {
                ends.append(last.end)
                continue
            }
            state.withLock { $0.standBacks[source] = nil }
            let run = nextRun(of: source)
            guard !run.isEmpty else { continue }
            state.withLock { $0.turn = (turn + index + 1) % sources.count }
            do {
                try await begin(run, of: source)
                return .begun
            } catch is InboxRun.Superseded {
                try await reload(source)
                state.withLock { state in
                    // Another process lives and gets on with it: nothing here ends processes.
                    state.guards[source] = .passed
                    state.standBacks[source] = StandBack(after: last)
                }
                isOvertaken = true
            }
        }
        // What it has applied may be what others here have waited for.
        guard !isOvertaken, let end = ends.min() else { return isOvertaken ? .begun : .nothing }
        return .left(until: end)
    }

    private func nextRun(of source: ServiceName) -> [InboxBuffer.Arrived] {
        guard writer.isOpen else { return [] }
        let (finding, run, dropped) = state.withLock { state -> (InboxBuffer.Finding, [InboxBuffer.Arrived], Int) in
            guard state.stopped[source] == nil else { return (.nothing, [], 0) }
            let before = state.buffers[source]?.duplicates ?? 0
            let finding = state.buffers[source]?.examine() ?? .nothing
            switch finding {
            case .gap(let position): state.missing[source] = position
            case .next, .fork: state.missing[source] = nil
            case .nothing: break
            }
            // Where a source's mark is not known, at the start or after a change of owners, nothing of it counts as applied.
            let applied = state.buffers.mapValues { $0.mark?.position ?? -1 }
            let run = state.buffers[source]?.run(limit: Self.runLimit, applied: applied) ?? []
            return (finding, run, (state.buffers[source]?.duplicates ?? 0) - before)
        }
        if dropped > 0 { metrics.duplicates.increment(by: dropped) }
        switch finding {
        case .nothing, .next: break
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
        let isLoaded = state.withLock { $0.buffers[source]?.mark != nil && $0.guards[source] != nil }
        if !isLoaded { try await reload(source) }
    }

    private func reload(_ source: ServiceName) async throws {
        let tenure = state.withLock { $0.tenures[source] }
        let (mark, attempt) = try await pool.withConnection { connection in
            try await InboxStore.standing(of: source, self.shard, on: connection)
        }
        state.withLock { state in
            guard state.tenures[source] == tenure else { return }
            state.buffers[source]?.load(mark)
            _ = state.goOn(source, past: mark)
            state.guards[source] = CrashGuard(attempt, mark: mark.position)
        }
    }

    // MARK: - A run

    /// Applies a run, or as much of it as the guard and the breaker let pass.
    private func begin(_ run: [InboxBuffer.Arrived], of source: ServiceName) async throws {
        let (first, last) = (run[0].event.position, run[run.count - 1].event.position)
        guard let step = state.withLock({ $0.guards[source]?.step(first: first, last: last) }) else { return }
        if let note = step.note {
            try await pool.withConnection { try await InboxStore.note(note, of: source, self.shard, on: $0) }
            state.withLock { $0.guards[source]?.noted(note.attempt) }
        }
        let part = Array(run.prefix(Int(step.last - first) + 1))
        do {
            if step.parks {
                logger.error(
                    "an event ended the process each time it was handled and is parked",
                    metadata: ["source": "\(source.rawValue)", "shard": "\(shard)", "position": "\(first)"])
                try await applyWarily(part, of: source, .parked(because: Self.endsTheProcess))
            } else {
                try await applyTogetherOrEach(part, of: source)
            }
        } catch  where !Self.isPassing(error) {
            stop(source, because: "\(error)", at: first)
        }
    }

    private func applyTogetherOrEach(_ run: [InboxBuffer.Arrived], of source: ServiceName) async throws {
        let first = run[0].event.position
        // One that has run out of time alone is tried alone again: the run would only wait for it once more.
        if state.withLock({ $0.overtimes[source]?.position != first }) {
            do {
                return try await apply(run, of: source, .together)
            } catch  where !Self.isPassing(error) {
                let cause = (error as? InboxRun.HandlerFailure)?.cause ?? error
                logger.notice("an event cannot be applied", error: cause, metadata: ["source": "\(source.rawValue)"])
            }
        }
        do {
            try await applyWarily(run, of: source, .oneByOne)
        } catch let end as InboxRun.OutOfTime {
            try await judge(run[0], of: source, after: end)
        }
    }

    /// Applies a run in a manner after which the source may have to stop.
    func applyWarily(
        _ run: [InboxBuffer.Arrived], of source: ServiceName, _ manner: InboxRun.Manner
    ) async throws {
        // Before it is begun, so that whatever is dealt with from then on is news to whoever stops.
        let number = try await pool.withConnection {
            try await InboxStore.resumptions(of: source, self.shard, on: $0)
        }
        state.withLock { $0.resumptions[source] = number }
        try await apply(run, of: source, manner)
    }

    /// Whether the same may be applied when it is tried again.
    private static func isPassing(_ error: any Error) -> Bool {
        error is InboxRun.Superseded || error is InboxRun.OutOfTime || error is EventLogError
            || InboxRun.isOfTheDatabase(error)
    }

    func stop(_ source: ServiceName, because reason: String, at position: Int64) {
        state.withLock { $0.stopped[source] = position }
        metrics.stops.increment()
        logger.error(
            "what a source has sent cannot be applied; its shard is stopped",
            metadata: [
                "source": "\(source.rawValue)", "shard": "\(shard)", "reason": "\(InboxStore.storable(reason))",
                "position": "\(position)",
            ])
    }

    /// The process ends in order: that is no fault of what is under way.
    func withdrawAttempts() async {
        state.withLock { state in
            for (source, sentry) in state.guards { if let name = sentry.begun { state.withdrawals[source] = name } }
        }
        do { try await withdraw() } catch { logger.debug("a note that a run was begun stays", error: error) }
    }

    private func withdraw() async throws {
        for source in sources {
            // Taken out first: at the end of the process two tasks may want to take back the same.
            guard let name = state.withLock({ $0.withdrawals.removeValue(forKey: source) }) else { continue }
            do {
                try await pool.withConnection { try await InboxStore.withdraw(name, of: source, self.shard, on: $0) }
            } catch {
                state.withLock { $0.withdrawals[source] = name }
                throw error
            }
        }
    }

    static let endsTheProcess =
        "the process ended \(CrashGuard.limit) times while it was handled; it was not tried again"

    private func apply(
        _ run: [InboxBuffer.Arrived], of source: ServiceName, _ manner: InboxRun.Manner
    ) async throws {
        let breaker = state.withLock { state in
            state.breakers[source]?.forget(before: .now - .seconds(60))
            return state.breakers[source] ?? CircuitBreaker(.limits(for: source))
        }
        let work = InboxRun(run: run, router: router, breaker: breaker, manner: manner)
        let outcome = try await writer.exclusively(opening: [InboxStore.blockedQuery(of: source, shard)]) {
            transaction in
            try await work.apply(in: transaction)
        } commit: { outcome in
            outcome.handled > 0 ? [InboxStore.record(run, count: outcome.handled)] : []
        }
        state.withLock { state in
            state.breakers[source]?.note(handled: outcome.handled, failures: outcome.failures, at: .now)
            guard outcome.handled > 0 else { return }
            let last = run[outcome.handled - 1].event
            state.buffers[source]?.applied(outcome.handled, through: last)
            state.guards[source]?.applied(through: last.position)
        }
        metrics.applied.increment(by: outcome.handled)
        if outcome.failures > 0 { metrics.parked.increment(by: outcome.failures) }
        if let obstacle = outcome.obstacle {
            stop(source, because: obstacle, at: run[outcome.handled].event.position)
        }
    }
}
