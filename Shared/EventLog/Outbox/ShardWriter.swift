import CoreMetrics
import DequeModule
import Logging
import Model
import Postgres
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
        /// How long to wait before each time the database is asked again how a commit ended.
        var doubts: [Duration] = [50, 200, 500, 1_000, 2_000, 4_000, 4_000].map { .milliseconds($0) }
    }

    private struct State {
        var commands: Deque<any QueuedCommand> = []
        var turns: Deque<Turn> = []
        var idle: CheckedContinuation<Void, Never>?
        /// Why nothing more is taken.
        var refusal: EventLogError?
        var isStopping = false
    }

    /// A transaction of its own, between two batches.
    typealias Turn = @Sendable () async -> Void

    let shard: Shard
    let identity: LogIdentity
    let follows: [ServiceName]
    let pool: PostgresPool
    let limits: Limits
    let metrics: EventLogMetrics
    let logger: Logger
    let onCommit: RelayHook.Listener
    private let state = Mutex(State())

    init(
        shard: Shard, identity: LogIdentity, follows: [ServiceName], pool: PostgresPool, limits: Limits,
        metrics: EventLogMetrics, logger: Logger, onCommit: @escaping RelayHook.Listener
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

    /// How many commands wait.
    var waiting: Int { state.withLock(\.commands.count) }

    func enqueue(_ command: any QueuedCommand) {
        let (refusal, idle) = state.withLock { state -> (EventLogError?, CheckedContinuation<Void, Never>?) in
            if let refusal = state.refusal { return (refusal, nil) }
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
    /// - Parameters:
    ///   - queries: are sent in the transaction's first flight; `body` finds their results in `ShardTransaction.opening`.
    ///   - body: is given the open transaction; when it returns the transaction commits.
    ///   - statements: are sent with the commit.
    /// - Returns: what `body` returned.
    /// - Throws: what `body` threw, or `EventLogError`.
    func exclusively<Result: Sendable>(
        opening queries: [SQL] = [], _ body: @escaping @Sendable (ShardTransaction) async throws -> Result,
        commit statements: @escaping @Sendable (Result) throws -> [SQL] = { _ in [] }
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
            let turn: Turn = {
                do {
                    let result = try await self.transaction(opening: queries, body, commit: statements)
                    continuation.resume(returning: result)
                } catch is Exhausted {
                    continuation.resume(throwing: EventLogError.unavailable)
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
            state.refusal = .stopping
            defer { state.idle = nil }
            return state.idle
        }
        idle?.resume()
    }

    /// Takes no more commands until the process is started anew; turns go on.
    func refuseCommands(_ refusal: EventLogError) {
        state.withLock { state in state.refusal = state.refusal ?? refusal }
    }

    /// Carries out what is queued until `stop`, and then what was left.
    ///
    /// A cancelled writer ends soon instead: no statement runs in a cancelled task, so what had not committed is undone,
    /// and it and what still waits is told `stopping`.
    func run() async {
        await withTaskCancellationHandler {
            while let (turn, batch) = await nextWork() {
                await turn?()
                if !batch.isEmpty { await carryOut(batch) }
            }
        } onCancel: {
            stop()
        }
    }

    /// Waits for something to do; nil when there is nothing left and nothing more to come.
    private func nextWork() async -> (turn: Turn?, batch: [any QueuedCommand])? {
        while true {
            let (turn, batch, isStopping) = state.withLock { state in
                let count = min(limits.batch, state.commands.count)
                let batch = Array(state.commands.prefix(count))
                state.commands.removeFirst(count)
                return (state.turns.popFirst(), batch, state.isStopping)
            }
            if turn != nil || !batch.isEmpty { return (turn, batch) }
            if isStopping { return nil }
            await waitForWork()
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
}
