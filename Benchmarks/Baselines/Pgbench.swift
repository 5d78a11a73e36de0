import FoundationEssentials
import LocalDistrict
import Model
import Postgres

/// PostgreSQL's own load generator against one of the district's servers, in a database of its own.
struct Pgbench: Sendable {
    let server: ServiceName
    let district: BenchDistrict
    private let programs: String

    private static let database = "bare"

    /// Makes the database with the baselines' tables.
    init(server: ServiceName, in district: BenchDistrict) async throws {
        self.server = server
        self.district = district
        programs = try await PostgresFolder.find(scratch: district.district.directory.path)
        try await psql("postgres", "CREATE DATABASE bare")
        // The indexes of the votes: a unique key, and the ranges of what grows with time.
        try await psql(
            Self.database,
            """
            CREATE TABLE bare_vote (
                ballot_id bigint NOT NULL, unit_id bigint NOT NULL, choice smallint NOT NULL, at timestamptz NOT NULL,
                PRIMARY KEY (ballot_id, unit_id));
            CREATE INDEX bare_vote_idx ON bare_vote USING brin (at) WITH (pages_per_range = 32, autosummarize = on);
            CREATE SEQUENCE bare_seq;
            CREATE TABLE bare_event (
                shard smallint NOT NULL, pos bigint NOT NULL, id uuid NOT NULL, community text NOT NULL,
                payload bytea NOT NULL, PRIMARY KEY (shard, pos));
            CREATE SEQUENCE bare_pos
            """)
    }

    struct Result {
        let transactionsPerSecond: Double
        let latencyMilliseconds: Double
        /// Of server and generator together.
        let cpuSeconds: Double
        let transactions: Double
    }

    /// Runs a script with prepared statements for `seconds`.
    func run(_ script: String, clients: Int, seconds: Int) async throws -> Result {
        let folder = district.district.directory.path
        let file = "\(folder)/pgbench.sql"
        let log = "\(folder)/pgbench.log"
        try Data(script.utf8).write(to: URL(filePath: file))
        try Data().write(to: URL(filePath: log))
        let before = try cpu()
        try await ChildProcess.finish(
            ChildProcess.Command(
                "\(programs)/pgbench",
                [
                    "-n", "-M", "prepared", "-c", "\(clients)", "-j", "\(min(2, clients))", "-T", "\(seconds)", "-f",
                    file,
                ]
                    + address + [Self.database],
                environment: environment, log: log))
        let used = try cpu() - before
        let text = try String(contentsOfFile: log, encoding: .utf8)
        return Result(
            transactionsPerSecond: try Self.number("tps = ", in: text),
            latencyMilliseconds: try Self.number("latency average = ", in: text), cpuSeconds: used,
            transactions: try Self.number("number of transactions actually processed: ", in: text))
    }

    /// Settings that decide what the figures mean.
    func settings() async throws -> String {
        try await district.connected(to: server) { connection in
            let rows = try await connection.query(
                """
                SELECT name || '=' || setting FROM pg_settings
                WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums',
                    'shared_buffers', 'max_wal_size', 'wal_sync_method', 'track_commit_timestamp')
                ORDER BY name
                """, as: String.self)
            return rows.joined(separator: " ")
        }
    }

    private func cpu() throws -> Double {
        let table = try ProcessTable()
        // pgbench is a child of this process and counted when it has ended; the server is one all the time.
        return try table.cpuSeconds(below: district.pid(of: .postgres(server))) + ProcessTable.endedChildren()
    }

    private func psql(_ database: String, _ text: String) async throws {
        let log = "\(district.district.directory.path)/psql.log"
        try await ChildProcess.finish(
            ChildProcess.Command(
                "\(programs)/psql", ["-q", "-v", "ON_ERROR_STOP=1", "-c", text] + address + [database],
                environment: environment, log: log))
    }

    private var address: [String] {
        let configuration = district.district.postgres(of: server)
        return ["-h", configuration.host, "-p", "\(configuration.port)", "-U", "postgres"]
    }

    private var environment: [String: String] { ["PGPASSWORD": district.district.postgres(of: server).password ?? ""] }

    private static func number(_ label: String, in text: String) throws -> Double {
        guard let start = text.firstRange(of: label)?.upperBound,
            let value = Double(text[start...].prefix { $0.isNumber || $0 == "." })
        else { throw BenchFault("pgbench did not print \"\(label)\":\n\(text)") }
        return value
    }
}

enum FlushCost {
    /// What one flush of the write-ahead log costs on this volume, as `pg_test_fsync` prints it.
    static func measured(in folder: String, scratch: String) async throws -> String {
        let log = "\(scratch)/pg_test_fsync.out"
        try Data().write(to: URL(filePath: log))
        try await ChildProcess.finish(
            ChildProcess.Command(
                "\(folder)/pg_test_fsync", ["-s", "1", "-f", "\(scratch)/pg_test_fsync.data"], log: log))
        let text = try String(contentsOfFile: log, encoding: .utf8)
        let line =
            text.split(separator: "\n").first { $0.contains("fdatasync") && $0.contains("ops/sec") } ?? "not measured"
        return line.split(separator: " ").joined(separator: " ")
    }
}
