internal import CLibpq
import Synchronization
package import Threads

/// One connection on a thread of its own, which is this actor's executor: there libpq may wait for the server.
///
/// A call of this actor has no suspension between sending and receiving, so calls of several tasks never mix. Cancelling a
/// task stops its statement on the server. After a ``PostgresError`` of kind `connectionLost` the connection is spent.
package actor PostgresConnection {
    /// Where the statements run.
    ///
    /// Code with many statements may prefer it as its executor.
    package nonisolated let thread: DedicatedThread
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    nonisolated let wakeup: Wakeup
    /// The socket's number for `poll` from outside; −1 while there is none.
    nonisolated let socket = Atomic<CInt>(-1)
    let configuration: PostgresConfiguration
    private let prepared: PreparedStatements
    /// `nil` before it is open and after it broke or was closed.
    var handle: ConnectionHandle?
    /// Opens and closes of transactions and savepoints that travel with the next statement.
    var pending: [TransactionControl] = []
    var copy: Copy?

    /// A COPY that is under way.
    struct Copy {
        /// Whether it began within a transaction, which undoes it when the connection breaks.
        let isTransaction: Bool
    }

    /// Connects once, without trying again.
    /// - Throws: ``PostgresError`` of kind `connectionFailed`; its `isRetriable` tells a starting server from a wrong password.
    package static func connect(_ configuration: PostgresConfiguration) async throws -> PostgresConnection {
        let connection = try PostgresConnection(configuration)
        try await connection.cancellable { connection in try connection.open() }
        return connection
    }

    private init(_ configuration: PostgresConfiguration) throws {
        self.configuration = configuration
        thread = DedicatedThread(name: "pg \(configuration.database)")
        wakeup = try Wakeup()
        prepared = PreparedStatements(limit: configuration.preparedStatements)
    }

    private func open() throws {
        let handle = try ConnectionHandle(configuration, wakeup: wakeup)
        socket.store(handle.socket, ordering: .releasing)
        self.handle = handle
    }

    // MARK: - Statements

    /// Runs one statement.
    ///
    /// - Throws: ``PostgresError`` of kind `server`, `connectionLost`, `closed`, `cancelled` or `encoding`; `misuse`
    ///   for an empty statement or a COPY, and during a COPY.
    @discardableResult
    package func query(_ sql: SQL) async throws -> PostgresResult {
        try await cancellable { connection in try connection.fly([sql])[0] }
    }

    /// Runs one statement and reads all its rows: `query("SELECT id, name …", as: (Int64, String).self)`.
    ///
    /// - Throws: ``PostgresError`` as ``query(_:)``; of kind `decoding` where a column cannot be read as its type.
    package func query<each Value: PostgresDecodable>(
        _ sql: SQL, as types: (repeat each Value).Type
    ) async throws -> [(repeat each Value)] {
        try await query(sql).decode(types)
    }

    /// Runs one statement of one column and reads all its rows.
    ///
    /// - Throws: ``PostgresError`` as ``query(_:)``; of kind `decoding` where the column cannot be read as the type.
    package func query<Value: PostgresDecodable>(_ sql: SQL, as type: Value.Type) async throws -> [Value] {
        try await query(sql).decode(type)
    }

    /// Runs one statement and tells how many rows it was about.
    ///
    /// - Throws: as ``query(_:)``.
    @discardableResult
    package func execute(_ sql: SQL) async throws -> Int {
        try await query(sql).affected
    }

    /// Runs the statements as ``pipeline(_:instant:)`` does, and to their end, also in a cancelled task: a last word.
    ///
    /// The server has `limit` for it.
    ///
    /// - Throws: as ``query(_:)``, but nothing of kind `cancelled`; of kind `connectionLost` where the server is silent
    ///   for longer.
    package func finish(_ statements: [SQL], within limit: Duration) throws {
        _ = try fly(statements, cancellable: false, silence: limit)
    }

    /// Sends all statements at once and waits once.
    ///
    /// The first error is thrown; the statements after it are skipped. Outside a transaction they are one: either all
    /// take effect or none. The server may be silent for as long as they may take, but for `instant` of them that take
    /// no time, such as a `BEGIN`.
    ///
    /// - Throws: as ``query(_:)``.
    @discardableResult
    package func pipeline(_ statements: [SQL], instant: Int = 0) async throws -> [PostgresResult] {
        try await cancellable { connection in try connection.fly(statements, instant: instant) }
    }

    /// Closes the connection; calls after this throw.
    package func close() {
        socket.store(-1, ordering: .releasing)
        handle = nil
    }

    // MARK: - For the pool

    /// Whether the server has said nothing unasked, such as goodbye.
    ///
    /// From any thread, without waiting.
    package nonisolated var isQuiet: Bool {
        let number = socket.load(ordering: .acquiring)
        return number >= 0 && Socket.hasNothingToRead(number)
    }

    /// Whether somebody else can use the connection: it is alive and outside any transaction.
    package func isReusable() -> Bool {
        guard let handle, copy == nil, pending.isEmpty else { return false }
        return handle.transactionStatus == PQTRANS_IDLE && handle.isAlive()
    }

    /// Asks the server for a sign of life.
    ///
    /// A connection on which it is silent for longer is spent.
    func requireAnswer(within limit: Duration) async throws {
        _ = try await cancellable { connection in try connection.fly(["SELECT 1"], silence: limit) }
    }

    // MARK: - Within this module

    /// Runs `body` on this actor; when the task is cancelled, the wait within `body` ends.
    func cancellable<Value: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await withTaskCancellationHandler {
            try body(self)
        } onCancel: {
            wakeup.signal()
        }
    }

    /// Sends what is pending and the statements, and waits for their results.
    ///
    /// `silence` limits how long the server may say nothing, if it is to be less than the statements may take; `instant`
    /// of them take no time.
    func fly(
        _ statements: [SQL], instant: Int = 0, cancellable: Bool = true, silence: Duration? = nil
    ) throws(PostgresError) -> [PostgresResult] {
        let handle = try usableHandle()
        for statement in statements {
            try statement.requireSendable()
        }
        if cancellable, Task.isCancelled {
            throw PostgresError(.cancelled)
        }
        let controls = pending
        pending = []
        let isTransaction = !controls.isEmpty || handle.transactionStatus != PQTRANS_IDLE
        handle.expectAnswer(
            within: silence ?? configuration.silenceLimit(statements: controls.count + statements.count - instant))
        do throws(PostgresError) {
            let results = try Flight.run(
                controls.map(\.sql) + statements, on: handle, prepared: prepared, cancellable: cancellable)
            return Array(results.dropFirst(controls.count))
        } catch {
            throw conclude(error, isTransaction: isTransaction)
        }
    }

    func usableHandle() throws(PostgresError) -> ConnectionHandle {
        guard let handle else { throw PostgresError(.closed) }
        guard copy == nil else { throw PostgresError(.misuse, "a COPY is under way") }
        return handle
    }

    /// Gives a connection up that is of no use any more, and tells a cancellation from a time limit.
    func conclude(_ error: PostgresError, isTransaction: Bool) -> PostgresError {
        var error = error
        switch error.kind {
        case .connectionLost:
            error.outcomeUnknown = !isTransaction
            close()
        case .misuse:
            close()
        case .server where error.sqlState == .queryCanceled && Task.isCancelled:
            return PostgresError(.cancelled, sqlState: .queryCanceled)
        default: break
        }
        return error
    }
}
