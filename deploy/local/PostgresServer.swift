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

    /// Makes a server in `directory`, on a free port, starts it and waits until it answers.
    ///
    /// Its database has the name of the role that owns it. What it stores outlives a crash of the server alone.
    ///
    /// - Throws: `LaunchError` with the end of the server's log.
    package static func start(
        in directory: String, role: String = "tongti", options: [String] = []
    ) async throws -> PostgresServer {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let settings = PostgresProgram.Settings(
            directory: directory, port: try FreePort.reserve(), role: role, database: role,
            password: UUID().uuidString, isDurable: false, options: options, log: "\(directory)/server.log")
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

    /// Ends the server and its sessions as a crash would, and returns when they are gone.
    package func kill9() async throws {
        try await taken()?.crash()
    }

    /// Ends the server in order: sessions are cut off, data are written out.
    package func stop() async throws {
        try await taken()?.stop(program.stopSignal, grace: .seconds(20))
    }

    /// Starts the server again, after ``kill9()`` or instead of the running one.
    package func restart() async throws {
        try await stop()
        try await launch()
    }

    private func taken() -> ChildProcess? {
        child.withLock { $0.take() }
    }

    private func launch() async throws {
        let started = try await ChildProcess.start(program.command())
        child.withLock { $0 = started }
        let deadline = ContinuousClock.now + .seconds(60)
        while await !program.isReady() {
            guard !started.hasEnded else { throw failure("\(try await started.exited())") }
            guard ContinuousClock.now < deadline else { throw failure("no answer in time") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func failure(_ reason: String) -> LaunchError {
        let log = LogTail.lines(of: program.settings.log, count: 10)
        return LaunchError(program: "postgres", reason: ([reason] + log).joined(separator: "\n"))
    }
}
