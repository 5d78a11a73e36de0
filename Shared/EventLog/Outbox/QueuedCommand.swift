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
    /// When it began to wait.
    var since: ContinuousClock.Instant { get }

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
///
/// Of no type in particular: what is generic is compiled for all types at once and looks up each of its own anew, which
/// took longer here than all the rest. ``EventLog`` gives the answer its type back.
final class Pending: Sendable {
    typealias Outcome = Result<any Sendable, any Error>
    typealias Tell = @Sendable (Outcome) -> Void

    private struct State {
        var outcome: Outcome?
        var tell: Tell?
    }

    let since = ContinuousClock.now
    private let state: Mutex<State>

    init(_ tell: @escaping Tell) {
        state = Mutex(State(outcome: nil, tell: tell))
    }

    func keep(_ outcome: Outcome) { state.withLock { $0.outcome = outcome } }

    func storedAnswer<Answer: Codable & Sendable>(as type: Answer.Type) throws -> [UInt8]? {
        guard case .success(let answer)? = state.withLock({ $0.outcome }) else { return nil }
        return try CanonicalJSON.encode(Stored(answer: Self.typed(answer, as: type)))
    }

    func adopt<Answer: Codable & Sendable>(_ stored: [UInt8], as type: Answer.Type) throws {
        keep(.success(try CanonicalJSON.decode(Stored<Answer>.self, from: stored).answer))
    }

    func settle() {
        let (tell, outcome) = state.withLock { state in
            defer { state.tell = nil }
            return (state.tell, state.outcome)
        }
        tell?(outcome ?? .failure(EventLogError.unavailable))
    }

    /// Waits for the outcome of the command that `enqueue` puts into a queue.
    static func answer<Answer: Sendable>(
        as type: Answer.Type, _ enqueue: (@escaping Tell) -> Void
    ) async throws -> Answer {
        let answer = try await withCheckedThrowingContinuation { continuation in
            enqueue { continuation.resume(with: $0) }
        }
        return typed(answer, as: type)
    }

    static func typed<Answer>(_ answer: any Sendable, as type: Answer.Type) -> Answer {
        guard let answer = answer as? Answer else { preconditionFailure("a command answers with its own type") }
        return answer
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
    var since: ContinuousClock.Instant { pending.since }
    private let body: Body
    private let pending: Pending
    /// Of the one who waits: what the command appends belongs to that trace, though the writer's task runs it.
    private let context = ServiceContext.current

    init(
        community: CommunityID, claim: IdempotencyClaim?, tell: @escaping Pending.Tell,
        body: @escaping Body
    ) {
        self.community = community
        self.claim = claim
        self.body = body
        pending = Pending(tell)
    }

    func opening(together commands: [any QueuedCommand]) -> SQL? { nil }

    func run(
        together commands: [any QueuedCommand], opening: PostgresResult?, in write: borrowing Write
    ) async throws {
        guard let context else { return pending.keep(.success(try await body(write))) }
        pending.keep(.success(try await ServiceContext.withValue(context) { try await body(write) }))
    }

    func storedAnswer() throws -> [UInt8]? { try pending.storedAnswer(as: Answer.self) }
    func adopt(_ stored: [UInt8]) throws { try pending.adopt(stored, as: Answer.self) }
    func refuse(_ error: any Error) { pending.keep(.failure(error)) }
    func settle() { pending.settle() }
}

/// A command that is carried out together with the others of its lane.
final class LaneCommand<Batch: CommandBatch>: QueuedCommand {
    let community: CommunityID
    let claim: IdempotencyClaim?
    let lane: LaneID?
    var since: ContinuousClock.Instant { pending.since }
    private let batchLane: BatchLane<Batch>
    private let command: Batch.Command
    private let pending: Pending

    init(
        _ command: Batch.Command, community: CommunityID, claim: IdempotencyClaim?, lane: BatchLane<Batch>,
        tell: @escaping Pending.Tell
    ) {
        self.command = command
        self.community = community
        self.claim = claim
        batchLane = lane
        self.lane = lane.id
        pending = Pending(tell)
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
        for index in mine.indices {
            switch outcomes[index] {
            case .success(let answer): mine[index].pending.keep(.success(answer))
            case .failure(let error): mine[index].pending.keep(.failure(error))
            }
        }
    }

    private func mine(of commands: [any QueuedCommand]) -> [LaneCommand<Batch>] {
        commands.map { command in
            precondition(command.lane == lane, "commands of one lane stand together")
            // SAFETY: a lane's id is made with the lane, and only its own commands have it.
            return unsafeDowncast(command, to: LaneCommand<Batch>.self)
        }
    }

    func storedAnswer() throws -> [UInt8]? { try pending.storedAnswer(as: Batch.Answer.self) }
    func adopt(_ stored: [UInt8]) throws { try pending.adopt(stored, as: Batch.Answer.self) }
    func refuse(_ error: any Error) { pending.keep(.failure(error)) }
    func settle() { pending.settle() }
}
