import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// What people see of a log when they look at it.
@Suite struct OutboxReaderTests {
    @Test(.database)
    func `a page begins where it is asked to, or shows the last, of a shard or of one community in it`() async throws {
        try await WriteTests.withLog { log, pool in
            let (one, other) = try Self.neighbours()
            for day in 1...6 as ClosedRange<Int64> {
                _ = try await log.write(to: day.isMultiple(of: 2) ? other : one) { write in
                    try write.append(DayStarted(day: Day(daysSince1970: day)))
                    return 0
                }
            }
            func page(_ community: CommunityID?, from: Int64?, limit: Int64) async throws -> [Int64] {
                let reader = OutboxReader(identity: log.identity)
                let page = try await pool.withConnection { connection in
                    try await reader.events(
                        in: Shard(of: one), of: community, from: from, limit: limit, on: connection)
                }
                #expect(page.events.allSatisfy { $0.isIntact })
                return page.events.map(\.position) + [page.next]
            }

            // The positions, and then the one to ask for next.
            #expect(try await page(nil, from: 1, limit: 4) == [1, 2, 3, 4, 5])
            #expect(try await page(nil, from: 5, limit: 4) == [5, 6, 7])
            #expect(try await page(nil, from: nil, limit: 2) == [5, 6, 7])
            #expect(try await page(other, from: nil, limit: 2) == [4, 6, 7])
            #expect(try await page(one, from: 1, limit: 2) == [1, 3, 4])
            #expect(try await page(one, from: 4, limit: 2) == [5, 7], "what is left of others need not be read again")
            #expect(try await page(nil, from: 7, limit: 2) == [7])
            #expect(try await page(nil, from: .max, limit: 2) == [.max])
            #expect(try await page(try CommunityID(parsing: "nobody"), from: nil, limit: 2) == [7])
        }
    }

    /// Two communities of one shard.
    private static func neighbours() throws -> (CommunityID, CommunityID) {
        let one = try CommunityID(parsing: "c0")
        for number in 1... {
            let other = try CommunityID(parsing: "c\(number)")
            if Shard(of: other) == Shard(of: one) { return (one, other) }
        }
        return (one, one)
    }
}
