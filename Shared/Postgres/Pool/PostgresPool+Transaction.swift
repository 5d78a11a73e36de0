extension PostgresPool {
    /// Runs `body` in a transaction, commits when it returns and rolls back when it throws.
    ///
    /// `body` runs again, in a new transaction, after a deadlock, a serialization failure, a stale plan, or the loss of the
    /// connection before `COMMIT`: all of these undid the first. So it must not keep what an earlier run has computed.
    /// It runs on the connection's thread, so its statements cost no change of threads.
    ///
    /// - Parameter attempts: how often `body` may run in all.
    /// - Throws: what `body` throws; ``PostgresError`` of kind `outcomeUnknown` when the connection broke during COMMIT.
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
        try await withConnection { connection in
            try await connection.begin(isolation, readOnly: readOnly)
            do {
                let value = try await body(Transaction(connection: connection))
                try await connection.commit()
                return value
            } catch {
                await connection.undo()
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
