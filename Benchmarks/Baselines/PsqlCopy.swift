import FoundationEssentials
import LocalDistrict
import Model
import Postgres

/// `psql \copy` of a roll's file into a table with the file's columns, its key and the index by owner.
struct PsqlCopy: Sendable {
    let server: ServiceName
    let district: BenchDistrict
    private let programs: String

    private static let database = "bare_copy"

    init(server: ServiceName, in district: BenchDistrict) async throws {
        self.server = server
        self.district = district
        programs = try await PostgresFolder.find(scratch: district.district.directory.path)
        _ = try await psql("CREATE DATABASE bare_copy", database: "postgres")
    }

    /// Copies the file into an empty table.
    ///
    /// - Returns: how long the COPY took with its commit, by psql's own clock: its start and its connection are not in it.
    func run(_ file: String, rows: Int) async throws -> Duration {
        // As the registry has them: the unit's key with its owner, and who owns what.
        _ = try await psql(
            """
            DROP TABLE IF EXISTS bare_roll;
            CREATE TABLE bare_roll (
                building text NOT NULL, entrance text NOT NULL, floor text NOT NULL, unit text NOT NULL,
                area_m2 numeric(12, 2) NOT NULL, use text NOT NULL, owner_ref text NOT NULL, owner_name text NOT NULL,
                owner_kind text NOT NULL, phone text NOT NULL,
                PRIMARY KEY (building, entrance, unit, owner_ref));
            CREATE INDEX bare_roll_owner_idx ON bare_roll (owner_ref);
            CHECKPOINT
            """, database: Self.database)
        let answer = try await psql(
            """
            \\timing on
            \\copy bare_roll FROM '\(file)' WITH (FORMAT csv, HEADER true, FORCE_NOT_NULL (phone))
            """, database: Self.database)
        guard answer.contains("COPY \(rows)\n"), let start = answer.firstRange(of: "Time: ")?.upperBound,
            let milliseconds = Double(answer[start...].prefix { $0.isNumber || $0 == "." })
        else { throw BenchFault("\\copy of \(rows) rows: \(answer)") }
        return .milliseconds(milliseconds)
    }

    /// What autovacuum would do at some moment or other, done now.
    func settle(_ database: String) async throws {
        _ = try await psql("VACUUM ANALYZE; CHECKPOINT", database: database)
    }

    private func psql(_ script: String, database: String) async throws -> String {
        let folder = district.district.directory.path
        let (file, log) = ("\(folder)/psql.sql", "\(folder)/psql.out")
        try Data("\(script);\n".utf8).write(to: URL(filePath: file))
        try Data().write(to: URL(filePath: log))
        let configuration = district.district.postgres(of: server)
        try await ChildProcess.finish(
            ChildProcess.Command(
                "\(programs)/psql",
                [
                    "-X", "-v", "ON_ERROR_STOP=1", "-f", file, "-h", configuration.host, "-p",
                    "\(configuration.port)", "-U", "postgres", database,
                ],
                environment: ["PGPASSWORD": configuration.password ?? ""], log: log))
        return try String(contentsOfFile: log, encoding: .utf8)
    }
}
