internal import CLibpq

/// Transactions and savepoints. Opening one and leaving a savepoint cost no round trip: they travel with the next
/// statement, and never when there is none.
extension PostgresConnection {
    /// - Throws: ``PostgresError`` of kind `closed`; `misuse` where a transaction is open already, and during a COPY.
    package func begin(_ isolation: IsolationLevel = .readCommitted, readOnly: Bool = false) throws {
        let handle = try usableHandle()
        guard pending.isEmpty, handle.transactionStatus == PQTRANS_IDLE else {
            throw PostgresError(.misuse, "a transaction is open already")
        }
        pending = [.begin(isolation, readOnly: readOnly)]
    }

    /// Commits.
    ///
    /// A cancelled task does not stop it.
    /// - Throws: ``PostgresError`` of kind `outcomeUnknown` when the connection breaks on the way;
    ///   `transactionAborted` when a statement had failed, and then it is rolled back.
    package func commit() throws {
        let handle = try usableHandle()
        if handle.transactionStatus == PQTRANS_IDLE {
            // No statement was ever sent.
            pending = []
            return
        }
        if hasFailed {
            try rollBack()
            throw PostgresError(.transactionAborted, sqlState: .inFailedTransaction)
        }
        // What is known to be gone is rolled back for certain, not of unknown outcome.
        guard handle.isAlive() else {
            throw conclude(handle.lost(), isTransaction: true)
        }
        do throws(PostgresError) {
            let results = try fly([TransactionControl.commit.sql], cancellable: false)
            guard results.last?.commandTag == "COMMIT" else {
                throw PostgresError(.transactionAborted, sqlState: .inFailedTransaction)
            }
        } catch {
            guard error.kind == .connectionLost else { throw error }
            throw PostgresError(.outcomeUnknown, sqlState: error.sqlState, detail: error.detail)
        }
    }

    /// Rolls back, also in a cancelled task.
    ///
    /// - Throws: ``PostgresError`` of kind `closed`, `connectionLost` or `server`; `misuse` during a COPY.
    package func rollBack() throws {
        let handle = try usableHandle()
        pending = []
        if handle.transactionStatus != PQTRANS_IDLE {
            _ = try fly([TransactionControl.rollBack.sql], cancellable: false)
        }
    }

    /// Rolls back what a failed `body` has left, and gives the connection up when even that fails: the server then rolls back.
    func undo() {
        guard handle != nil else { return }
        do {
            try rollBack()
        } catch {
            close()
        }
    }

    /// - Throws: `transactionAborted` when a statement had failed and its error was swallowed. The server would open none
    ///   then, and rolling back to it would undo what belongs to the one around it.
    func openSavepoint() throws {
        _ = try usableHandle()
        guard !hasFailed else { throw PostgresError(.transactionAborted, sqlState: .inFailedTransaction) }
        pending.append(.savepoint)
    }

    /// - Throws: `transactionAborted` when a statement within the savepoint had failed and its error was swallowed; the
    ///   savepoint is rolled back then.
    func releaseSavepoint() throws {
        _ = try usableHandle()
        if pending.last == .savepoint {
            pending.removeLast()
            return
        }
        if hasFailed {
            try rollBackToSavepoint()
            throw PostgresError(.transactionAborted, sqlState: .inFailedTransaction)
        }
        pending.append(.release)
    }

    func rollBackToSavepoint() throws {
        _ = try usableHandle()
        if pending.last == .savepoint {
            pending.removeLast()
            return
        }
        pending += [.rollBackToSavepoint, .release]
    }

    /// A statement failed, and no rollback to a savepoint is on its way.
    private var hasFailed: Bool {
        handle?.transactionStatus == PQTRANS_INERROR && !pending.contains(.rollBackToSavepoint)
    }
}
