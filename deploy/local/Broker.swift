import FoundationEssentials
import Glibc
import Synchronization

/// A broker that its owner starts, kills and stops; a test's, for instance.
///
/// It ends with this process.
package final class Broker: Sendable {
    package let program: BrokerProgram
    private let child = Mutex<ChildProcess?>(nil)

    private init(_ program: BrokerProgram) {
        self.program = program
    }

    /// Starts a broker on a free port, and waits until it takes connections.
    ///
    /// It comes from the clone that `deploy/setup` has set up, the working folder.
    /// - Throws: `LaunchError`
    package static func start() async throws -> Broker {
        let root = FileManager.default.currentDirectoryPath
        let broker = Broker(BrokerProgram(port: try FreePort.reserve(), root: root, log: "/dev/null"))
        try broker.program.prepare()
        try await broker.launch()
        return broker
    }

    /// As `bootstrap.servers` wants it.
    package var address: String { program.address }

    /// The broker's process id while it runs.
    package var pid: Int32? { child.withLock { $0?.pid } }

    /// Ends the broker as a crash would, with everything that it held, and returns when it is gone.
    package func kill9() async throws {
        try await end(SIGKILL)
    }

    /// Ends the broker in order, which Tansu takes two seconds for.
    package func stop() async throws {
        try await end(program.stopSignal)
    }

    /// Starts the broker again on its port, empty and under a new cluster id, after `kill9()` or instead of the running one.
    package func restart() async throws {
        try await kill9()
        try await launch()
    }

    private func end(_ signal: Int32) async throws {
        let running = child.withLock { $0.take() }
        try await running?.stop(signal)
    }

    private func launch() async throws {
        let started = try await ChildProcess.start(program.command())
        child.withLock { $0 = started }
        while await !program.isReady() {
            guard !started.hasEnded else {
                throw LaunchError(program: "tansu", reason: "\(try await started.exited())")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
