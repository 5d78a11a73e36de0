import Postgres
import TestSupport
import Testing

@Suite(.database)
struct StatementTests {
    @Test func `an error carries the SQLSTATE and names but shows neither SQL nor values`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                try await connection.execute("CREATE TABLE payer (name text CONSTRAINT payer_name_key UNIQUE)")
                try await connection.execute("INSERT INTO payer (name) VALUES (\("secret 13900001111"))")

                let error = try #require(
                    await #expect(throws: PostgresError.self) {
                        try await connection.execute("INSERT INTO payer (name) VALUES (\("secret 13900001111"))")
                    })

                #expect(error.kind == .server && error.sqlState == .uniqueViolation)
                #expect(error.constraint == "payer_name_key" && error.table == "payer")
                #expect(!error.isRetriable && !error.outcomeUnknown)
                #expect(!"\(error)".contains("secret") && !"\(error)".contains("INSERT"))
                #expect(String(reflecting: error).contains("secret"))
            }
        }
    }

    @Test func `the connection serves on after an error`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                for _ in 0..<3 {
                    let error = await #expect(throws: PostgresError.self) { try await connection.query("SELEKT") }
                    #expect(error?.sqlState == .syntaxError)
                    let ones = try await connection.query("SELECT 1::bigint", as: Int64.self)
                    #expect(ones == [1])
                }
            }
        }
    }

    @Test func `a statement is prepared once and reused`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                for number in 0..<5 as Range<Int64> {
                    let read = try await connection.query("SELECT \(number) + 1", as: Int64.self)
                    #expect(read == [number + 1])
                }
                // The same text with another type is another statement.
                let narrow = try await connection.query("SELECT \(Int32(1)) + 1", as: Int32.self)
                #expect(narrow == [2])
                let uses = try await connection.query(
                    "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1 + 1'", as: Int.self)
                #expect(uses == [2])
            }
        }
    }

    @Test func `the server holds no more prepared statements than the limit`() async throws {
        try await TestDatabase.withPool(\.preparedStatements, 3) { pool in
            try await pool.withConnection { connection in
                for _ in 0..<3 {
                    for statement: SQL in ["SELECT 1", "SELECT 2", "SELECT 3", "SELECT 4", "SELECT 5"] {
                        try await connection.execute(statement)
                    }
                }
                let held = try await connection.query("SELECT count(*) FROM pg_prepared_statements", as: Int.self)
                // The one superseded by this very query goes with the next flight.
                #expect(held[0] <= 4)
            }
        }
    }

    @Test func `nothing that may fail is sent behind a COMMIT`() async throws {
        try await TestDatabase.withPool(\.preparedStatements, 3) { pool in
            try await pool.withConnection { connection in
                for statement: SQL in ["SELECT 1", "SELECT 2", "SELECT 3"] { try await connection.execute(statement) }
                _ = try await connection.pipeline(["BEGIN", "SELECT 4", "COMMIT"])
                var held: [Int] = []
                for _ in 1...2 {
                    held += try await connection.query("SELECT count(*) FROM pg_prepared_statements", as: Int.self)
                }
                // What the commit's flight superseded goes with the one after it.
                #expect(held[0] > 4 && held[1] <= 4, "\(held)")
            }
        }
    }

    @Test func `a pipeline answers every statement in order`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let results = try await connection.pipeline((0..<200).map { number in "SELECT \(number) * 2" })
                let doubled = try results.map { try $0[0].decode(Int.self) }
                #expect(doubled == (0..<200).map { $0 * 2 })
                #expect(try await connection.pipeline([]).isEmpty)
            }
        }
    }

    @Test func `the first error of a pipeline is thrown and nothing of it stays`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                try await connection.execute("CREATE TABLE piped (n bigint CONSTRAINT piped_n_check CHECK (n > 0))")
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.pipeline([
                        "INSERT INTO piped (n) VALUES (\(Int64(1)))", "INSERT INTO piped (n) VALUES (\(Int64(-1)))",
                        "SELEKT", "INSERT INTO piped (n) VALUES (\(Int64(2)))",
                    ])
                }
                #expect(error?.constraint == "piped_n_check")
                #expect(try await connection.query("SELECT count(*) FROM piped", as: Int.self) == [0])
                // What was skipped was not prepared, and is when it is next wanted.
                #expect(try await connection.execute("INSERT INTO piped (n) VALUES (\(Int64(2)))") == 1)
            }
        }
    }

    @Test func `a statement that could not be prepared is not asked to be forgotten`() async throws {
        try await TestDatabase.withPool(\.preparedStatements, 1) { pool in
            try await pool.withConnection { connection in
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.pipeline(["SELECT 1", "SELEKT", "SELECT 2"])
                }
                #expect(error?.sqlState == .syntaxError)
                for _ in 0..<2 {
                    let threes = try await connection.query("SELECT 3::bigint", as: Int64.self)
                    #expect(threes == [3])
                }
            }
        }
    }

    @Test func `each statement of a pipeline has its time for itself`() async throws {
        let configure = { (configuration: inout PostgresConfiguration) in
            configuration.statementTimeout = .milliseconds(900)
            configuration.silenceAllowance = .milliseconds(300)
        }
        try await TestDatabase.withPool(configure: configure) { pool in
            try await pool.withConnection { connection in
                let results = try await connection.pipeline((0..<6).map { _ in "SELECT pg_sleep(0.3)" })
                #expect(results.count == 6)
            }
        }
    }

    @Test func `a pipeline larger than the socket's buffers does not block`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let text = String(repeating: "x", count: 1_000_000)
                let results = try await connection.pipeline((0..<20).map { _ in "SELECT \(text)" })
                for result in results {
                    #expect(try result[0].decode(String.self).utf8.count == 1_000_000)
                }
            }
        }
    }

    @Test func `a statement is stopped at its time limit`() async throws {
        try await TestDatabase.withPool(\.statementTimeout, .milliseconds(100)) { pool in
            try await pool.withConnection { connection in
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.query("SELECT pg_sleep(60)")
                }
                #expect(error?.kind == .server && error?.sqlState == .queryCanceled && error?.isRetriable == true)
                let ones = try await connection.query("SELECT 1::bigint", as: Int64.self)
                #expect(ones == [1])
            }
        }
    }

    @Test func `waiting for a lock ends at its time limit`() async throws {
        try await TestDatabase.withPool(\.lockTimeout, .milliseconds(100)) { pool in
            try await pool.withTransaction { holder in
                try await holder.execute("SELECT pg_advisory_xact_lock(7)")
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.withTransaction(attempts: 1) {
                        try await $0.execute("SELECT pg_advisory_xact_lock(7)")
                    }
                }
                #expect(error?.sqlState == .lockNotAvailable && error?.isRetriable == true)
            }
        }
    }

    @Test func `limits and name are set on the server`() async throws {
        let configure = { (configuration: inout PostgresConfiguration) in
            configuration.applicationName = "it's a 'test'"
            configuration.idleInTransactionTimeout = .milliseconds(1500)
        }
        try await TestDatabase.withPool(configure: configure) { pool in
            let settings = try await pool.withConnection { connection in
                try await connection.query(
                    """
                    SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),
                           current_setting('idle_in_transaction_session_timeout'), current_setting('application_name')
                    """,
                    as: (String, String, String, String).self)
            }
            #expect(settings[0] == ("30s", "10s", "1500ms", "it's a 'test'"))
        }
    }

    @Test func `no statement is compiled, which takes longer than to run it`() async throws {
        try await TestDatabase.withPool { pool in
            let jit = try await pool.withConnection { connection in
                try await connection.query("SELECT current_setting('jit')", as: String.self)
            }
            #expect(jit == ["off"])
        }
    }
}
