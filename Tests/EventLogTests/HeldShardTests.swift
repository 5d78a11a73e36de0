import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// Commands that hold the shards of other communities.
@Suite struct HeldShardTests {
    /// Two communities of different shards.
    private static func pair() throws -> (CommunityID, CommunityID) {
        let first = try CommunityID(parsing: "first")
        for number in 0..<100 {
            let second = try CommunityID(parsing: "second-\(number)")
            if Shard(of: second) != Shard(of: first) { return (first, second) }
        }
        preconditionFailure("sixteen shards hold a hundred communities in several")
    }

    /// Reads the highest number and adds the next: what two at a time would do twice.
    private static func count(in write: borrowing Write) async throws -> Int64 {
        let next = try await write.query("SELECT coalesce(max(value), 0) + 1 FROM number", as: Int64.self)[0]
        try await write.execute("INSERT INTO number (value) VALUES (\(next))")
        return next
    }

    @Test(.database) func `nobody changes what a command has read of a community that it holds`() async throws {
        try await WriteTests.withLog { log, pool in
            try await WriteTests.createNumbers(in: pool)
            let (first, second) = try Self.pair()

            let numbers = try await withThrowingTaskGroup(of: Int64.self, returning: [Int64].self) { group in
                for index in 0..<80 {
                    group.addTask {
                        try await log.write(to: index.isMultiple(of: 2) ? first : second) { write in
                            if write.community == first { try await write.hold([second]) }
                            return try await Self.count(in: write)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(numbers.sorted() == Array(1...80))
        }
    }

    @Test(.database) func `two that want each other's shards are both carried out`() async throws {
        try await WriteTests.withLog { log, pool in
            try await WriteTests.createNumbers(in: pool)
            let (first, second) = try Self.pair()
            for round in 0..<3 {
                async let one = log.write(to: first) { write in
                    try await write.hold([second])
                    return try await Self.count(in: write)
                }
                async let other = log.write(to: second) { write in
                    try await write.hold([first])
                    return try await Self.count(in: write)
                }
                #expect(try await [one, other].sorted() == [Int64(round) * 2 + 1, Int64(round) * 2 + 2])
            }
        }
    }

    @Test(.database) func `busy writers of two processes that want each other's shards carry everything out`()
        async throws
    {
        try await WriteTests.withTwoLogs { one, other, pool in
            try await WriteTests.createNumbers(in: pool)
            let (first, second) = try Self.pair()
            try await withThrowingTaskGroup { group in
                for number in 0..<120 as Range<Int64> {
                    let isFirst = number.isMultiple(of: 2)
                    let (log, own, foreign) = isFirst ? (one, first, second) : (other, second, first)
                    group.addTask {
                        _ = try await log.write(to: own) { write in
                            if number % 40 < 2 { try await write.hold([foreign]) }
                            try await write.execute("INSERT INTO number (value) VALUES (\(number))")
                            return number
                        }
                    }
                }
                try await group.waitForAll()
            }
            let stored = try await pool.withConnection {
                try await $0.query("SELECT count(*) FROM number", as: Int64.self)
            }
            #expect(stored == [120])
        }
    }
}
