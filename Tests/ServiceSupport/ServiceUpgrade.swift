import EventLog
import Logging
package import Postgres
package import ServiceRuntime
import TestSupport

/// A service's database that an earlier version of the service has used.
package enum ServiceUpgrade<S: DistrictService> {
    /// Runs `body` on a database that held `rows` when `migration` and those after it were applied; needs the trait `.database`.
    ///
    /// - Throws: `UnknownMigration`; `PostgresError` where the rows do not fit the version before, or cannot be brought forward.
    package static func past(
        _ migration: String, with rows: [SQL], _ body: (PostgresConnection) async throws -> Void
    ) async throws {
        let all = EventLog.migrations + S.migrations
        guard let index = all.firstIndex(where: { $0.name == migration }) else {
            throw UnknownMigration(name: migration)
        }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await TestDatabase.withPool { pool in
            try await Migrator.apply(Array(all[..<index]), on: pool, logger: logger)
            try await pool.withConnection { connection in
                for row in rows { try await connection.execute(row) }
            }
            try await Migrator.apply(all, on: pool, logger: logger)
            try await pool.withConnection(body)
        }
    }

    package struct UnknownMigration: Error {
        let name: String
    }
}
