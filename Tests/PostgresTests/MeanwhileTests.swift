import Postgres
import Synchronization
import TestSupport
import Testing

/// What is done while the server works.
@Suite(.timeLimit(.minutes(1))) struct MeanwhileTests {
    @Test(.database) func `it is done once, before the server answers, and not where nothing was sent`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withSession { other in
                try await pool.withConnection { connection in
                    try await other.execute("SELECT pg_advisory_lock(1)")
                    let calls = Atomic(0)
                    async let results = connection.pipeline(["SELECT pg_advisory_xact_lock(1)"]) {
                        calls.wrappingAdd(1, ordering: .relaxed)
                    }
                    while calls.load(ordering: .relaxed) == 0 { await Task.yield() }
                    try await other.execute("SELECT pg_advisory_unlock(1)")
                    #expect(try await results.count == 1)
                    await #expect(throws: PostgresError.self) {
                        try await connection.pipeline(["SELECT \("\0")"]) { calls.wrappingAdd(1, ordering: .relaxed) }
                    }
                    #expect(calls.load(ordering: .relaxed) == 1)
                }
            }
        }
    }
}
