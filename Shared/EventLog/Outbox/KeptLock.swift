import Model
import Postgres
import Synchronization

/// The shard's lock, kept by a writer's session over a row of transactions (docs/decisions/0080).
///
/// While the session has it nobody else writes to the shard: what one transaction has committed is what the next one
/// finds, and neither the lock nor the head has to be asked for. A process that wants it waits for no other one longer
/// than `limit` and the transaction that is under way then.
final class KeptLock: Sendable {
    /// What a commit leaves for the next transaction.
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
        /// It takes it for its session, which lets go of it first where it had it: whoever waits comes before.
        case keeping
        /// Its session has it.
        case kept(Standing)
    }

    /// The namespace of the advisory locks that make commits of one shard serial.
    static let namespace: Int32 = 7_001

    /// For how long it is kept: some ten transactions, over which the taking of the lock is spread.
    static let limit = Duration.milliseconds(20)

    /// After how long PostgreSQL ends a session that has the lock and is given nothing to do.
    ///
    /// Its process is frozen or cannot be reached. Others wait for a lock longer than that
    /// (`PostgresConfiguration.lockTimeout`), so that nobody is refused meanwhile.
    static let silence = "5s"

    private struct State {
        var isFirst = true
        /// Since when the session has the lock, or has asked for it.
        var since: ContinuousClock.Instant?
        var standing: Standing?
    }

    let connection: PostgresConnection
    private let state = Mutex(State())

    init(on connection: PostgresConnection) {
        self.connection = connection
    }

    /// Since when the session has the lock, or has asked for it.
    var since: ContinuousClock.Instant? { state.withLock(\.since) }

    /// How the next transaction comes by the lock; the first of a row may be its only one, and takes it for itself.
    ///
    /// What a transaction builds on is taken out with it. Only its commit puts something back: after anything else the
    /// next one asks the database.
    func next() -> Way {
        state.withLock { state in
            defer { state.standing = nil }
            guard !state.isFirst else {
                state.isFirst = false
                return .alone
            }
            if let since = state.since, let standing = state.standing, ContinuousClock.now - since < Self.limit {
                return .kept(standing)
            }
            state.since = .now
            return .keeping
        }
    }

    /// The session has got the lock: it is kept from now on, however long others had it before.
    func taken() {
        state.withLock { $0.since = .now }
    }

    /// A commit has left `standing`, which is the next transaction's where the lock was taken for the session.
    func committed(_ standing: Standing) {
        state.withLock { state in
            if state.since != nil { state.standing = standing }
        }
    }

    /// Lets go of the lock, at the end of a row and after an accident, also in a cancelled task.
    ///
    /// It is a flight of its own and travels with no `COMMIT`: what failed behind that would be told of what is stored.
    /// Where it fails, and where a transaction is still open, the connection is given up, and the lock goes with it.
    func end() async {
        let isHeld = state.withLock { state in
            defer { (state.since, state.standing) = (nil, nil) }
            return state.since != nil
        }
        guard isHeld else { return }
        do {
            guard await connection.isReusable() else { return await connection.close() }
            try await connection.finish(
                ["SELECT pg_advisory_unlock_all()", "RESET idle_session_timeout"], within: .seconds(5))
        } catch {
            await connection.close()
        }
    }
}

extension KeptLock.Way {
    /// What opens the transaction and takes the lock, before the statement whose snapshot is to see what others have
    /// committed under it.
    ///
    /// The limit of silence is set, and the lock let go of, in a transaction of its own: were it undone with the one that
    /// takes the lock, its session would keep that without any limit.
    ///
    /// PostgreSQL takes the plan of arrays of unknown length for dearer than one of its few rows and would plan that
    /// statement anew for each transaction, which takes three times as long as carrying it out.
    func opening(_ shard: Shard) -> [SQL] {
        switch self {
        case .alone:
            [
                "BEGIN",
                """
                SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
                    pg_advisory_xact_lock(\(KeptLock.namespace), \(shard.number))
                """,
            ]
        case .keeping:
            [
                "BEGIN",
                "SELECT pg_advisory_unlock_all(), set_config('idle_session_timeout', \(KeptLock.silence), false)",
                "COMMIT",
                "BEGIN",
                """
                SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
                    pg_advisory_lock(\(KeptLock.namespace), \(shard.number))
                """,
            ]
        case .kept: ["BEGIN"]
        }
    }

    /// How many of those statements take no time, so that a database that is frozen is given up as early by whoever takes
    /// the lock for the session as by whoever takes it for one transaction.
    var instant: Int {
        // Its first COMMIT has nothing to store.
        if case .keeping = self { 3 } else { 0 }
    }
}
