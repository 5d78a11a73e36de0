extension PostgresPool {
    /// Runs `body` in a transaction, commits when it returns and rolls back when it throws.
    ///
    /// `body` runs again, in a new transaction, after a deadlock, a serialization failure, a stale plan, or the loss of the
    /// connection before `COMMIT`: all of these undid the first. So it must not keep what an earlier run has computed.
    ///
    /// It prefers the connection's thread, so that its statements cost no change of threads. Tasks that it starts inherit that,
    /// and wait while a statement runs: a time limit for a statement belongs around the transaction, not inside.
    ///
    /// - Parameters:
    ///   - isolation: how much of other transactions' work it sees.
    ///   - readOnly: whether PostgreSQL refuses what changes data.
    ///   - attempts: how often `body` may run in all.
    ///   - body: what to do; the transaction ends with it.
    /// - Returns: what `body` returned, after COMMIT.
    /// - Throws: what `body` throws; ``PostgresError`` as ``withConnection(_:)`` where no connection is to be had, so
    ///   of kind `closed` once the pool was closed; of kind `outcomeUnknown` when the connection broke during COMMIT;
    ///   of kind `server` or `transactionAborted` when COMMIT is refused.
    @discardableResult
    package func withTransaction<Value>(
        isolation: IsolationLevel = .readCommitted, readOnly: Bool = false, attempts: Int = 3,
        _ body: (borrowing Transaction) async throws -> Value
    ) async throws -> Value {
        var backoff = Backoff(from: .milliseconds(5), to: .milliseconds(200))
        var attempt = 1
        while true {
            do {
                return try await transact(isolation, readOnly: readOnly, body)
            } catch let error as PostgresError where attempt < attempts && error.isWorthAnotherTransaction {
                attempt += 1
                do {
                    try await Task.sleep(for: backoff.pause())
                } catch {
                    throw PostgresError(.cancelled, "before a transaction was repeated")
                }
            }
        }
    }

    private func transact<Value>(
        _ isolation: IsolationLevel, readOnly: Bool, _ body: (borrowing Transaction) async throws -> Value
    ) async throws -> Value {
        let connection = try await acquire()
        return try await withTaskExecutorPreference(connection.thread) {
            do {
                try await connection.begin(isolation, readOnly: readOnly)
                let value = try await body(Transaction(connection: connection))
                try await connection.commit()
                await release(connection)
                return value
            } catch {
                await connection.undo()
                await release(connection)
                throw error
            }
        }
    }
}

extension PostgresError {
    /// Another session's doing has undone the transaction for certain.
    fileprivate var isWorthAnotherTransaction: Bool {
        if kind == .connectionLost || planIsStale {
            return true
        }
        return kind == .server && (sqlState == .serializationFailure || sqlState == .deadlockDetected)
    }
}
