import EventLog
import Postgres

/// What a store reads through: a command's transaction, or one that only reads.
protocol Reading: ~Copyable {
    func query(_ sql: SQL) async throws -> PostgresResult
    func pipeline(_ statements: [SQL]) async throws -> [PostgresResult]
}

extension Write: Reading {}
extension Transaction: Reading {}
