import FoundationEssentials
import Glibc
package import Postgres
import Synchronization

/// A PostgreSQL server that its owner starts, kills and stops; a test's, for instance.
///
/// It ends with this process.
package final class PostgresServer: Sendable {
    package let program: PostgresProgram
    private let child = Mutex<ChildProcess?>(nil)

    /// Makes a server in `directory`, on a free port unless one is given, starts it and waits until it answers.
    /// - Throws: `LaunchError` with the end of the server's log.
    package static func start(
        in directory: String, port: Int? = nil, isDurable: Bool = true
    ) async throws -> PostgresServer {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let settings = PostgresProgram.Settings(
            directory: directory, port: try port ?? FreePort.reserve(), role: "tongti", database: "tongti",
            password: UUID().uuidString, isDurable: isDurable, log: "\(directory)/server.log")
        let server = PostgresServer(PostgresProgram(settings))
        try await server.program.prepare()
        try await server.launch()
        return server
    }

    private init(_ program: PostgresProgram) {
        self.program = program
    }

    /// How to reach the server's first database as the role that owns it.
    package var configuration: PostgresConfiguration { program.settings.configuration }

    /// How to reach it as superuser.
    package var administration: PostgresConfiguration { program.settings.administration }

    /// The server's process id while it runs.
    package var pid: Int32? { child.withLock { $0?.pid } }

    /// Ends the server as a crash would, and returns when it is gone.
    ///
    /// Its sessions end at the same moment or soon after.
    package func kill9() async throws {
        try await end(SIGKILL)
    }

    /// Ends the server in order: sessions are cut off, data are written out.
    package func stop() async throws {
        try await end(program.stopSignal)
    }

    /// Starts the server again, after ``kill9()`` or instead of the running one.
    package func restart() async throws {
        try await stop()
        try await launch()
    }

    private func end(_ signal: Int32) async throws {
        let running = child.withLock { child in
            defer { child = nil }
            return child
        }
        try await running?.stop(signal, grace: .seconds(20))
    }

    private func launch() async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let started = try await ChildProcess.start(try program.command())
            child.withLock { $0 = started }
            if try await becomesReady(started, until: deadline) {
                return
            }
            // After a kill the sessions of the old server may hold its memory for a moment more: then a new one gives up.
        }
        throw LaunchError(
            program: "postgres",
            reason: (["no answer in time"] + LogTail.lines(of: program.settings.log, count: 10)).joined(separator: "\n")
        )
    }

    /// - Returns: false when the server has ended instead.
    private func becomesReady(_ started: ChildProcess, until deadline: ContinuousClock.Instant) async throws -> Bool {
        while ContinuousClock.now < deadline {
            guard !started.hasEnded else {
                _ = try await started.exited()
                return false
            }
            if await program.isReady() {
                return true
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
