import FoundationEssentials
import Glibc
package import LocalDistrict
import Model

/// The five database servers as PostgreSQL's own programs reach them: by a connection service file (libpq, 34.17).
package struct BackupServers: Sendable {
    /// Has a section for each service.
    package let file: String
    /// What programs write until somebody has read it.
    let scratch: String
    private let programs: String

    /// Runs `body` with the servers that a file names.
    ///
    /// - Throws: `LaunchError` where PostgreSQL's programs are missing, and what `body` throws.
    package static func with<R>(file: String, _ body: (BackupServers) async throws -> R) async throws -> R {
        try await withScratchFolder { scratch in
            try await body(
                BackupServers(
                    file: URL(filePath: file).standardizedFileURL.path, scratch: scratch,
                    programs: PostgresFolder.find(scratch: scratch)))
        }
    }

    /// Runs `body` with the servers of a running local district.
    ///
    /// - Throws: `BackupError.unusable` where a password is missing, and what `body` throws.
    package static func with<R>(
        _ state: DistrictState, in directory: DistrictDirectory, _ body: (BackupServers) async throws -> R
    ) async throws -> R {
        try await withScratchFolder { scratch in
            let file = "\(scratch)/servers.conf"
            let sections = try ServiceName.allCases.map { service in
                guard let part = state.parts.first(where: { $0.part == .postgres(service) }),
                    let password = FileManager.default.contents(atPath: directory.passwordFile(of: service))
                else { throw BackupError.unusable(path: directory.passwordFile(of: service), reason: "is missing") }
                return """
                    [\(service.rawValue)]
                    host=127.0.0.1
                    port=\(part.port)
                    user=postgres
                    dbname=postgres
                    password=\(String(decoding: password, as: UTF8.self))

                    """
            }
            // Nobody else can enter the folder.
            try Data(sections.joined().utf8).write(to: URL(filePath: file))
            return try await body(
                BackupServers(file: file, scratch: scratch, programs: PostgresFolder.find(scratch: scratch)))
        }
    }

    /// A program of PostgreSQL that speaks to a service's server under a name, or only reads files.
    func command(
        _ program: String, _ arguments: [String], to service: ServiceName? = nil, as name: SessionName = .asking,
        log: String
    ) -> ChildProcess.Command {
        var words = arguments
        if let service {
            // A server that has vanished is noticed within half a minute.
            let limits = "connect_timeout=5 tcp_user_timeout=20000"
            words += [
                "--no-password", "--dbname", "service=\(service.rawValue) application_name=\(name.rawValue) \(limits)",
            ]
        }
        // Passwords and certificates may lie where libpq looks by itself.
        var environment = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("PG") || $0.key == "HOME" }
        environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
        environment["PGSERVICEFILE"] = file
        environment["LC_ALL"] = "C.UTF-8"
        return ChildProcess.Command("\(programs)/\(program)", words, environment: environment, log: log)
    }

    /// Runs a program to its end.
    ///
    /// The deed is what it does, for the error.
    ///
    /// - Returns: the lines that it wrote.
    /// - Throws: `BackupError.failed` with the last of them; when this task is cancelled, the program is ended.
    @discardableResult
    func run(
        _ program: String, _ arguments: [String], for service: ServiceName, connected isConnected: Bool,
        as name: SessionName = .asking, _ deed: String
    ) async throws -> [String] {
        let log = "\(scratch)/\(UUID())"
        defer { unlink(log) }
        let child = try await ChildProcess.start(
            command(program, arguments, to: isConnected ? service : nil, as: name, log: log))
        let status = try await withTaskCancellationHandler {
            try await child.exited()
        } onCancel: {
            child.signal(SIGTERM)
        }
        try Task.checkCancellation()
        let lines = LogTail.lines(of: log, count: 1_000)
        guard status == .exited(0) else {
            throw BackupError.failed(service, doing: deed, reason: Self.reason(lines) ?? "\(status)")
        }
        return lines
    }

    /// Asks a server, and gives the columns of each row.
    ///
    /// - Throws: `BackupError.unanswered`.
    func ask(_ service: ServiceName, as name: SessionName = .asking, _ statements: [String]) async throws -> [[String]]
    {
        let options = ["--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--set", "ON_ERROR_STOP=1"]
        do {
            let lines = try await run(
                "psql", options + statements.flatMap { ["--command", $0] }, for: service, connected: true, as: name,
                "asking")
            return lines.map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
        } catch BackupError.failed(let service, _, let reason) {
            throw BackupError.unanswered(service, reason: reason)
        }
    }

    /// What the last lines of a program say.
    static func reason(_ lines: [String]) -> String? {
        lines.isEmpty ? nil : lines.suffix(3).map { $0.trimmingPrefix { $0.isWhitespace } }.joined(separator: " ")
    }

    private static func withScratchFolder<R>(_ body: (String) async throws -> R) async throws -> R {
        let prefix = "tongti-backup-"
        try ScratchFolder.removeLeftovers(prefix)
        let folder = "\(ScratchFolder.path)/\(prefix)\(getpid())-\(UUID())"
        try Archive.makeFolder(folder)
        let result: Result<R, any Error>
        do {
            result = .success(try await body(folder))
        } catch {
            result = .failure(error)
        }
        try FileManager.default.removeItem(atPath: folder)
        return try result.get()
    }
}

/// As what a program is known to the server; the log is kept there for the slot of the same name.
enum SessionName: String, Sendable {
    case asking = "tongti"
    case receiving = "tongti_backup"
    case taking = "tongti_take"
}
