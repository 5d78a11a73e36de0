package import Logging

/// Brings a database to the schema of the program, or refuses to work with it.
package enum Migrator {
    /// Any number, so long as nobody else in the database uses it.
    private static let lock: Int64 = 0x7467_6D69_6772_6174

    /// Applies what is missing, in the given order and all in one transaction, under an advisory lock: of several
    /// instances that start together one applies and the others find it done.
    /// - Throws: ``PostgresError`` of kind `migration` when a migration was changed after it was applied, or when the
    ///   database holds one that this program does not know; the server's error when one cannot be applied.
    package static func apply(_ migrations: [Migration], on pool: PostgresPool, logger: Logger) async throws {
        guard Set(migrations.map(\.name)).count == migrations.count else {
            throw PostgresError(.migration, "two have the same name")
        }
        // A change may take longer than a statement may, and so may waiting for the instance that makes it.
        let unlimited = { (configuration: inout PostgresConfiguration) in
            configuration.statementTimeout = .zero
            configuration.lockTimeout = .zero
        }
        try await pool.withSession(configure: unlimited) { connection in
            try await connection.begin()
            try await apply(migrations, in: Transaction(connection: connection), logger: logger)
            try await connection.commit()
        }
    }

    private static func apply(
        _ migrations: [Migration], in transaction: borrowing Transaction, logger: Logger
    ) async throws {
        try await transaction.execute("SELECT pg_advisory_xact_lock(\(lock))")
        try await transaction.execute(table)
        let applied = try await transaction.query("SELECT name, checksum FROM migration", as: (String, [UInt8]).self)
        for migration in try missing(of: migrations, applied: applied) {
            logger.info("applying a migration", metadata: ["migration": "\(migration.name)"])
            try await transaction.connection.runScript(SQL(unsafe: migration.sql))
            try await transaction.execute(
                "INSERT INTO migration (name, checksum) VALUES (\(migration.name), \(migration.checksum))")
        }
    }

    private static let table: SQL = """
        CREATE TABLE IF NOT EXISTS migration (
            name text CONSTRAINT migration_pkey PRIMARY KEY,
            checksum bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
        )
        """

    private static func missing(
        of wanted: [Migration], applied: [(String, [UInt8])]
    ) throws(PostgresError) -> [Migration] {
        for (name, checksum) in applied {
            guard let migration = wanted.first(where: { $0.name == name }) else {
                throw PostgresError(.migration, "the database has \(name), which this program does not know")
            }
            guard migration.checksum == checksum else {
                throw PostgresError(.migration, "\(name) was changed after it was applied")
            }
        }
        let names = Set(applied.map(\.0))
        return wanted.filter { !names.contains($0.name) }
    }
}
