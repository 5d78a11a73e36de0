import Synchronization

/// A connection that its holder keeps for longer than one transaction, and gives back when others want one or it has broken.
package final class Loan: Sendable {
    package let connection: PostgresConnection
    private let pool: PostgresPool
    private let isOpen = Atomic(true)

    init(_ connection: PostgresConnection, of pool: PostgresPool) {
        self.connection = connection
        self.pool = pool
    }

    /// Whether it was not given back yet.
    package var isOut: Bool { isOpen.load(ordering: .acquiring) }

    /// Whether nobody waits for a connection, and all are not to come back.
    package var mayBeKept: Bool { isOut && !pool.isWanted }

    /// Makes room for others; the connection is not to be used any more.
    package func giveBack() async {
        if isOpen.exchange(false, ordering: .acquiringAndReleasing) { await pool.release(connection) }
    }

    /// Gives the connection back when nothing more can be done on it.
    package func giveBackIfSpent() async {
        if !(await connection.isReusable()) { await giveBack() }
    }
}

extension PostgresPool {
    /// Lends a connection to `body`, which may give it back before its end.
    ///
    /// - Throws: what `body` throws; ``PostgresError`` of kind `poolExhausted`, `connectionFailed` or `cancelled`, and
    ///   `closed` once the pool was closed, also for those who wait for a connection then.
    package func withLoan<Value>(_ body: (Loan) async throws -> Value) async throws -> Value {
        let loan = Loan(try await acquire(), of: self)
        do {
            let value = try await body(loan)
            await loan.giveBack()
            return value
        } catch {
            await loan.giveBack()
            throw error
        }
    }
}
