import Postgres
import TestSupport
import Testing

@testable import EventLog

/// What was published and applied stays as it is, whatever a program or a person tries by SQL.
@Suite struct AppendOnlyTests {
    @Test(.database) func `no row of outbox and inbox can be changed or removed`() async throws {
        try await WriteTests.withLog { _, pool in
            let attempts: [SQL] = [
                "UPDATE outbox SET payload = payload", "DELETE FROM outbox", "TRUNCATE outbox",
                "UPDATE inbox_log SET last_pos = last_pos", "DELETE FROM inbox_log", "TRUNCATE inbox_log",
                "UPDATE inbox_parked SET reason = reason", "DELETE FROM inbox_parked",
                "TRUNCATE inbox_parked, inbox_resolution",
                "UPDATE inbox_resolution SET pos = pos", "DELETE FROM inbox_resolution", "TRUNCATE inbox_resolution",
            ]
            for attempt in attempts {
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.withConnection { connection in _ = try await connection.execute(attempt) }
                }
                #expect(error?.constraint == "append_only", "\(attempt)")
            }
        }
    }
}
