import FoundationEssentials
import Glibc
package import LocalDistrict
import Model

/// The five database servers as PostgreSQL's own programs reach them: by a connection service file (libpq, 34.17).
package struct BackupServers: Sendable {
    /// Has a section for each service.
    let file: String
    /// What is needed for as long as this is; gone then.
    let scratch: String
    /// Where PostgreSQL's programs are.
    let programs: String

    /// Runs `body` with the servers that a file names; `/dev/null` names none, for those who need the programs alone.
    ///
    /// Other users may pass the scratch folder where it is said, to files whose names they know.
    ///
    /// - Throws: `LaunchError` where PostgreSQL's programs are missing, and what `body` throws.
    package static func with<R>(
        file: String, isPassable: Bool = false, _ body: (BackupServers) async throws -> R
    ) async throws -> R {
        let prefix = "tongti-backup-"
        try ScratchFolder.removeLeftovers(prefix)
        // Short, because a socket's path has a limit of 107 bytes.
        let scratch = "\(ScratchFolder.path)/\(prefix)\(getpid())-\(UUID().uuidString.prefix(8))"
        let mode = isPassable ? 0o711 : 0o700
        try FileManager.default.createDirectory(
            atPath: scratch, withIntermediateDirectories: false, attributes: [.posixPermissions: mode])
        let result: Result<R, any Error>
        do {
            let programs = try await PostgresFolder.find(scratch: scratch)
            let path = URL(filePath: file).standardizedFileURL.path
            result = .success(try await body(BackupServers(file: path, scratch: scratch, programs: programs)))
        } catch {
            result = .failure(error)
        }
        try FileManager.default.removeItem(atPath: scratch)
        return try result.get()
    }

    /// Runs `body` with the servers of a running local district.
    ///
    /// - Throws: `BackupError.unusable` where a password is missing, and what `body` throws.
    package static func with<R>(
        _ state: DistrictState, in directory: DistrictDirectory, _ body: (BackupServers) async throws -> R
    ) async throws -> R {
        let sections = try ServiceName.allCases.map { service in
            let secret = directory.passwordFile(of: service)
            guard let part = state.parts.first(where: { $0.part == .postgres(service) }),
                let password = FileManager.default.contents(atPath: secret)
            else { throw BackupError.unusable(path: secret, reason: "is missing") }
            return section(of: service, port: part.port, password: String(decoding: password, as: UTF8.self))
        }
        return try await with(file: "/dev/null") { none in
            let file = "\(none.scratch)/servers.conf"
            try Archive.makeFile(file, Data(sections.joined().utf8))
            return try await body(BackupServers(file: file, scratch: none.scratch, programs: none.programs))
        }
    }

    /// What a connection service file says of a server on this machine.
    static func section(of service: ServiceName, port: Int, password: String) -> String {
        """
        [\(service.rawValue)]
        host=127.0.0.1
        port=\(port)
        user=postgres
        dbname=postgres
        password=\(password)

        """
    }

    /// A program of PostgreSQL that speaks to a service's server under a name, or one that only reads files.
    func command(
        _ program: String, _ arguments: [String], to service: ServiceName?, as name: String, log: String
    ) -> ChildProcess.Command {
        // A server that has vanished is noticed within half a minute, also by who only listens.
        let connection = service.map { service in
            let limits = "connect_timeout=5 tcp_user_timeout=20000 keepalives_idle=10 keepalives_interval=10"
            return ["--no-password", "--dbname", "service=\(service.rawValue) application_name=\(name) \(limits)"]
        }
        // Passwords and certificates may lie where libpq looks by itself.
        var environment = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("PG") || $0.key == "HOME" }
        environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
        environment["PGSERVICEFILE"] = file
        environment["LC_ALL"] = "C.UTF-8"
        return ChildProcess.Command(
            program.hasPrefix("/") ? program : "\(programs)/\(program)", arguments + (connection ?? []),
            environment: environment, log: log)
    }

    /// Runs a program to its end, which comes by force at the limit or when this task is cancelled.
    ///
    /// - Throws: `BackupError.failed` with the last that it said.
    func run(
        _ program: String, _ arguments: [String], for service: ServiceName, connected isConnected: Bool = false,
        as name: String = "tongti", within limit: Duration = .seconds(7 * 86_400)
    ) async throws {
        let log = "\(scratch)/\(UUID())"
        defer { unlink(log) }
        let child = try await ChildProcess.start(
            command(program, arguments, to: isConnected ? service : nil, as: name, log: log))
        // 0 is no signal: its own end is waited for.
        let status = try await child.stop(0, grace: limit)
        try Task.checkCancellation()
        guard status == .exited(0) else {
            throw BackupError.failed(service, Self.lastWords(log) ?? "\(program): \(status)")
        }
    }

    /// Asks a server, and gives the columns of each row.
    ///
    /// - Throws: `BackupError.unanswered`, also where it is silent for half a minute.
    func ask(_ service: ServiceName, as name: String = "tongti", _ statements: [String]) async throws -> [[String]] {
        // Beside what the server warns of.
        let rows = "\(scratch)/\(UUID())"
        defer { unlink(rows) }
        let options = [
            "--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", rows,
        ]
        do {
            try await run(
                "psql", options + statements.flatMap { ["--command", $0] }, for: service, connected: true, as: name,
                within: .seconds(30))
        } catch BackupError.failed(_, let reason) {
            throw BackupError.unanswered(service, reason)
        }
        return try String(contentsOfFile: rows, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// What a program has said last.
    static func lastWords(_ log: String) -> String? {
        let lines = LogTail.lines(of: log, count: 3)
        return lines.isEmpty ? nil : lines.map { $0.trimmingPrefix { $0.isWhitespace } }.joined(separator: " ")
    }
}
