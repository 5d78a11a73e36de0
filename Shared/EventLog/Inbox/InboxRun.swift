import Model
import Postgres

/// The application of one run of events in one transaction.
struct InboxRun: Sendable {
    /// What became of the run.
    struct Outcome: Sendable {
        /// So many of the first events were applied or parked.
        var handled = 0
        /// So many of them were parked for their own sake.
        var failures = 0
        /// Why the next one was neither applied nor parked.
        var obstacle: String?
    }

    enum Manner: Sendable {
        /// In as few steps as handlers allow; one that fails undoes the run.
        case together
        /// Each in a savepoint of its own; one that fails is parked.
        case oneByOne
        /// Its one event is parked without being handled.
        case parked(because: String)
    }

    let run: [InboxBuffer.Arrived]
    let router: EventRouter
    let breaker: CircuitBreaker
    let manner: Manner

    /// Applies the run, or as much of it as may be.
    ///
    /// - Throws: `Superseded`; `HandlerFailure`, in the manner `together`; `OutOfTime`, in the manner `oneByOne`; what the
    ///   database's state makes it throw.
    func apply(in transaction: ShardTransaction) async throws -> Outcome {
        guard transaction.after.positions[run[0].event.source] ?? 0 == run[0].event.position - 1 else {
            throw Superseded()
        }
        let outcome = try await handle(in: transaction)
        if outcome.handled > 0 {
            let last = run[outcome.handled - 1].event
            transaction.buffer.follow(last.source, through: last.position)
        }
        return outcome
    }

    private func handle(in transaction: ShardTransaction) async throws -> Outcome {
        let blocked = try InboxStore.blocked(in: transaction.opening)
        switch manner {
        case .together: return try await applyTogether(blocked, in: transaction)
        case .oneByOne: return try await applyEach(blocked, in: transaction)
        case .parked(let reason):
            guard breaker.admits(failures: 0, of: 0) else { return Outcome(obstacle: reason) }
            try await InboxStore.park(run[0].event, because: reason, on: transaction.connection)
            return Outcome(handled: 1, failures: 1)
        }
    }

    private func applyTogether(_ blocked: Set<InboxStore.Subject>, in transaction: ShardTransaction) async throws
        -> Outcome
    {
        var pending: [EventEnvelope] = []
        pending.reserveCapacity(run.count)
        for event in run.lazy.map(\.event) {
            if !blocked.isEmpty, blocked.contains(InboxStore.Subject(of: event)) {
                try await InboxStore.park(event, because: InboxStore.behindAnother, on: transaction.connection)
                continue
            }
            if let last = pending.last, last.type != event.type || last.community != event.community {
                try await hand(pending, in: transaction)
                pending.removeAll(keepingCapacity: true)
            }
            pending.append(event)
        }
        try await hand(pending, in: transaction)
        return Outcome(handled: run.count)
    }

    private func hand(_ events: [EventEnvelope], in transaction: ShardTransaction) async throws {
        guard let first = events.first else { return }
        do {
            try await router.apply(events[...], in: transaction.write(for: first.community))
        } catch  where Self.isOfTheDatabase(error) && !Self.isOutOfTime(error) {
            throw error
        } catch {
            throw HandlerFailure(cause: error)
        }
    }

    private func applyEach(_ blocked: Set<InboxStore.Subject>, in transaction: ShardTransaction) async throws -> Outcome
    {
        var blocked = blocked
        var outcome = Outcome()
        for event in run.lazy.map(\.event) {
            let subject = InboxStore.Subject(of: event)
            if blocked.contains(subject) {
                try await InboxStore.park(event, because: InboxStore.behindAnother, on: transaction.connection)
                outcome.handled += 1
                continue
            }
            do {
                try await transaction.savepoint {
                    try await router.apply([event], in: transaction.write(for: event.community))
                    // What would be refused by the commit is to be refused here, where it is known whose it is.
                    _ = try await transaction.connection.pipeline([
                        "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED",
                    ])
                }
            } catch  where Self.isOutOfTime(error) {
                // What came before it is applied first: then it stands alone, and takes nothing with it.
                guard outcome.handled > 0 else { throw OutOfTime(cause: error) }
                return outcome
            } catch  where Self.isOfTheDatabase(error) {
                throw error
            } catch {
                guard breaker.admits(failures: outcome.failures, of: outcome.handled) else {
                    outcome.obstacle = "\(error)"
                    return outcome
                }
                try await InboxStore.park(event, because: "\(error)", on: transaction.connection)
                blocked.insert(subject)
                outcome.failures += 1
            }
            outcome.handled += 1
        }
        return outcome
    }

    /// The state of the database or of the process, and nothing that the event has done.
    static func isOfTheDatabase(_ error: any Error) -> Bool {
        if Task.isCancelled { return true }
        guard let error = error as? PostgresError else { return false }
        return error.isRetriable || error.isConnectionLoss
    }

    /// A statement of a handler ran longer than it may: that is the database's doing, or the event's.
    private static func isOutOfTime(_ error: any Error) -> Bool {
        !Task.isCancelled && (error as? PostgresError)?.isOutOfTime == true
    }

    /// The handler of the first event ran out of time, with this event alone.
    struct OutOfTime: Error, CustomStringConvertible {
        let cause: any Error
        var description: String { "its handler ran out of time: \(cause)" }
    }

    /// A handler threw something that will be thrown again, or ran out of time.
    struct HandlerFailure: Error { let cause: any Error }

    /// Another process has applied these events meanwhile.
    struct Superseded: Error {}
}
