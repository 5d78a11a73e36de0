import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// Answers are given while the database works on the next batch, and wait for nothing but their own commit.
@Suite(.timeLimit(.minutes(1))) struct DueAnswersTests {
    @Test(.database) func `an answer does not wait for a next batch that somebody else holds up`() async throws {
        try await WriteTests.withLog { log, pool in
            let community = try CommunityID(parsing: "due")
            let shard = Shard(of: community)
            let writer = try #require(log.writers[shard])
            let begun = WriterAccidentTests.Counter()
            try await pool.withSession { stranger in
                async let first = log.write(to: community) { write in
                    _ = begun.next()
                    // The stranger is the next to get the shard, and another command waits behind it.
                    var wanted: Int64 = 0
                    while wanted == 0 || writer.waiting == 0 {
                        wanted = try await write.query(
                            """
                            SELECT count(*) FROM pg_locks
                            WHERE locktype = 'advisory' AND classid = 7001 AND objid = \(Int64(shard.number))
                                AND NOT granted
                            """, as: Int64.self)[0]
                    }
                    return 1
                }
                while begun.value == 0 { await Task.yield() }
                async let lock = stranger.execute("SELECT pg_advisory_lock(7001, \(shard.number))")
                async let second = log.write(to: community) { _ in 2 }
                _ = try await lock
                #expect(try await first == 1)
                try await stranger.execute("SELECT pg_advisory_unlock(7001, \(shard.number))")
                #expect(try await second == 2)
            }
        }
    }
}
