import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

@Suite struct RelayPageTests {
    @Test(.database) func `a page ends where its payloads are enough, and holds one event at least`() async throws {
        try await WriteTests.withLog { log, pool in
            let community = try CommunityID(parsing: "pages")
            for day in 1...6 as ClosedRange<Int64> {
                _ = try await log.write(to: community) { write in
                    try write.append(DayStarted(day: Day(daysSince1970: day)))
                    return 0
                }
            }
            func page(after position: Int64, limit: Int = 100, bytes: Int) async throws -> [OutboxRow] {
                try await pool.withConnection { connection in
                    try await RelayStore(identity: log.identity).rows(
                        of: Shard(of: community), after: position, limit: limit, bytes: bytes, on: connection)
                }
            }
            let size = try #require(try await page(after: 0, bytes: 1).first?.payload.count)
            #expect(try await page(after: 0, bytes: 1).map(\.position) == [1])
            #expect(try await page(after: 1, bytes: 2 * size).map(\.position) == [2, 3])
            #expect(try await page(after: 1, bytes: 2 * size + 1).map(\.position) == [2, 3, 4])
            #expect(try await page(after: 1, limit: 4, bytes: 100 * size).map(\.position) == [2, 3, 4, 5])
            #expect(try await page(after: 4, bytes: 100 * size).map(\.position) == [5, 6])
        }
    }
}
