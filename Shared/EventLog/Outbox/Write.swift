package import Model
package import Postgres

/// A command's hold on its batch's transaction: statements, and the facts it appends, commit together or not at all.
///
/// It is lent and cannot be kept: everything happens inside the one transaction that holds the shard's lock.
package struct Write: ~Copyable {
    /// The community whose command or event this is; the key of what it appends.
    package let community: CommunityID
    /// The database's clock, read after the shard's lock was held.
    package let now: Timestamp
    let transaction: Transaction
    let buffer: OutboxBuffer
    private let head: Int64

    /// `head` is the shard's last position when the transaction began; the lock may be older.
    init(
        community: CommunityID, now: Timestamp, connection: PostgresConnection, buffer: OutboxBuffer, head: Int64
    ) {
        self.community = community
        self.now = now
        self.transaction = Transaction(connection: connection)
        self.buffer = buffer
        self.head = head
    }

    /// Holds the shards of other communities as well until the transaction ends: what is read of them in later statements
    /// is what was committed last, and nobody changes it meanwhile.
    ///
    /// Two transactions that want each other's shards meet a deadlock, of which one is undone and run again.
    ///
    /// - Throws: `PostgresError`, for that deadlock too.
    package func hold(_ communities: [CommunityID]) async throws {
        for shard in Set(communities.map { Shard(of: $0).number }).sorted() {
            try await transaction.execute(
                "SELECT pg_advisory_xact_lock(\(KeptLock.namespace), \(shard))")
        }
    }

    /// Adds a fact to what this transaction publishes.
    ///
    /// It gets its position when the batch commits.
    ///
    /// - Throws: `EventTooLarge`; what the event's `payload()` throws.
    package func append(_ event: some DistrictEvent) throws {
        try buffer.append(event, of: community)
    }

    /// The same with the payload that `payload()` has written, perhaps on another thread.
    ///
    /// - Throws: `EventTooLarge`
    package func append(_ event: some DistrictEvent, written payload: [UInt8]) throws {
        try buffer.append(event, payload: payload, of: community)
    }

    /// The position of the fact that is appended next, once this is committed.
    package var nextPosition: Int64 { head + Int64(buffer.count) + 1 }

    /// - Throws: as `PostgresConnection.execute(_:)`.
    @discardableResult
    package func execute(_ sql: SQL) async throws -> Int { try await transaction.execute(sql) }

    /// - Throws: as `PostgresConnection.query(_:)`.
    @discardableResult
    package func query(_ sql: SQL) async throws -> PostgresResult { try await transaction.query(sql) }

    /// - Throws: as `PostgresConnection.query(_:as:)`.
    package func query<each Column: PostgresDecodable>(
        _ sql: SQL, as columns: (repeat each Column).Type
    ) async throws -> [(repeat each Column)] {
        try await transaction.query(sql, as: columns)
    }

    /// Sends the statements in one flight; the results come in their order.
    ///
    /// - Throws: as `PostgresConnection.pipeline(_:instant:)`.
    @discardableResult
    package func pipeline(_ statements: [SQL]) async throws -> [PostgresResult] {
        try await transaction.pipeline(statements)
    }

    /// Sends rows by `COPY … FROM STDIN`, which is the fastest way in.
    ///
    /// - Returns: how many rows were stored.
    /// - Throws: as `PostgresConnection.copyIn(_:_:)`.
    @discardableResult
    package func copyIn<Chunks: AsyncSequence>(
        _ sql: SQL, _ chunks: Chunks
    ) async throws -> Int where Chunks.Element == [UInt8] {
        try await transaction.copyIn(sql, chunks)
    }
}
