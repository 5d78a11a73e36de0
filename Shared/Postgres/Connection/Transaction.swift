/// A transaction lent to a closure.
///
/// It can be passed on while the closure runs; storing it does not compile.
package struct Transaction: ~Copyable {
    package let connection: PostgresConnection

    /// For a connection on which a transaction was begun.
    package init(connection: PostgresConnection) {
        self.connection = connection
    }

    @discardableResult
    package func query(_ sql: SQL) async throws -> PostgresResult {
        try await connection.query(sql)
    }

    package func query<each Value: PostgresDecodable>(
        _ sql: SQL, as types: (repeat each Value).Type
    ) async throws -> [(repeat each Value)] {
        try await connection.query(sql).decode(types)
    }

    package func query<Value: PostgresDecodable>(_ sql: SQL, as type: Value.Type) async throws -> [Value] {
        try await connection.query(sql).decode(type)
    }

    @discardableResult
    package func execute(_ sql: SQL) async throws -> Int {
        try await connection.execute(sql)
    }

    @discardableResult
    package func pipeline(_ statements: [SQL]) async throws -> [PostgresResult] {
        try await connection.pipeline(statements)
    }

    @discardableResult
    package func copyIn<Chunks: AsyncSequence>(
        _ sql: SQL, _ chunks: Chunks
    ) async throws -> Int where Chunks.Element == [UInt8] {
        try await connection.copyIn(sql, chunks)
    }

    package func copyOut(_ sql: SQL, _ take: ([UInt8]) async throws -> Void) async throws {
        try await connection.copyOut(sql, take)
    }

    /// Runs `body` within a savepoint.
    ///
    /// When it throws, what it did is undone and the transaction can go on.
    @discardableResult
    package func savepoint<Value>(_ body: (borrowing Transaction) async throws -> Value) async throws -> Value {
        try await connection.openSavepoint()
        let value: Value
        do {
            value = try await body(self)
        } catch {
            try await connection.rollBackToSavepoint()
            throw error
        }
        try await connection.releaseSavepoint()
        return value
    }
}
