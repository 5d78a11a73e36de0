import FoundationEssentials
import Glibc
import LocalDistrict
import Model
import Postgres

/// A server that recovers a copy, and that nobody can reach but this process.
struct RestoredServer: Sendable {
    let service: ServiceName
    private let child: ChildProcess
    private let data: String
    /// The folder of its socket; what is named after it lies where the server's user cannot exchange it.
    private let sockets: String

    /// Begins to recover a copy that has its log in `pg_wal` and a `recovery.signal`, to a moment or, without one, to
    /// the end of the log.
    static func start(
        _ service: ServiceName, data: String, to moment: Timestamp?, with servers: BackupServers
    ) async throws -> RestoredServer {
        let sockets = "\(servers.scratch)/\(service.rawValue)"
        for (file, text) in [("\(sockets).hba", "local all all trust\n"), ("\(sockets).conf", "")] {
            try Archive.makeFile(file, Data(text.utf8))
            try PostgresCluster.giveToUser(file)
        }
        try Archive.makeFolder(sockets)
        try PostgresCluster.giveToUser(sockets)
        // Words of the command, so that nothing of it stays in the folder, which need not have a file of settings: some
        // systems keep it elsewhere.
        let settings = [
            "config_file=\(sockets).conf", "hba_file=\(sockets).hba", "listen_addresses=",
            "unix_socket_directories=\(sockets)", "unix_socket_permissions=0700", "port=5432", "ssl=off",
            "archive_mode=off", "synchronous_standby_names=", "logging_collector=off", "hot_standby=off",
            "restore_command=/bin/false", "recovery_target_timeline=current", "recovery_target_action=promote",
            "timezone=UTC", "log_timezone=UTC",
        ]
        let target = moment.map { ["recovery_target_time=\($0)"] } ?? []
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "\(servers.programs)/postgres", ["-D", data] + (settings + target).flatMap { ["-c", $0] },
                environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"], log: "\(sockets).log",
                user: PostgresCluster.user, orphanSignal: .interrupt))
        return RestoredServer(service: service, child: child, data: data, sockets: sockets)
    }

    /// The service's database, as its role.
    var configuration: PostgresConfiguration {
        var configuration = PostgresConfiguration(
            host: sockets, port: 5432, database: service.rawValue, user: service.rawValue)
        configuration.statementTimeout = .zero
        return configuration
    }

    /// Waits for the end of recovery, which takes as long as there is log.
    ///
    /// - Parameter end: how far the log must have been read; nil where a moment told.
    /// - Throws: `BackupError.failed` where it did not come to its end, with the server's last words;
    ///   `BackupError.damaged` where the log ended before.
    func awaitRecovered(through end: LogPosition?) async throws {
        while true {
            do {
                let connection = try await PostgresConnection.connect(configuration)
                await connection.close()
                break
            } catch let error as PostgresError where error.isRetriable {
                guard !child.hasEnded else { throw failure }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        guard let end else { return }
        // A record that is not as it was written ends a log like its end does.
        guard let reached = try endOfHistory(), reached >= end else {
            throw BackupError.damaged(service, "the log cannot be read through \(end), which was received")
        }
    }

    /// Ends it in order: what it has recovered is written out.
    func stop() async throws {
        guard try await child.stop(SIGINT, grace: .seconds(600)) == .exited(0) else { throw failure }
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

    private var failure: BackupError {
        let log = "\(sockets).log"
        // Who asked too early was told so, as a fatal error of theirs.
        let fatal = LogTail.lines(of: log, count: 30).last {
            $0.contains("FATAL") && !$0.contains("the database system is")
        }
        return .failed(service, "recovery: " + (fatal ?? BackupServers.lastWords(log) ?? "the server said nothing"))
    }
}
