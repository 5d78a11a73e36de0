import Postgres
import Synchronization
import TestSupport
import Testing

@Suite(.database)
struct CancellationTests {
    @Test func `cancelling a task stops its statement on the server and leaves the connection usable`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let backend = try await connection.query("SELECT pg_backend_pid()", as: Int32.self)[0]
                let outcome = await withTaskGroup(of: PostgresError?.self) { group in
                    group.addTask {
                        await #expect(throws: PostgresError.self) { try await connection.query("SELECT pg_sleep(600)") }
                    }
                    await Activity.wait(pool, backend, state: "active")
                    group.cancelAll()
                    return await group.next() ?? nil
                }
                #expect(outcome?.kind == .cancelled && outcome?.isRetriable == false)
                #expect(try await connection.query("SELECT pg_backend_pid()", as: Int32.self) == [backend])
            }
        }
    }

    @Test func `a transaction of a cancelled task is rolled back`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { try await $0.execute("CREATE TABLE cancelled (n bigint)") }
            await withTaskGroup(of: Void.self) { group in
                let backends = AsyncStream<Int32>.makeStream()
                group.addTask {
                    let error = await #expect(throws: PostgresError.self) {
                        try await pool.withTransaction { transaction in
                            try await transaction.execute("INSERT INTO cancelled VALUES (1)")
                            let backend = try await transaction.query("SELECT pg_backend_pid()", as: Int32.self)[0]
                            backends.continuation.yield(backend)
                            try await transaction.execute("SELECT pg_sleep(600)")
                        }
                    }
                    #expect(error?.kind == .cancelled)
                }
                for await backend in backends.stream {
                    await Activity.wait(pool, backend, state: "active")
                    break
                }
                group.cancelAll()
            }
            let stored = try await pool.withConnection { try await $0.query("SELECT n FROM cancelled", as: Int64.self) }
            #expect(stored.isEmpty)
        }
    }

    @Test func `a last word is sent in a cancelled task too, and does not wait for ever`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { try await $0.execute("CREATE TABLE last_word (n bigint)") }
            try await pool.withSession { connection in
                await withTaskGroup(of: Void.self) { group in
                    group.cancelAll()
                    group.addTask {
                        await #expect(throws: Never.self) {
                            try await connection.finish(["INSERT INTO last_word VALUES (1)"], within: .seconds(60))
                        }
                        let error = await #expect(throws: PostgresError.self) {
                            try await connection.finish(["SELECT pg_sleep(2)"], within: .milliseconds(50))
                        }
                        #expect(error?.kind == .connectionLost)
                    }
                }
            }
            let words = try await pool.withConnection { try await $0.query("SELECT n FROM last_word", as: Int64.self) }
            #expect(words == [1])
        }
    }

    @Test func `a cancelled task sends nothing`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                await withTaskGroup(of: Void.self) { group in
                    group.cancelAll()
                    group.addTask {
                        let error = await #expect(throws: PostgresError.self) {
                            try await connection.execute("CREATE TABLE never ()")
                        }
                        #expect(error?.kind == .cancelled)
                    }
                }
                let tables = try await connection.query("SELECT to_regclass('never') IS NOT NULL", as: Bool.self)
                #expect(tables == [false])
            }
        }
    }

    @Test func `a cancellation never hits the next statement`() async throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                for round in 0..<200 as Range<Int64> {
                    let seconds = Double.random(in: 0...0.002, using: &random)
                    let turns = Int.random(in: 0...200, using: &random)
                    await withTaskGroup(of: Void.self) { group in
                        group.addTask {
                            do {
                                try await connection.execute("SELECT pg_sleep(\(seconds))")
                            } catch {
                                #expect((error as? PostgresError)?.kind == .cancelled)
                            }
                        }
                        for _ in 0..<turns {
                            await Task.yield()
                        }
                        group.cancelAll()
                    }
                    let read = try await connection.query("SELECT \(round)", as: Int64.self)
                    #expect(read == [round], "seed \(random.seed)")
                }
            }
        }
    }
}

/// What the server's sessions are doing.
enum Activity {
    /// Returns when the backend is in the state, as `pg_stat_activity` has it.
    static func wait(_ pool: PostgresPool, _ backend: Int32, state: String) async {
        do {
            let limit = ContinuousClock.now + .seconds(20)
            try await waitWhile {
                try #require(ContinuousClock.now < limit, "the backend never became \(state)")
                return try await pool.withConnection { connection in
                    try await connection.query(
                        "SELECT state = \(state) FROM pg_stat_activity WHERE pid = \(backend)", as: Bool.self) != [true]
                }
            }
        } catch {
            Issue.record(error)
        }
    }
}
