import Postgres
import TestSupport
import Testing

@Suite(.database)
struct CommitOutcomeTests {
    @Test(.serialized, arguments: [CuttingProxy.Cut.beforeForwarding, .afterForwarding])
    func `a COMMIT whose answer never comes is of unknown outcome`(cut: CuttingProxy.Cut) async throws {
        let direct = try await TestDatabase.current
        try await TestDatabase.withPool(direct) { pool in
            try await pool.withConnection { connection in
                try await connection.execute("CREATE TABLE IF NOT EXISTS outcome (n bigint)")
                try await connection.execute("TRUNCATE outcome")
            }
            try await CuttingProxy.run(to: direct.port, cuttingAt: "COMMIT\0", cut) { proxy in
                var configuration = direct
                configuration.port = proxy.port
                try await TestDatabase.withPool(configuration) { cutPool in
                    var runs = 0
                    let error = await #expect(throws: PostgresError.self) {
                        try await cutPool.withTransaction { transaction in
                            runs += 1
                            try await transaction.execute("INSERT INTO outcome VALUES (1)")
                        }
                    }

                    #expect(error?.kind == .outcomeUnknown && error?.outcomeUnknown == true)
                    #expect(error?.isRetriable == false)
                    #expect(runs == 1)
                }
            }
            // The server's side, which the client could not know: whether it was committed depends on the cut alone.
            let stored = try await pool.withConnection { connection in
                try await connection.query("SELECT count(*) FROM outcome", as: Int.self)
            }
            #expect(stored == [cut == .afterForwarding ? 1 : 0])
        }
    }

    @Test func `a connection that is known to be gone before COMMIT is no unknown outcome`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { try await $0.execute("CREATE TABLE gone (n bigint)") }
            var runs: Int64 = 0
            try await pool.withTransaction { transaction in
                runs += 1
                try await transaction.execute("INSERT INTO gone VALUES (\(runs))")
                if runs == 1 {
                    let victim = try await transaction.query("SELECT pg_backend_pid()", as: Int32.self)[0]
                    try await pool.withConnection { connection in
                        try await connection.execute("SELECT pg_terminate_backend(\(victim), 10000)")
                    }
                }
            }
            let stored = try await pool.withConnection { try await $0.query("SELECT n FROM gone", as: Int64.self) }
            #expect(stored == [2])
        }
    }

    @Test func `a lone statement that the server refuses to commit is a refusal, and no loss`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                try await connection.execute(
                    "CREATE TABLE lone (n bigint CONSTRAINT lone_n_key UNIQUE DEFERRABLE INITIALLY DEFERRED)")
                let backend = try await connection.query("SELECT pg_backend_pid()", as: Int32.self)
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.execute("INSERT INTO lone VALUES (1), (1)")
                }
                #expect(error?.kind == .server && error?.constraint == "lone_n_key" && error?.outcomeUnknown == false)
                #expect(try await connection.query("SELECT pg_backend_pid()", as: Int32.self) == backend)
                #expect(try await connection.query("SELECT n FROM lone", as: Int64.self).isEmpty)
            }
        }
    }

    @Test func `a COMMIT that the server refuses is a refusal`() async throws {
        try await TestDatabase.withPool { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { transaction in
                    try await transaction.execute(
                        """
                        CREATE TABLE deferred (
                            n bigint CONSTRAINT deferred_n_key UNIQUE DEFERRABLE INITIALLY DEFERRED
                        )
                        """)
                    try await transaction.execute("INSERT INTO deferred VALUES (1), (1)")
                }
            }
            #expect(error?.kind == .server && error?.constraint == "deferred_n_key" && error?.outcomeUnknown == false)
        }
    }
}
