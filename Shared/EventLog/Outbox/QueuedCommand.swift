import Model
import Postgres
import Synchronization
import Tracing

/// A command in a shard's queue: it runs, perhaps more than once after accidents, and is answered once, after the commit.
protocol QueuedCommand: AnyObject, Sendable {
    var community: CommunityID { get }
    var claim: IdempotencyClaim? { get }
    /// Commands of one lane run together; others each in a savepoint of their own.
    var lane: LaneID? { get }

    /// What a lane's commands would like to send in the flight that opens the transaction.
    func opening(together commands: [any QueuedCommand]) -> SQL?

    /// Runs this command and, in a lane, those that stand with it; the outcome of each is kept until `settle`.
    func run(
        together commands: [any QueuedCommand], opening: PostgresResult?, in write: borrowing Write
    ) async throws

    /// The encoded answer of a command that succeeded, for its claim; nil where it was refused.
    func storedAnswer() throws -> [UInt8]?

    /// A repetition: the answer that was stored the first time.
    func adopt(_ stored: [UInt8]) throws
    /// The command is refused or cannot be carried out.
    func refuse(_ error: any Error)
    /// Hands the outcome to the one who waits for it.
    func settle()
}

/// Keeps the outcome of one command and wakes the one who waits for it, exactly once.
final class Pending<Answer: Codable & Sendable>: Sendable {
    private struct State {
        var outcome: Result<Answer, any Error>?
        var waiting: CheckedContinuation<Answer, any Error>?
    }

    private let state: Mutex<State>

    init(_ continuation: CheckedContinuation<Answer, any Error>) {
        state = Mutex(State(outcome: nil, waiting: continuation))
    }

    func keep(_ outcome: Result<Answer, any Error>) { state.withLock { $0.outcome = outcome } }

    func storedAnswer() throws -> [UInt8]? {
        guard case .success(let answer)? = state.withLock({ $0.outcome }) else { return nil }
        return try CanonicalJSON.encode(Stored(answer: answer))
    }

    func adopt(_ stored: [UInt8]) throws {
        keep(.success(try CanonicalJSON.decode(Stored<Answer>.self, from: stored).answer))
    }

    func settle() {
        let (waiting, outcome) = state.withLock { state in
            defer { state.waiting = nil }
            return (state.waiting, state.outcome)
        }
        waiting?.resume(with: outcome ?? .failure(EventLogError.unavailable))
    }
}

/// An answer needs not be an object or array; stored text always is.
private struct Stored<Answer: Codable & Sendable>: Codable, Sendable { let answer: Answer }

/// A command given as a closure.
final class SingleCommand<Answer: Codable & Sendable>: QueuedCommand {
    typealias Body = @Sendable (borrowing Write) async throws -> Answer

    let community: CommunityID
    let claim: IdempotencyClaim?
    var lane: LaneID? { nil }
    private let body: Body
    private let pending: Pending<Answer>
    /// Of the one who waits: what the command appends belongs to that trace, though the writer's task runs it.
    private let context = ServiceContext.current

    init(
        community: CommunityID, claim: IdempotencyClaim?, continuation: CheckedContinuation<Answer, any Error>,
        body: @escaping Body
    ) {
        self.community = community
        self.claim = claim
        self.body = body
        pending = Pending(continuation)
    }

    func opening(together commands: [any QueuedCommand]) -> SQL? { nil }

    func run(
        together commands: [any QueuedCommand], opening: PostgresResult?, in write: borrowing Write
    ) async throws {
        guard let context else { return pending.keep(.success(try await body(write))) }
        pending.keep(.success(try await ServiceContext.withValue(context) { try await body(write) }))
    }

    func storedAnswer() throws -> [UInt8]? { try pending.storedAnswer() }
    func adopt(_ stored: [UInt8]) throws { try pending.adopt(stored) }
    func refuse(_ error: any Error) { pending.keep(.failure(error)) }
    func settle() { pending.settle() }
}

/// A command of a lane.
final class LaneCommand<Batch: CommandBatch>: QueuedCommand {
    let community: CommunityID
    let claim: IdempotencyClaim?
    var lane: LaneID? { batchLane.id }
    private let batchLane: BatchLane<Batch>
    private let command: Batch.Command
    private let pending: Pending<Batch.Answer>

    init(
        _ command: Batch.Command, community: CommunityID, claim: IdempotencyClaim?, lane: BatchLane<Batch>,
        continuation: CheckedContinuation<Batch.Answer, any Error>
    ) {
        self.command = command
        self.community = community
        self.claim = claim
        batchLane = lane
        pending = Pending(continuation)
    }

    func opening(together commands: [any QueuedCommand]) -> SQL? {
        batchLane.batch.opening(mine(of: commands).map { $0.command }, of: community)
    }

    func run(
        together commands: [any QueuedCommand], opening: PostgresResult?, in write: borrowing Write
    ) async throws {
        let mine = mine(of: commands)
        let outcomes = try await batchLane.batch.run(mine.map { $0.command }, opening: opening, in: write)
        precondition(outcomes.count == mine.count, "a batch answers each of its commands")
        for (command, outcome) in zip(mine, outcomes) { command.pending.keep(outcome) }
    }

    private func mine(of commands: [any QueuedCommand]) -> [LaneCommand<Batch>] {
        let mine = commands.compactMap { $0 as? LaneCommand<Batch> }
        precondition(mine.count == commands.count, "commands of one lane are of one type")
        return mine
    }

    func storedAnswer() throws -> [UInt8]? { try pending.storedAnswer() }
    func adopt(_ stored: [UInt8]) throws { try pending.adopt(stored) }
    func refuse(_ error: any Error) { pending.keep(.failure(error)) }
    func settle() { pending.settle() }
}
