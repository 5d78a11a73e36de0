import CoreMetrics
import DequeModule
import Logging
import Model
import Postgres
import ServiceLifecycle
import Synchronization

/// Carries out the commands of one shard, one transaction after the other.
///
/// Natural batching (design §5.3): it takes everything that waits, runs it in one transaction, answers everybody after
/// the commit, and repeats; a lone command goes at once. What the inbox applies takes its turn in the same way, so that
/// inside one process nobody waits for the shard's lock with a connection in hand.
final class ShardWriter: Sendable {
    struct Limits: Sendable {
        var batch = 512
        var queue = 4_096
        var attempts = 4
    }

    private struct State {
        var commands: Deque<any QueuedCommand> = []
        var turns: Deque<Turn> = []
        var idle: CheckedContinuation<Void, Never>?
        var isStopping = false
    }

    /// A transaction of its own, between two batches.
    typealias Turn = @Sendable () async -> Void

    let shard: Shard
    private let identity: LogIdentity
    private let follows: [ServiceName]
    private let pool: PostgresPool
    private let limits: Limits
    private let metrics: EventLogMetrics
    private let logger: Logger
    private let onCommit: @Sendable (Shard) -> Void
    private let state = Mutex(State())

    init(
        shard: Shard, identity: LogIdentity, follows: [ServiceName], pool: PostgresPool, limits: Limits,
        metrics: EventLogMetrics, logger: Logger, onCommit: @escaping @Sendable (Shard) -> Void
    ) {
        self.shard = shard
        self.identity = identity
        self.follows = follows
        self.pool = pool
        self.limits = limits
        self.metrics = metrics
        self.logger = logger
        self.onCommit = onCommit
    }

    // MARK: - The queue

    func enqueue(_ command: any QueuedCommand) {
        let (refusal, idle) = state.withLock { state -> (EventLogError?, CheckedContinuation<Void, Never>?) in
            guard !state.isStopping else { return (.stopping, nil) }
            guard state.commands.count < limits.queue else { return (.overloaded, nil) }
            state.commands.append(command)
            defer { state.idle = nil }
            return (nil, state.idle)
        }
        if let refusal {
            command.refuse(refusal)
            command.settle()
        }
        idle?.resume()
    }

    /// Runs `body` in a transaction of its own that holds the shard's lock, when its turn comes.
    ///
    /// - Parameter body: is given the open transaction; when it returns the transaction commits.
    func exclusively<Result: Sendable>(
        _ body: @escaping @Sendable (ShardTransaction) async throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
            let turn: Turn = {
                do {
                    let result = try await self.transaction(body)
                    continuation.resume(returning: result)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
            let (isStopping, idle) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
                guard !state.isStopping else { return (true, nil) }
                state.turns.append(turn)
                defer { state.idle = nil }
                return (false, state.idle)
            }
            if isStopping { continuation.resume(throwing: EventLogError.stopping) }
            idle?.resume()
        }
    }

    /// Takes no more, lets `run` finish what waits.
    func stop() {
        let idle = state.withLock { state in
            state.isStopping = true
            defer { state.idle = nil }
            return state.idle
        }
        idle?.resume()
    }

    /// Carries out what is queued until `stop`, and then what was left.
    func run() async {
        while true {
            let (turn, batch, isStopping) = state.withLock { state in
                let count = min(limits.batch, state.commands.count)
                let batch = Array(state.commands.prefix(count))
                state.commands.removeFirst(count)
                return (state.turns.popFirst(), batch, state.isStopping)
            }
            if turn == nil, batch.isEmpty {
                if isStopping { return }
                await waitForWork()
                continue
            }
            await turn?()
            if !batch.isEmpty { await carryOut(batch) }
        }
    }

    private func waitForWork() async {
        await withCheckedContinuation { continuation in
            let hasWork = state.withLock { state in
                if state.isStopping || !state.commands.isEmpty || !state.turns.isEmpty { return true }
                state.idle = continuation
                return false
            }
            if hasWork { continuation.resume() }
        }
    }

    // MARK: - A batch

    /// Runs the batch; after an accident that is nobody's and everybody's, runs its halves, until the one that causes it
    /// stands alone and is refused.
    private func carryOut(_ batch: [any QueuedCommand]) async {
        metrics.batchSize.record(batch.count)
        var parts = separateRepetitions(batch)
        while let part = parts.popLast() {
            do {
                try await attempt(part)
            } catch let error as EventLogError {
                for command in part { command.refuse(error) }
            } catch where part.count == 1 {
                part[0].refuse(error)
            } catch {
                logger.debug("a batch failed and is run in halves", error: error)
                parts.append(Array(part[(part.count / 2)...]))
                parts.append(Array(part[..<(part.count / 2)]))
                continue
            }
            for command in part { command.settle() }
        }
    }

    /// Two commands with one idempotency key must not meet in one transaction: the later waits for the earlier's answer.
    /// The parts are to be taken from the end.
    private func separateRepetitions(_ batch: [any QueuedCommand]) -> [[any QueuedCommand]] {
        var names: Set<[String]> = []
        var first: [any QueuedCommand] = []
        var later: [any QueuedCommand] = []
        for command in batch {
            let isFirst = command.claim.map { names.insert($0.name).inserted } ?? true
            if isFirst { first.append(command) } else { later.append(command) }
        }
        return later.isEmpty ? [first] : later.reversed().map { [$0] } + [first]
    }

    private func attempt(_ part: [any QueuedCommand]) async throws {
        _ = try await transaction { transaction in
            let fresh = try await self.adoptStoredAnswers(part, in: transaction)
            let groups = Self.groups(of: fresh)
            if groups.count == 1 {
                try await Self.run(groups[0], in: transaction)
            } else {
                for group in groups { try await self.runIsolated(group, in: transaction) }
            }
            return try IdempotencyStore.insertion(of: fresh)
        } commit: { (insertion: SQL?) in insertion.map { [$0] } ?? [] }
    }

    private static func groups(of commands: [any QueuedCommand]) -> [[any QueuedCommand]] {
        var groups: [[any QueuedCommand]] = []
        for command in commands {
            if let last = groups.last?.last, let lane = command.lane, last.lane == lane, last.community == command.community
            {
                groups[groups.count - 1].append(command)
            } else {
                groups.append([command])
            }
        }
        return groups
    }

    private static func run(_ group: [any QueuedCommand], in transaction: ShardTransaction) async throws {
        try await group[0].run(together: group, in: transaction.write(for: group[0].community))
    }

    /// One bad command never sinks its batch: it is refused, and what it did is undone.
    private func runIsolated(_ group: [any QueuedCommand], in transaction: ShardTransaction) async throws {
        do {
            try await transaction.savepoint { try await Self.run(group, in: transaction) }
        } catch let error as PostgresError where error.isRetriable || error.isConnectionLoss {
            throw error
        } catch where group.count == 1 {
            group[0].refuse(error)
        } catch {
            try await runIsolated(Array(group[..<(group.count / 2)]), in: transaction)
            try await runIsolated(Array(group[(group.count / 2)...]), in: transaction)
        }
    }

    private func adoptStoredAnswers(
        _ part: [any QueuedCommand], in transaction: ShardTransaction
    ) async throws -> [any QueuedCommand] {
        let claimed = part.filter { $0.claim != nil }
        guard !claimed.isEmpty else { return part }
        let stored = try await IdempotencyStore.answers(to: claimed.compactMap(\.claim), on: transaction.connection)
        return try part.filter { command in
            guard let claim = command.claim, let earlier = stored[claim.name] else { return true }
            if earlier.requestHash == claim.requestHash {
                try command.adopt(earlier.answer)
            } else {
                command.refuse(EventLogError.keyReused)
            }
            return false
        }
    }

    // MARK: - A transaction

    private func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (ShardTransaction) async throws -> Result,
        commit statements: @escaping @Sendable (Result) -> [SQL] = { _ in [] }
    ) async throws -> Result {
        var delay = Duration.milliseconds(5)
        for attempt in 1... {
            do {
                return try await once(body, commit: statements)
            } catch let error as PostgresError where error.isRetriable || error.isConnectionLoss {
                guard attempt < limits.attempts else {
                    logger.debug("the database stays away", error: error)
                    throw EventLogError.unavailable
                }
                // A failed transaction has left nothing behind, so that running it again is safe.
                try await Task.sleep(for: delay)
                delay *= 4
            }
        }
        throw EventLogError.unavailable
    }

    private func once<Result: Sendable>(
        _ body: @escaping @Sendable (ShardTransaction) async throws -> Result,
        commit statements: @escaping @Sendable (Result) -> [SQL]
    ) async throws -> Result {
        let (result, ending) = try await pool.withConnection { connection in
            let transaction = try await ShardTransaction.open(
                on: connection, identity: self.identity, shard: self.shard, follows: self.follows)
            do {
                let result = try await body(transaction)
                do {
                    let hasFacts = try await transaction.commit(with: statements(result))
                    return (result, Ending.committed(hasFacts: hasFacts))
                } catch let doubt as CommitInDoubt {
                    return (result, Ending.inDoubt(doubt))
                }
            } catch {
                try await self.undo(transaction, because: error)
                throw error
            }
        }
        switch ending {
        case .committed(let hasFacts):
            if hasFacts { onCommit(shard) }
        case .inDoubt(let doubt):
            guard try await resolve(doubt) else { return try await transaction(body, commit: statements) }
            onCommit(shard)
        }
        return result
    }

    private enum Ending: Sendable {
        case committed(hasFacts: Bool)
        case inDoubt(CommitInDoubt)
    }

    private func undo(_ transaction: ShardTransaction, because error: any Error) async throws {
        if let error = error as? PostgresError, error.isConnectionLoss { return }
        try await transaction.rollback()
    }

    /// Never says "failed" of a commit that may hold: asks until the database answers, within bounds.
    private func resolve(_ doubt: CommitInDoubt) async throws -> Bool {
        for delay in [50, 200, 500, 1_000, 2_000, 4_000, 4_000] {
            do {
                return try await doubt.resolve(in: pool)
            } catch let error as PostgresError where error.isConnectionLoss || error.isRetriable {
                logger.debug("asking how a commit ended", error: error)
            } catch EventLogError.outcomeUnknown {
                logger.debug("the transaction is still in progress")
            }
            try await Task.sleep(for: .milliseconds(delay))
        }
        throw EventLogError.outcomeUnknown
    }
}
