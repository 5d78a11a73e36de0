import FoundationEssentials
import Glibc
import LocalDistrict

/// A `pg_receivewal` that runs: what it has written is on disk before the server is told so.
struct LogReceiver: Sendable {
    private let child: ChildProcess
    private let log: String

    static func start(_ command: ChildProcess.Command) async throws -> LogReceiver {
        let log = command.log ?? "/dev/null"
        // What an earlier one said explains nothing of this one.
        if access(log, F_OK) == 0 { try FileManager.default.removeItem(atPath: log) }
        return LogReceiver(child: try await ChildProcess.start(command), log: log)
    }

    var hasEnded: Bool { child.hasEnded }

    /// Why it has ended.
    var lastWords: String { BackupServers.reason(LogTail.lines(of: log, count: 3)) ?? "it ended without a word" }

    /// Ends it in order; what it was receiving stays in a file whose name ends with `.partial`.
    func stop() async throws {
        try await child.stop(SIGINT)
    }
}
