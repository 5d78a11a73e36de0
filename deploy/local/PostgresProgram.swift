import FoundationEssentials
import Glibc
package import Postgres
import Synchronization

/// One PostgreSQL server with one database for one service, on 127.0.0.1, in a folder of its own.
///
/// The service's role owns its database and is no superuser. Nothing is created outside the folder.
package final class PostgresProgram: Program {
    package let settings: Settings
    private let programs = Mutex<String?>(nil)

    package struct Settings: Sendable {
        /// Holds the data folder; made if missing.
        package var directory: String
        package var port: Int
        /// The service's role and database; both are made if missing.
        package var role: String
        package var database: String
        /// Of the service's role and, where it is durable, of the superuser `postgres`.
        package var password: String
        /// Without it a crash of the machine may destroy the data, though not one of the server, and everything is faster:
        /// for tests.
        package var isDurable: Bool
        /// Further settings as `name=value`.
        package var options: [String]
        package var log: String

        package init(
            directory: String, port: Int, role: String, database: String, password: String, isDurable: Bool,
            options: [String] = [], log: String
        ) {
            self.directory = directory
            self.port = port
            self.role = role
            self.database = database
            self.password = password
            self.isDurable = isDurable
            self.options = options
            self.log = log
        }

        package var configuration: PostgresConfiguration {
            PostgresConfiguration(
                host: "127.0.0.1", port: port, database: database, user: role, password: password)
        }

        /// For what only a superuser may do, such as ending other people's sessions.
        package var administration: PostgresConfiguration {
            PostgresConfiguration(
                host: "127.0.0.1", port: port, database: "postgres", user: "postgres",
                password: isDurable ? password : PostgresTemplate.password)
        }

        var data: String { "\(directory)/data" }
    }

    package init(_ settings: Settings) {
        self.settings = settings
    }

    /// "Fast" shutdown: sessions are ended, data are written out.
    package var stopSignal: Int32 { SIGINT }

    /// Makes the data folder, with checksums, unless it is there.
    package func prepare() async throws {
        let files = FileManager.default
        try files.createDirectory(atPath: settings.directory, withIntermediateDirectories: true)
        try ServerFolder.make(settings.directory)
        let programs = try await findPrograms()
        if files.fileExists(atPath: "\(settings.data)/PG_VERSION") {
            return
        }
        // What an interrupted initdb has left.
        if files.fileExists(atPath: settings.data) {
            try files.removeItem(atPath: settings.data)
        }
        // Made beside its place and then moved there: a data folder is whole or it is not there.
        let fresh = "\(settings.directory)/data.new"
        if files.fileExists(atPath: fresh) {
            try files.removeItem(atPath: fresh)
        }
        if settings.isDurable {
            try await PostgresCluster(
                programs: programs, password: settings.password, isDurable: true, log: settings.log
            ).make(fresh)
        } else {
            try await PostgresTemplate.copy(to: fresh, programs: programs, log: settings.log)
        }
        try files.moveItem(atPath: fresh, toPath: settings.data)
    }

    package func command() throws -> ChildProcess.Command {
        guard let programs = programs.withLock({ $0 }) else {
            throw LaunchError(program: "postgres", reason: "prepare() has not run")
        }
        let durability = settings.isDurable ? "on" : "off"
        let options =
            [
                "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=\(durability)",
                "full_page_writes=\(durability)", "max_connections=100", "timezone=UTC", "log_timezone=UTC",
                // After each checkpoint every page that is touched goes into the log whole once: in a busy hour they come seldom
                // (docs/decisions/0021).
                "max_wal_size=4GB", "checkpoint_timeout=15min",
                // A slot that nobody reads any more, such as a backup's, costs so much of the disk and no more.
                "max_slot_wal_keep_size=4GB",
            ] + settings.options
        return ChildProcess.Command(
            "\(programs)/postgres",
            ["-D", settings.data, "-p", "\(settings.port)"] + options.flatMap { ["-c", $0] },
            directory: settings.directory, log: settings.log, user: PostgresCluster.user, orphanSignal: .interrupt)
    }

    /// Whether the service's database takes statements.
    ///
    /// Makes role and database when they are what is missing.
    package func isReady() async -> Bool {
        do {
            try await Self.ask(settings.configuration)
            return true
        } catch let error as PostgresError where [.invalidPassword, .invalidCatalogName].contains(error.sqlState) {
            return await makeRoleAndDatabase()
        } catch {
            // Not yet: whoever asks will ask again, and has the log when it takes too long.
            return false
        }
    }

    private func makeRoleAndDatabase() async -> Bool {
        do {
            let connection = try await PostgresConnection.connect(settings.administration)
            try await connection.execute("SELECT set_config('tongti.role', \(settings.role), false)")
            try await connection.execute("SELECT set_config('tongti.password', \(settings.password), false)")
            try await connection.execute(Self.makeRole)
            let isThere = try await connection.query(
                "SELECT true FROM pg_database WHERE datname = \(settings.database)", as: Bool.self)
            await connection.close()
            if isThere.isEmpty {
                try await makeDatabase(settings.database)
            }
            try await Self.ask(settings.configuration)
            return true
        } catch {
            return false
        }
    }

    /// Makes a database that the service's role owns, empty or as a copy of one that nobody uses.
    package func makeDatabase(_ name: String, from template: String? = nil) async throws {
        try await administer(
            "createdb", ["--owner=\(settings.role)"] + (template.map { ["--template=\($0)"] } ?? []) + [name])
    }

    /// Drops a database, ending its sessions.
    package func dropDatabase(_ name: String) async throws {
        try await administer("dropdb", ["--force", name])
    }

    /// `CREATE DATABASE` and its like take no bound names; PostgreSQL's own programs know how to quote.
    private func administer(_ program: String, _ arguments: [String]) async throws {
        try await ChildProcess.finish(
            ChildProcess.Command(
                "\(try await findPrograms())/\(program)",
                ["--host=127.0.0.1", "--port=\(settings.port)", "--username=postgres", "--no-password"] + arguments,
                environment: ["PGPASSWORD": settings.administration.password ?? ""], log: settings.log))
    }

    private static func ask(_ configuration: PostgresConfiguration) async throws {
        let connection = try await PostgresConnection.connect(configuration)
        try await connection.execute("SELECT 1")
        await connection.close()
    }

    private static let makeRole: SQL = """
        DO $do$
        DECLARE
            role text := current_setting('tongti.role');
            known boolean := EXISTS (SELECT FROM pg_roles WHERE rolname = role);
        BEGIN
            EXECUTE format(
                CASE WHEN known THEN 'ALTER' ELSE 'CREATE' END || ' ROLE %I LOGIN PASSWORD %L',
                role, current_setting('tongti.password'));
        END
        $do$
        """

    private func findPrograms() async throws -> String {
        if let known = programs.withLock({ $0 }) { return known }
        let folder = try await PostgresFolder.find(scratch: settings.directory)
        programs.withLock { $0 = folder }
        return folder
    }
}
