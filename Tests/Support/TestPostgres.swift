import Foundation
package import LocalDistrict

/// The PostgreSQL server of this test process: made when the first suite wants it, gone when the process ends.
package enum TestPostgres {
    private static let server = Once<PostgresServer>()
    private static let prefix = "tongti-test-postgres-"

    package static func running() async throws -> PostgresServer {
        try await server.value {
            try ScratchFolder.removeLeftovers(prefix)
            // Of this try alone: a cancelled one's server may not be gone from its folder yet.
            let server = try await PostgresServer.start(in: ownDirectory())
            // Even when this is not reached, the kernel ends the server with this process.
            atexit { TestPostgres.end() }
            return server
        }
    }

    /// A server of the caller's own, for tests that kill it.
    package static func withServer<Value>(_ body: (PostgresServer) async throws -> Value) async throws -> Value {
        let directory = ownDirectory()
        let server = try await PostgresServer.start(in: directory)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        try await server.stop()
        try FileManager.default.removeItem(atPath: directory)
        return try result.get()
    }

    private static func ownDirectory() -> String {
        "\(ScratchFolder.path)/\(prefix)\(getpid())-\(UUID().uuidString)"
    }

    private static func end() {
        guard let server = server.madeValue, let pid = server.pid else { return }
        kill(pid, SIGQUIT)
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED) != 0, errno == EINTR {}
        do {
            try FileManager.default.removeItem(atPath: server.program.settings.directory)
        } catch {
            print("could not remove \(server.program.settings.directory): \(error)")
        }
    }
}
