import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// What is kept of consumers' confirmations while a process of the version before the chains runs beside.
@Suite struct ConfirmedChainTests {
    @Test(.database, .timeLimit(.minutes(1)))
    func `a position that an older process moves alone is not held against the chain of an earlier event`()
        async throws
    {
        try await WriteTests.withLog { log, pool in
            let community = try CommunityID(parsing: "confirmed")
            let shard = Shard(of: community)
            for day in Int64(1)...5 {
                _ = try await log.write(to: community) { write in
                    try write.append(DayStarted(day: Day(daysSince1970: day)))
                    return 0
                }
            }
            let store = RelayStore(identity: log.identity)
            try await pool.withConnection { connection in
                let chains = try await connection.query(
                    "SELECT chain FROM outbox WHERE shard = \(shard) ORDER BY pos", as: [UInt8].self)

                try await store.keep(
                    [shard: AppliedEvent(position: 2, chain: chains[1])], of: .funds, on: connection)
                try await Self.confirmAsBefore(5, shard, on: connection)
                #expect(try await store.strangeConfirmations(on: connection).isEmpty)
                #expect(try await store.leastConfirmed(on: connection) == [shard: 5])

                // More than is recorded here is told without any chain.
                try await Self.confirmAsBefore(6, shard, on: connection)
                let ahead = try await store.strangeConfirmations(on: connection)
                #expect(ahead.map(\.position) == [6] && ahead.map(\.head) == [5])

                // Another history is told still, wherever the position has been moved.
                try await store.keep(
                    [shard: AppliedEvent(position: 2, chain: chains[2])], of: .funds, on: connection)
                try await Self.confirmAsBefore(5, shard, on: connection)
                #expect(try await store.strangeConfirmations(on: connection).map(\.shard) == [shard])
            }
        }
    }

    /// As it was done before migration V0007.
    private static func confirmAsBefore(
        _ position: Int64, _ shard: Shard, on connection: PostgresConnection
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO consumer_confirm (consumer, shard, pos) VALUES ('funds', \(shard), \(position))
            ON CONFLICT ON CONSTRAINT consumer_confirm_pkey
            DO UPDATE SET pos = excluded.pos, at = clock_timestamp()
            """)
    }
}
