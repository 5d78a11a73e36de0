import LocalDistrict
import Logging
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.database)
struct PoolTests {
    @Test func `who finds no connection waits and is refused in time`() async throws {
        let configure = { (configuration: inout PostgresConfiguration) in
            configuration.maximumConnections = 1
            configuration.acquireTimeout = .milliseconds(50)
        }
        try await TestDatabase.withPool(configure: configure) { pool in
            try await pool.withConnection { _ in
                let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
                #expect(error?.kind == .poolExhausted && error?.isRetriable == true)
                #expect(await pool.isHealthy() == false)
            }
            #expect(await pool.isHealthy())
        }
    }

    @Test func `no more tasks wait than the limit`() async throws {
        let configure = { (configuration: inout PostgresConfiguration) in
            configuration.maximumConnections = 1
            configuration.maximumWaiters = 0
        }
        try await TestDatabase.withPool(configure: configure) { pool in
            try await pool.withConnection { _ in
                let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
                #expect(error?.kind == .poolExhausted)
            }
        }
    }

    @Test func `many tasks share few connections and all are served`() async throws {
        try await TestDatabase.withPool(\.maximumConnections, 3) { pool in
            let backends = try await withThrowingTaskGroup(of: Int32.self) { group in
                for _ in 0..<300 {
                    group.addTask {
                        try await pool.withConnection {
                            try await $0.query("SELECT pg_backend_pid()", as: Int32.self)[0]
                        }
                    }
                }
                return try await group.reduce(into: Set<Int32>()) { $0.insert($1) }
            }
            #expect((1...3).contains(backends.count))
        }
    }

    @Test func `a task that is cancelled while it waits leaves the queue`() async throws {
        try await TestDatabase.withPool(\.maximumConnections, 1) { pool in
            try await pool.withConnection { _ in
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
                        #expect(error?.kind == .cancelled)
                    }
                    group.cancelAll()
                }
            }
            let rows = try await pool.withConnection { try await $0.execute("SELECT 1") }
            #expect(rows == 1)
        }
    }

    @Test func `a connection that died while idle is replaced unseen`() async throws {
        try await TestDatabase.withPool(\.maximumConnections, 1) { pool in
            let victim = try await pool.withConnection {
                try await $0.query("SELECT pg_backend_pid()", as: Int32.self)[0]
            }
            try await TestDatabase.withPool { other in
                try await other.withConnection { connection in
                    try await connection.execute("SELECT pg_terminate_backend(\(victim), 10000)")
                }
            }
            let next = try await pool.withConnection {
                try await $0.query("SELECT pg_backend_pid()", as: Int32.self)[0]
            }
            #expect(next != victim)
        }
    }

    @Test func `a transaction whose connection is lost before COMMIT runs again`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { try await $0.execute("CREATE TABLE lost (n bigint)") }
            var runs: Int64 = 0
            try await pool.withTransaction { transaction in
                runs += 1
                try await transaction.execute("INSERT INTO lost VALUES (\(runs))")
                if runs == 1 {
                    let error = await #expect(throws: PostgresError.self) {
                        try await transaction.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                    }
                    #expect(error?.kind == .connectionLost && error?.sqlState == .adminShutdown)
                    #expect(error?.isRetriable == true && error?.outcomeUnknown == false)
                    throw try #require(error)
                }
            }
            let stored = try await pool.withConnection { try await $0.query("SELECT n FROM lost", as: Int64.self) }
            #expect(stored == [2])
        }
    }

    @Test func `a transaction that was left open does not reach the next user`() async throws {
        try await TestDatabase.withPool(\.maximumConnections, 1) { pool in
            try await pool.withConnection { connection in
                try await connection.execute("BEGIN")
                try await connection.execute("CREATE TABLE left_open ()")
            }
            let table = try await pool.withConnection { connection in
                try await connection.query("SELECT to_regclass('left_open') IS NOT NULL", as: Bool.self)
            }
            #expect(table == [false])
        }
    }

    @Test func `a session's locks end with it`() async throws {
        try await TestDatabase.withPool { pool in
            for _ in 0..<3 {
                try await pool.withSession { session in
                    let isLocked = try await session.query("SELECT pg_try_advisory_lock(9)", as: Bool.self)
                    #expect(isLocked == [true])
                }
                // The server may see the goodbye a little later than the next user comes.
                try await pool.withConnection {
                    try await $0.execute("SELECT pg_advisory_lock(9), pg_advisory_unlock(9)")
                }
            }
        }
    }

    /// A process that is frozen keeps its connections: the server has to end the session by itself.
    @Test func `a session that says nothing for too long loses its locks`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withSession(configure: { $0.idleSessionTimeout = .seconds(1) }) { session in
                try await session.execute("SELECT pg_advisory_lock(10)")
                try await pool.withConnection {
                    try await $0.execute("SELECT pg_advisory_lock(10), pg_advisory_unlock(10)")
                }
                await #expect(throws: PostgresError.self) { try await session.execute("SELECT 1") }
            }
        }
    }

    @Test func `a wrong password is told at once`() async throws {
        var configuration = try await TestDatabase.current
        configuration.password = "secret that nobody should see"
        try await TestDatabase.withPool(configuration) { pool in
            let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
            #expect(
                error?.kind == .connectionFailed && error?.sqlState == .invalidPassword && error?.isRetriable == false)
            #expect(!String(reflecting: error).contains("secret") && !"\(configuration)".contains("secret"))
        }
    }

    @Test func `an absent server is waited for no longer than the time limit`() async throws {
        var configuration = try await TestDatabase.current
        configuration.port = try FreePort.reserve()
        configuration.acquireTimeout = .milliseconds(100)
        try await TestDatabase.withPool(configuration) { pool in
            let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
            #expect(error?.kind == .connectionFailed && error?.isRetriable == true)
            #expect(await pool.isHealthy() == false)
        }
    }

    @Test func `after shutdown nobody gets a connection`() async throws {
        let pool = PostgresPool(try await TestDatabase.current, logger: Logger(label: "test"))
        try await pool.withConnection { try await $0.execute("SELECT 1") }
        let services = ServiceGroup(services: [pool], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
        let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
        #expect(error?.kind == .closed)
    }
}
