import Model
import Postgres
import Synchronization

/// The shard's lock, kept by a writer's session from one transaction to the next while work waits (docs/decisions/0080).
///
/// Nobody else writes to the shard meanwhile, so what one transaction left is what the next one finds, and neither the lock
/// nor the head has to be asked for. It is let go of with the commit after which nothing waits, and of several processes
/// none waits for longer than `limit` and the transaction that is under way.
final class KeptLock: Sendable {
    /// What a transaction leaves for the next one.
    struct Standing: Sendable {
        let head: (position: Int64, chain: [UInt8])
        /// How far this service has applied the others.
        let after: Causality
        let serverStart: Timestamp
    }

    /// How a transaction comes by the lock.
    enum Way: Sendable {
        /// It takes it for itself.
        case alone
        /// It takes it for its session.
        case keeping
        /// Its session has it.
        case kept(Standing)
    }

    /// The namespace of the advisory locks that make commits of one shard serial.
    static let namespace: Int32 = 7_001

    /// For how long others may have to wait: some ten transactions, over which the taking of the lock is spread.
    static let limit = Duration.milliseconds(20)

    /// After how long PostgreSQL ends a session that has the lock and does nothing: its process is frozen.
    static let silence = "5s"

    private struct State {
        var isFirst = true
        var since: ContinuousClock.Instant?
        var standing: Standing?
    }

    let connection: PostgresConnection
    private let state = Mutex(State())

    init(on connection: PostgresConnection) {
        self.connection = connection
    }

    /// The first transaction of a row may be its only one, and takes the lock for itself.
    func next() -> Way {
        state.withLock { state in
            if let standing = state.standing { return .kept(standing) }
            guard !state.isFirst else {
                state.isFirst = false
                return .alone
            }
            state.since = .now
            return .keeping
        }
    }

    /// Whether a commit lets go of the lock.
    func ends(isWorkWaiting: Bool) -> Bool {
        state.withLock { state in
            state.since.map { !isWorkWaiting || $0 + Self.limit < .now } ?? false
        }
    }

    /// A commit has left `standing`, and let go of the lock where `ends` had said so.
    func committed(_ standing: Standing, ended: Bool) {
        state.withLock { state in
            if ended { state.since = nil }
            state.standing = state.since.map { _ in standing }
        }
    }

    /// Lets go of the lock at the end of a row and after an accident, and where that fails of the connection: the server
    /// then does.
    func end() async {
        let isHeld = state.withLock { state in
            defer { (state.since, state.standing) = (nil, nil) }
            return state.since != nil
        }
        guard isHeld else { return }
        do {
            for statement in [Self.unlocking, Self.resetting] {
                try await connection.finish(statement, within: .seconds(5))
            }
        } catch {
            await connection.close()
        }
    }

    /// Lets go of all that the session holds.
    static let unlocking: SQL = "SELECT pg_advisory_unlock_all()"
    static let resetting: SQL = "RESET idle_session_timeout"
}
