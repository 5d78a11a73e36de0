import Logging
import Model
import Postgres
import Repetition

/// One transaction with the shard's lock, run again after accidents that left nothing behind.
extension ShardWriter {
    /// The accidents did not end.
    struct Exhausted: Error { let cause: any Error }

    /// The connection that is held is used as long as it serves.
    ///
    /// - Returns: what `body` returned.
    /// - Throws: what `body` throws; `Exhausted` where only other sessions' doing stood in the way; `EventLogError`.
    func transaction<Result: Sendable>(
        on held: Held, opening queries: [SQL], keepsPlans: Bool = false,
        _ body: @escaping @Sendable (ShardTransaction) async throws -> Result,
        commit statements: @escaping @Sendable (Result) throws -> [SQL]
    ) async throws -> Result {
        var delay = Duration.milliseconds(5)
        var attempt = 1
        while true {
            do {
                return try await once(on: held, opening: queries, keepsPlans: keepsPlans, body, commit: statements)
            } catch EventLogError.outcomeUnknown {
                throw EventLogError.outcomeUnknown
            } catch {
                // In a cancelled task every statement fails, whatever it is.
                guard !Task.isCancelled else { throw EventLogError.stopping }
                switch Accident(error) {
                case nil: throw error
                case .noConnection,
                    .noDatabase where attempt >= limits.attempts:
                    // The database may be full or frozen and answer `/readyz` all the same.
                    if reminder.isDue() {
                        logger.warning(
                            "commands are refused: the database stays away", error: error,
                            metadata: ["shard": "\(shard)"])
                    }
                    throw EventLogError.unavailable
                // Waiting for a time limit again and again would hold up everybody else of the shard.
                case .timeLimit where attempt >= 2, .contention where attempt >= limits.attempts:
                    throw Exhausted(cause: error)
                case .noDatabase, .timeLimit, .contention: break
                }
            }
            attempt += 1
            do { try await Task.sleep(for: delay) } catch { throw EventLogError.stopping }
            delay *= 4
        }
    }

    /// What has undone a transaction without being its own fault.
    private enum Accident {
        /// None was to be had for as long as one may be waited for.
        case noConnection
        case noDatabase, timeLimit, contention

        init?(_ error: any Error) {
            switch error {
            case is CommitUndone: self = .noDatabase
            case let error as PostgresError where [.poolExhausted, .connectionFailed].contains(error.kind):
                self = .noConnection
            case let error as PostgresError where error.isConnectionLoss: self = .noDatabase
            case let error as PostgresError where error.isTimeLimit: self = .timeLimit
            // The same key came to another shard meanwhile; its answer can be seen now.
            case let error as PostgresError where error.isContention || error.constraint == IdempotencyStore.constraint:
                self = .contention
            case let error as PostgresError where error.isRetriable: self = .noDatabase
            default: return nil
            }
        }
    }

    /// A commit of unknown outcome turned out not to have happened.
    private struct CommitUndone: Error {}

    private enum Ending: Sendable {
        case committed([OutboxRow])
        case inDoubt(CommitInDoubt)
    }

    private func once<Result: Sendable>(
        on held: Held, opening queries: [SQL], keepsPlans: Bool,
        _ body: @escaping @Sendable (ShardTransaction) async throws -> Result,
        commit statements: @escaping @Sendable (Result) throws -> [SQL]
    ) async throws -> Result {
        let (result, ending) = try await withConnection(held) { connection, lock in
            try await self.run(
                on: connection, lock: lock, opening: queries, keepsPlans: keepsPlans, body, commit: statements)
        }
        switch ending {
        case .committed(let rows):
            if !rows.isEmpty { onCommit(shard, rows) }
        case .inDoubt(let doubt):
            guard try await doubt.settle(in: pool, asking: limits.doubts, logger: logger) else { throw CommitUndone() }
            onCommit(shard, [])
        }
        commits.countOne()
        return result
    }

    /// Uses the connection that is held, with the lock that it keeps, or another when that has broken.
    ///
    /// Between the statements of a transaction there is no change of threads (docs/decisions/0012).
    private func withConnection<Value: Sendable>(
        _ held: Held, _ body: @Sendable (PostgresConnection, KeptLock?) async throws -> Value
    ) async throws -> Value {
        if held.loan.isOut {
            let outcome: Swift.Result<Value, any Error>
            do {
                outcome = .success(try await body(held.loan.connection, held.lock))
            } catch {
                // Whoever stood in the way may need the shard, and this may wait before it tries again.
                await held.lock.end()
                outcome = .failure(error)
            }
            // What is asked next, such as how a commit ended, needs the room of a connection that broke.
            await held.loan.giveBackIfSpent()
            return try outcome.get()
        }
        return try await pool.withConnection { connection in
            try await withTaskExecutorPreference(connection.thread) { try await body(connection, nil) }
        }
    }

    private func run<Result: Sendable>(
        on connection: PostgresConnection, lock: KeptLock?, opening queries: [SQL], keepsPlans: Bool,
        _ body: @Sendable (ShardTransaction) async throws -> Result,
        commit statements: @Sendable (Result) throws -> [SQL]
    ) async throws -> (Result, Ending) {
        let transaction = try await ShardTransaction.open(
            on: connection, identity: identity, shard: shard, follows: follows, lock: lock, queries: queries,
            keepsPlans: keepsPlans)
        do {
            let result = try await body(transaction)
            do {
                let rows = try await transaction.commit(with: try statements(result))
                return (result, .committed(rows))
            } catch let doubt as CommitInDoubt {
                return (result, .inDoubt(doubt))
            }
        } catch {
            try await undo(transaction, because: error)
            throw error
        }
    }

    private func undo(_ transaction: ShardTransaction, because error: any Error) async throws {
        if let error = error as? PostgresError, error.isConnectionLoss { return }
        try await transaction.rollback()
    }
}
