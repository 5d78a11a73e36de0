package import Model
package import Postgres

/// Whose log a database holds: the service, and the epoch of the database's life.
package struct LogIdentity: Sendable, Equatable {
    package let source: ServiceName
    package let epoch: Int32

    package init(source: ServiceName, epoch: Int32) {
        self.source = source
        self.epoch = epoch
    }

    /// Reads the database's identity, giving it one where it has none.
    ///
    /// - Throws: `WrongDatabase` where the database belongs to another service or was made for another number of shards.
    package static func establish(for source: ServiceName, in pool: PostgresPool) async throws -> LogIdentity {
        try await pool.withConnection { connection in
            try await connection.execute(
                """
                INSERT INTO service_identity (source, epoch, shards) VALUES (\(source), 1, \(Int16(Shard.count)))
                ON CONFLICT ON CONSTRAINT service_identity_pkey DO NOTHING
                """)
            return try judge(try await rows(on: connection), for: source)
        }
    }

    /// Looks whose database it is before anything is changed in it; one without tables is anybody's.
    ///
    /// - Throws: `WrongDatabase`, as `establish(for:in:)`.
    package static func check(for source: ServiceName, in pool: PostgresPool) async throws {
        try await pool.withConnection { connection in
            let hasTables = try await connection.query(
                "SELECT to_regclass('service_identity') IS NOT NULL", as: Bool.self)
            guard hasTables == [true] else { return }
            let rows = try await rows(on: connection)
            if !rows.isEmpty { _ = try judge(rows, for: source) }
        }
    }

    private typealias Row = (owner: String, epoch: Int32, shards: Int16)

    private static func rows(on connection: PostgresConnection) async throws -> [Row] {
        let rows = try await connection.query(
            "SELECT source, epoch, shards FROM service_identity", as: (String, Int32, Int16).self)
        return rows.map { (owner: $0.0, epoch: $0.1, shards: $0.2) }
    }

    private static func judge(
        _ rows: [Row], for source: ServiceName
    ) throws(WrongDatabase) -> LogIdentity {
        guard let (owner, epoch, shards) = rows.first, owner == source.rawValue, shards == Int16(Shard.count) else {
            throw WrongDatabase(wanted: source, found: rows.first?.owner ?? "nothing", shards: rows.first?.shards ?? 0)
        }
        return LogIdentity(source: source, epoch: epoch)
    }
}

/// A service was pointed at a database that is not its own.
package struct WrongDatabase: Error, CustomStringConvertible {
    let wanted: ServiceName
    let found: String
    let shards: Int16

    package var description: String {
        "the database belongs to \(found) with \(shards) shards, not to \(wanted.rawValue) with \(Shard.count)"
    }
}

extension EventLog {
    /// The tables of every service's log; they come before the service's own.
    package static let migrations = [
        Migration("V0001_event_log", PackageResources.V0001_event_log_sql),
        Migration("V0002_care_of_the_inbox", PackageResources.V0002_care_of_the_inbox_sql),
        Migration("V0003_fast_compression", PackageResources.V0003_fast_compression_sql),
        Migration("V0004_old_answers", PackageResources.V0004_old_answers_sql),
        Migration("V0005_append_only", PackageResources.V0005_append_only_sql),
        Migration("V0006_resumptions", PackageResources.V0006_resumptions_sql),
        Migration("V0007_confirmed_chains", PackageResources.V0007_confirmed_chains_sql),
        Migration("V0008_named_beginnings", PackageResources.V0008_named_beginnings_sql),
    ]
}
