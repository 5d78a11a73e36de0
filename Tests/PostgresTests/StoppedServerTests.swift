import Foundation
import LocalDistrict
import Postgres
import TestSupport
import Testing

/// What becomes of a call while the server's process stands still.
@Suite(.database)
struct StoppedServerTests {
    /// Signal 2 in the kernel's sets of signals.
    private static let interrupt: UInt64 = 1 << (2 - 1)

    private struct Backend {
        let pid: Int32
        /// The client's port of its connection.
        let port: Int32

        init(of connection: PostgresConnection) async throws {
            (pid, port) = try await connection.query(
                "SELECT pg_backend_pid(), inet_client_port()", as: (Int32, Int32).self)[0]
        }

        /// Stops the process, which goes on after `body`.
        func stopped<Value>(during body: () async throws -> Value) async throws -> Value {
            try #require(kill(pid, SIGSTOP) == 0)
            defer { kill(pid, SIGCONT) }
            return try await body()
        }

        /// Returns when bytes wait for the process.
        func waitForInput(from server: Int) async throws {
            let addresses = String(format: "0100007F:%04X 0100007F:%04X", server, port)
            try await waitWhile {
                let line = try KernelFile.lines(of: "/proc/net/tcp").first { $0.contains(addresses) }
                // "local remote state sent:received …", the two in hexadecimal digits.
                let received = line?.split(separator: " ").dropFirst(4).first?.split(separator: ":").last ?? "0"
                return UInt64(received, radix: 16) ?? 0 == 0
            }
        }

        /// Returns when the process has a signal that it will see when it goes on.
        func waitForInterrupt() async throws {
            try await waitWhile {
                let line = try KernelFile.lines(of: "/proc/\(pid)/status").first { $0.hasPrefix("ShdPnd:") }
                let pending = UInt64(line?.dropFirst(7).trimmingCharacters(in: .whitespaces) ?? "", radix: 16) ?? 0
                return pending & StoppedServerTests.interrupt == 0
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a cancellation that comes before the server has begun the statement is repeated`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let backend = try await Backend(of: connection)
                try await withThrowingTaskGroup(of: PostgresError?.self) { group in
                    try await backend.stopped {
                        group.addTask {
                            await #expect(throws: PostgresError.self) {
                                try await connection.query("SELECT pg_sleep(20)")
                            }
                        }
                        try await backend.waitForInput(from: pool.configuration.port)
                        group.cancelAll()
                        // It sees the signal first, while it waits for a statement, and ignores it.
                        try await backend.waitForInterrupt()
                    }
                    let error = try await group.next() ?? nil
                    #expect(error?.kind == .cancelled)
                }
                #expect(try await Backend(of: connection).pid == backend.pid)
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a cancelled statement is not waited for as long as it might take`() async throws {
        try await TestDatabase.withPool(\.silenceAllowance, .milliseconds(300)) { pool in
            let error = try await pool.withConnection { connection in
                let backend = try await Backend(of: connection)
                return try await backend.stopped {
                    try await withThrowingTaskGroup(of: PostgresError?.self) { group in
                        group.addTask {
                            await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
                        }
                        try await backend.waitForInput(from: pool.configuration.port)
                        group.cancelAll()
                        return try await group.next() ?? nil
                    }
                }
            }
            #expect(error?.kind == .connectionLost && error?.outcomeUnknown == true)
            #expect(error?.description.contains("was cancelled") == true)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a server that stands still as a whole holds up no task that is cancelled`() async throws {
        try await TestPostgres.withServer { server in
            var configuration = server.configuration
            configuration.silenceAllowance = .milliseconds(300)
            let error = try await TestDatabase.withPool(configuration) { pool in
                try await pool.withConnection { connection in
                    let backend = try await Backend(of: connection)
                    // Who takes requests to cancel, and now takes none.
                    let postmaster = try #require(server.pid)
                    try #require(kill(postmaster, SIGSTOP) == 0)
                    defer { kill(postmaster, SIGCONT) }
                    return try await backend.stopped {
                        try await withThrowingTaskGroup(of: PostgresError?.self) { group in
                            group.addTask {
                                await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
                            }
                            try await backend.waitForInput(from: pool.configuration.port)
                            group.cancelAll()
                            return try await group.next() ?? nil
                        }
                    }
                }
            }
            #expect(error?.kind == .connectionLost)
            #expect(error?.description.contains("was cancelled") == true)
        }
    }

    @Test func `whether the database answers is known long before a statement's time is over`() async throws {
        let configure = { (configuration: inout PostgresConfiguration) in
            configuration.maximumConnections = 1
            configuration.statementTimeout = .seconds(30)
        }
        try await TestDatabase.withPool(configure: configure) { pool in
            let backend = try await pool.withConnection { try await Backend(of: $0) }
            let start = ContinuousClock.now
            try await backend.stopped { #expect(await pool.isHealthy() == false) }
            #expect(start.duration(to: .now) < .seconds(20))
            // The silent connection is not used again.
            let next = try await pool.withConnection { try await Backend(of: $0) }
            #expect(next.pid != backend.pid)
        }
    }

    @Test func `a COPY takes no more from its source than the server takes from it`() async throws {
        let configure = { (configuration: inout PostgresConfiguration) in
            configuration.statementTimeout = .milliseconds(500)
            configuration.silenceAllowance = .milliseconds(500)
        }
        try await TestDatabase.withPool(configure: configure) { pool in
            try await pool.withConnection { connection in
                try await connection.execute("CREATE TABLE slow (text text)")
                let backend = try await Backend(of: connection)
                let taken = Counter()
                let megabyte = Array(String(repeating: "x", count: 1 << 20).utf8)
                let chunks = AsyncStream<[UInt8]>(unfolding: {
                    if taken.count() == 1 { _ = kill(backend.pid, SIGSTOP) }
                    return taken.value <= 100 ? megabyte : nil
                })
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.copyIn("COPY slow FROM STDIN", chunks)
                }
                kill(backend.pid, SIGCONT)
                #expect(error?.kind == .connectionLost)
                // Both sides' socket buffers hold some.
                #expect(taken.value < 50)
            }
        }
    }
}
