import Foundation
import LocalDistrict
import Postgres
import TestSupport
import Testing

struct CrashTests {
    @Test func `a server killed in mid-query is found again when it is back`() async throws {
        try await TestPostgres.withServer { server in
            try await TestDatabase.withPool(server.configuration) { pool in
                try await pool.withConnection { try await $0.execute("CREATE TABLE survivor (n bigint)") }
                try await pool.withTransaction { try await $0.execute("INSERT INTO survivor VALUES (1)") }

                try await withThrowingTaskGroup(of: PostgresError?.self) { group in
                    let backends = AsyncStream<Int32>.makeStream()
                    group.addTask {
                        await #expect(throws: PostgresError.self) {
                            try await pool.withConnection { connection in
                                let backend = try await connection.query("SELECT pg_backend_pid()", as: Int32.self)[0]
                                backends.continuation.yield(backend)
                                try await connection.query("SELECT pg_sleep(600)")
                            }
                        }
                    }
                    for await backend in backends.stream {
                        await Activity.wait(pool, backend, state: "active")
                        break
                    }
                    try await server.kill9()
                    let error = try await group.next() ?? nil
                    #expect(error?.kind == .connectionLost && error?.isRetriable == true)
                    // It ran outside a transaction, so nobody can know how far it got.
                    #expect(error?.outcomeUnknown == true)
                }

                try await server.restart()
                try await pool.withTransaction { try await $0.execute("INSERT INTO survivor VALUES (2)") }
                let rows = try await pool.withConnection { connection in
                    try await connection.query("SELECT n FROM survivor ORDER BY n", as: Int64.self)
                }
                // The first row was written without fsync, but only the server died, not the machine.
                #expect(rows == [1, 2])
            }
        }
    }

    @Test func `work that starts while the server is down waits for it`() async throws {
        try await TestPostgres.withServer { server in
            var configuration = server.configuration
            configuration.acquireTimeout = .seconds(30)
            try await TestDatabase.withPool(configuration) { pool in
                try await pool.withConnection { try await $0.execute("SELECT 1") }
                try await server.kill9()
                async let answer = pool.withTransaction { try await $0.query("SELECT 5::bigint", as: Int64.self) }
                try await server.restart()
                #expect(try await answer == [5])
            }
        }
    }

    @Test func `a server that falls silent is given up after its own time limit`() async throws {
        try await TestPostgres.withServer { server in
            var configuration = server.configuration
            configuration.statementTimeout = .milliseconds(100)
            configuration.silenceAllowance = .milliseconds(200)
            try await TestDatabase.withPool(configuration) { pool in
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.withTransaction(attempts: 1) { transaction in
                        let backend = try await transaction.query("SELECT pg_backend_pid()", as: Int32.self)[0]
                        #expect(kill(backend, SIGSTOP) == 0)
                        defer { kill(backend, SIGCONT) }
                        try await transaction.execute("SELECT 1")
                    }
                }
                #expect(error?.kind == .connectionLost && error?.outcomeUnknown == false)
            }
        }
    }

    /// With the time of the others it would be silent for longer than the test may take.
    @Test(.timeLimit(.minutes(1))) func `a silent server has no time for statements that take none`() async throws {
        try await TestPostgres.withServer { server in
            var configuration = server.configuration
            configuration.statementTimeout = .milliseconds(500)
            configuration.silenceAllowance = .milliseconds(200)
            try await TestDatabase.withPool(configuration) { pool in
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.withConnection { connection in
                        let backend = try await connection.query("SELECT pg_backend_pid()", as: Int32.self)[0]
                        #expect(kill(backend, SIGSTOP) == 0)
                        defer { kill(backend, SIGCONT) }
                        let instant = (0..<100).flatMap { _ in ["BEGIN", "COMMIT"] as [SQL] }
                        try await connection.pipeline(instant + ["SELECT 1"], instant: instant.count)
                    }
                }
                #expect(error?.kind == .connectionLost)
            }
        }
    }
}

@Suite(.database)
struct CooperativePoolTests {
    /// Swift's pool has as many threads as the machine has cores.
    ///
    /// Were one of them to wait for the server, the last step, which lets the others go on, would never run.
    @Test func `waiting statements leave Swift's threads free`() async throws {
        let waiting = ProcessInfo.processInfo.activeProcessorCount * 4
        let configure = { (configuration: inout PostgresConfiguration) in
            configuration.maximumConnections = waiting
            configuration.lockTimeout = .seconds(60)
            configuration.statementTimeout = .seconds(60)
        }
        try await TestDatabase.withPool(configure: configure) { pool in
            try await TestDatabase.withPool(\.maximumConnections, 2) { owner in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    try await owner.withTransaction { transaction in
                        try await transaction.execute("SELECT pg_advisory_xact_lock(11)")
                        for _ in 0..<waiting {
                            group.addTask {
                                _ = try await pool.withTransaction { transaction in
                                    try await transaction.execute("SELECT pg_advisory_xact_lock(11)")
                                }
                            }
                        }
                        var blocked = 0
                        while blocked < waiting {
                            blocked = try await owner.withConnection { connection in
                                try await connection.query(
                                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 11 AND NOT granted",
                                    as: Int.self)[0]
                            }
                        }
                        let ticks = await withTaskGroup(of: Int.self) { group in
                            for _ in 0..<1000 {
                                group.addTask {
                                    await Task.yield()
                                    return 1
                                }
                            }
                            return await group.reduce(0, +)
                        }
                        #expect(ticks == 1000)
                    }
                    try await group.waitForAll()
                }
            }
        }
    }
}
