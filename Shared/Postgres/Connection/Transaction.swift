/// A transaction lent to a closure.
///
/// It can be passed on while the closure runs; storing it does not compile.
package struct Transaction: ~Copyable {
    package let connection: PostgresConnection

    /// For a connection on which a transaction was begun.
    package init(connection: PostgresConnection) {
        self.connection = connection
    }

    /// - Throws: as ``PostgresConnection/query(_:)``.
    @discardableResult
    package func query(_ sql: SQL) async throws -> PostgresResult {
        try await connection.query(sql)
    }

    /// - Throws: as ``PostgresConnection/query(_:as:)``.
    package func query<each Value: PostgresDecodable>(
        _ sql: SQL, as types: (repeat each Value).Type
    ) async throws -> [(repeat each Value)] {
        try await connection.query(sql).decode(types)
    }

    /// - Throws: as ``PostgresConnection/query(_:as:)``.
    package func query<Value: PostgresDecodable>(_ sql: SQL, as type: Value.Type) async throws -> [Value] {
        try await connection.query(sql).decode(type)
    }

    /// - Throws: as ``PostgresConnection/execute(_:)``.
    @discardableResult
    package func execute(_ sql: SQL) async throws -> Int {
        try await connection.execute(sql)
    }

    /// - Throws: as ``PostgresConnection/pipeline(_:instant:)``.
    @discardableResult
    package func pipeline(_ statements: [SQL]) async throws -> [PostgresResult] {
        try await connection.pipeline(statements)
    }

    /// - Throws: as ``PostgresConnection/copyIn(_:_:)``.
    @discardableResult
    package func copyIn<Chunks: AsyncSequence>(
        _ sql: SQL, _ chunks: Chunks
    ) async throws -> Int where Chunks.Element == [UInt8] {
        try await connection.copyIn(sql, chunks)
    }

    /// - Throws: as ``PostgresConnection/copyOut(_:_:)``.
    package func copyOut(_ sql: SQL, _ take: ([UInt8]) async throws -> Void) async throws {
        try await connection.copyOut(sql, take)
    }

    /// Runs `body` within a savepoint.
    ///
    /// When it throws, what it did is undone and the transaction can go on.
    ///
    /// - Throws: what `body` throws; ``PostgresError`` of kind `closed` where the connection has broken and `body` does
    ///   not throw what broke it; `misuse` during a COPY; `transactionAborted` where a statement before or within had
    ///   failed and its error was swallowed.
    @discardableResult
    package func savepoint<Value>(_ body: (borrowing Transaction) async throws -> Value) async throws -> Value {
        try await connection.openSavepoint()
        let value: Value
        do {
            value = try await body(self)
        } catch {
            let isPassing = (error as? PostgresError)?.isRetriable == true
            do {
                try await connection.rollBackToSavepoint()
            } catch let closed as PostgresError where closed.kind == .closed && isPassing {
                // What broke the connection tells that the transaction is worth another try.
            }
            throw error
        }
        try await connection.releaseSavepoint()
        return value
    }
}
