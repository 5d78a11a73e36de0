import FoundationEssentials
import Glibc
import LocalDistrict
import Model
import Postgres

/// A server that recovers a copy, and that nobody can reach but this process.
struct RestoredServer: Sendable {
    let service: ServiceName
    private let child: ChildProcess
    private let sockets: String
    private let data: String
    private let log: String

    struct Surroundings: Sendable {
        /// Where PostgreSQL's are.
        let programs: String
        /// A folder of the user who runs the server; a short path, because a socket's has a limit of 107 bytes.
        let sockets: String
    }

    /// Begins to recover a copy that has its log in `pg_wal`, to a moment or, without one, to the end of the log.
    static func start(
        _ service: ServiceName, data: String, log: String, to moment: Timestamp?, in surroundings: Surroundings
    ) async throws -> RestoredServer {
        let sockets = "\(surroundings.sockets)/\(service.rawValue)"
        try Archive.makeFolder(sockets)
        let rules = "\(sockets)/pg_hba.conf"
        // Nobody else can enter the folder.
        try Data("local all all trust\n".utf8).write(to: URL(filePath: rules))
        for path in [rules, sockets] { try PostgresCluster.giveToUser(path) }
        let signal = "\(data)/recovery.signal"
        try Data().write(to: URL(filePath: signal))
        try PostgresCluster.giveToUser(signal)
        // Words of the command, so that nothing of it stays in the folder.
        let settings = [
            "listen_addresses=", "unix_socket_directories=\(sockets)", "unix_socket_permissions=0700", "port=5432",
            "hba_file=\(rules)", "ssl=off", "archive_mode=off", "synchronous_standby_names=", "logging_collector=off",
            "hot_standby=off", "restore_command=/bin/false", "recovery_target_timeline=current",
            "recovery_target_action=promote", "timezone=UTC", "log_timezone=UTC",
        ]
        let target = moment.map { ["recovery_target_time=\($0)"] } ?? []
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "\(surroundings.programs)/postgres", ["-D", data] + (settings + target).flatMap { ["-c", $0] },
                environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"], log: log, user: PostgresCluster.user,
                orphanSignal: .interrupt))
        return RestoredServer(service: service, child: child, sockets: sockets, data: data, log: log)
    }

    /// The service's database, as its role.
    var configuration: PostgresConfiguration {
        PostgresConfiguration(host: sockets, port: 5432, database: service.rawValue, user: service.rawValue)
    }

    /// Waits for the end of recovery, which takes as long as there is log.
    ///
    /// - Parameter end: how far the log must have been read; nil where a moment told.
    /// - Throws: `BackupError.failed` where it did not come to its end, with the server's last words.
    func awaitRecovered(through end: LogPosition?) async throws {
        while true {
            do {
                let connection = try await PostgresConnection.connect(configuration)
                await connection.close()
                break
            } catch let error as PostgresError where error.isRetriable {
                guard !child.hasEnded else { throw failure(lastWords) }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        guard let end else { return }
        // A record that is not as it was written ends a log like its end does.
        guard let reached = try endOfHistory(), reached >= end.beforeHead else {
            throw BackupError.damaged(service, reason: "the log cannot be read through \(end), which was received")
        }
    }

    /// Ends it in order: what it has recovered is written out.
    func stop() async throws {
        let status = try await child.stop(SIGINT, grace: .seconds(600))
        guard status == .exited(0) else { throw failure(lastWords) }
    }

    /// Where the new history begins, by the file that the server has written about it.
    private func endOfHistory() throws -> LogPosition? {
        let folder = "\(data)/pg_wal"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        guard let newest = names.filter({ $0.hasSuffix(".history") }).max() else { return nil }
        let lines = try String(contentsOfFile: "\(folder)/\(newest)", encoding: .utf8).split(separator: "\n")
        let columns = lines.last { !$0.hasPrefix("#") }?.split(separator: "\t") ?? []
        return columns.count > 1 ? LogPosition(String(columns[1])) : nil
    }

    private var lastWords: String {
        let lines = LogTail.lines(of: log, count: 30)
        return lines.last { $0.contains("FATAL") } ?? BackupServers.reason(lines) ?? "it said nothing"
    }

    private func failure(_ reason: String) -> BackupError {
        .failed(service, doing: "recovery", reason: reason)
    }
}
