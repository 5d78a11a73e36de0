import CoreMetrics
import DequeModule
import Logging
import Model
import Postgres
import Repetition
import Synchronization

/// Carries out the commands of one shard, one transaction after the other.
///
/// Natural batching: it takes everything that waits, runs it in one transaction, answers everybody after
/// the commit, and repeats; a lone command goes at once. What the inbox applies takes its turn in the same way, so that
/// inside one process nobody waits for the shard's lock with a connection in hand.
final class ShardWriter: Sendable {
    struct Limits: Sendable {
        var batch = 512
        var queue = 4_096
        var attempts = 4
        /// How long a command may wait for its beginning.
        ///
        /// Together with one more wait for a connection (`acquireTimeout`) it is well within what a request may take
        /// (`HTTPLimits.request`): callers hear "unavailable, nothing was stored" and not that nobody knows.
        var patience = Duration.seconds(10)
        /// How long to wait before each time the database is asked again how a commit ended.
        var doubts: [Duration] = [50, 200, 500, 1_000, 2_000, 4_000, 4_000].map { .milliseconds($0) }
    }

    private struct State {
        var commands: Deque<any QueuedCommand> = []
        var turns: Deque<Turn> = []
        var idle: CheckedContinuation<Void, Never>?
        /// Why nothing more is taken.
        var refusal: EventLogError?
        /// Why nothing more is begun, not even what was taken.
        var closure: EventLogError?
        var isStopping = false
    }

    /// A transaction of its own, between two batches, on the connection that the writer holds; without one it is refused.
    typealias Turn = @Sendable (Held?) async -> Void

    /// What the writer keeps over a row of transactions.
    struct Held: Sendable {
        let loan: Loan
        let lock: KeptLock

        init(_ loan: Loan) {
            self.loan = loan
            lock = KeptLock(on: loan.connection)
        }
    }

    /// What is done next: at most one turn, and the commands that waited.
    private struct Work {
        let turn: Turn?
        let batch: [any QueuedCommand]
    }

    let shard: Shard
    let identity: LogIdentity
    let follows: [ServiceName]
    let pool: PostgresPool
    let limits: Limits
    /// Of all shards' writers together.
    let commits: CommitCount
    let metrics: EventLogMetrics
    let logger: Logger
    let onCommit: RelayHook.Listener
    let reminder = Reminder()
    private let state = Mutex(State())

    init(
        shard: Shard, identity: LogIdentity, follows: [ServiceName], pool: PostgresPool, limits: Limits,
        commits: CommitCount, metrics: EventLogMetrics, logger: Logger, onCommit: @escaping RelayHook.Listener
    ) {
        self.shard = shard
        self.identity = identity
        self.follows = follows
        self.pool = pool
        self.limits = limits
        self.commits = commits
        self.metrics = metrics
        self.logger = logger
        self.onCommit = onCommit
    }

    // MARK: - The queue

    /// Whether it takes commands and turns.
    var isOpen: Bool { state.withLock { $0.refusal == nil } }

    /// How many commands wait.
    var waiting: Int { state.withLock(\.commands.count) }

    /// How many transactions of their own wait.
    var waitingTurns: Int { state.withLock(\.turns.count) }

    /// Why nothing more is begun.
    var closure: EventLogError? { state.withLock(\.closure) }

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
            let turn: Turn = { held in
                guard let held else { return continuation.resume(throwing: self.refusal) }
                if let closure = self.closure { return continuation.resume(throwing: closure) }
                do {
                    let result = try await self.transaction(on: held, opening: queries, body, commit: statements)
                    continuation.resume(returning: result)
                } catch is Exhausted {
                    continuation.resume(throwing: EventLogError.unavailable)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
            let (refusal, idle) = state.withLock { state -> (EventLogError?, CheckedContinuation<Void, Never>?) in
                if let refusal = state.refusal { return (refusal, nil) }
                state.turns.append(turn)
                defer { state.idle = nil }
                return (nil, state.idle)
            }
            if let refusal { continuation.resume(throwing: refusal) }
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

    /// Takes and begins no more until the process is started anew, and refuses what waits; what has begun is finished.
    func close(because refusal: EventLogError) {
        let waiting = state.withLock { state in
            state.refusal = state.refusal ?? refusal
            state.closure = refusal
            defer { state.commands = [] }
            return state.commands
        }
        refuse(Array(waiting), because: refusal)
    }

    /// Carries out what is queued until `stop`, and then what was left.
    ///
    /// A cancelled writer ends soon instead: no statement runs in a cancelled task, so what had not committed is undone,
    /// and it and what still waits is told `stopping`.
    func run() async {
        await withTaskCancellationHandler {
            while let work = await nextWork() { await carryOutInARow(work) }
        } onCancel: {
            stop()
        }
    }

    /// Carries out the work and what comes meanwhile, on one connection and its thread as long as nobody else waits for
    /// a connection: neither is changed between two batches then.
    private func carryOutInARow(_ first: Work) async {
        do {
            try await pool.withLoan { loan in
                await withTaskExecutorPreference(loan.connection.thread) {
                    let held = Held(loan)
                    var next: Work? = first
                    while let work = next {
                        await carryOut(work, on: held)
                        next = loan.mayBeKept ? takeWork().work : nil
                    }
                    await held.lock.end()
                }
            }
        } catch {
            // No connection is to be had. Nobody who came meanwhile has better prospects than the first, who has waited.
            logger.debug("what waits is refused", error: error, metadata: ["shard": "\(shard)"])
            var next: Work? = first
            while let work = next {
                await work.turn?(nil)
                refuse(work.batch)
                next = takeWork().work
            }
        }
    }

    private func carryOut(_ work: Work, on held: Held) async {
        await work.turn?(held)
        if !work.batch.isEmpty { await carryOut(work.batch, on: held) }
    }

    /// Tells commands that were not begun that they will not be.
    func refuse(_ commands: [any QueuedCommand], because reason: EventLogError? = nil) {
        for command in commands {
            command.refuse(reason ?? refusal)
            command.settle()
        }
    }

    private var refusal: EventLogError { Task.isCancelled ? .stopping : .unavailable }

    /// Waits for something to do; nil when there is nothing left and nothing more to come.
    private func nextWork() async -> Work? {
        while true {
            let (work, isStopping) = takeWork()
            if work != nil || isStopping { return work }
            await waitForWork()
        }
    }

    /// What waits, and whether nothing more will come.
    private func takeWork() -> (work: Work?, isStopping: Bool) {
        state.withLock { state in
            let count = min(limits.batch, state.commands.count)
            let batch = Array(state.commands.prefix(count))
            state.commands.removeFirst(count)
            let turn = state.turns.popFirst()
            let isEmpty = turn == nil && batch.isEmpty
            return (isEmpty ? nil : Work(turn: turn, batch: batch), state.isStopping)
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
