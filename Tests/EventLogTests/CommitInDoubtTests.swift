import Foundation
import LocalDistrict
import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// How a commit ended of which no answer came, by a server that has crashed meanwhile.
@Suite(.timeLimit(.minutes(1))) struct CommitInDoubtTests {
    @Test func `a server that goes on after a crash is not believed about a number that it gives again`() async throws {
        try await TestPostgres.withServer { server in
            try await TestDatabase.withPool(server.configuration) { pool in
                try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
                let identity = try await LogIdentity.establish(for: .registry, in: pool)
                let shard = Shard(of: try CommunityID(parsing: "crash"))
                let doubt = try await pool.withSession { session -> CommitInDoubt in
                    let transaction = try await ShardTransaction.open(
                        on: session, identity: identity, shard: shard, follows: [.funds], lock: nil)
                    try await killSession(in: pool)
                    // The server ends all its sessions then, and goes on by itself.
                    await #expect(throws: PostgresError.self) { _ = try await session.query("SELECT pg_sleep(60)") }
                    return try await #require(throws: CommitInDoubt.self) { _ = try await transaction.commit() }
                }

                let number = try #require(Int64(doubt.transactionID))
                var given: Int64 = 0
                while given < number {
                    given = try await pool.withTransaction { transaction in
                        try await transaction.query("SELECT pg_current_xact_id()::text::bigint", as: Int64.self)[0]
                    }
                }
                try #require(given == number, "it was to be given again")
                await #expect(throws: EventLogError.outcomeUnknown) {
                    _ = try await doubt.settle(in: pool, asking: [.zero], logger: WriteTests.logger)
                }
            }
        }
    }

    private func killSession(in pool: PostgresPool) async throws {
        try await pool.withSession { session in
            let process = try await session.query("SELECT pg_backend_pid()", as: Int32.self)[0]
            try #require(kill(process, SIGKILL) == 0)
        }
    }
}
