import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// What becomes of what was taken and not begun when a shard is closed, since others know more of it than its database.
@Suite(.timeLimit(.minutes(1))) struct ClosedShardTests {
    private let community: CommunityID

    init() throws { community = try CommunityID(parsing: "closed") }

    @Test(.database) func `a transaction that waits for its turn is not begun any more`() async throws {
        try await WriteTests.withLog { log, pool in
            let writer = try #require(log.writers[Shard(of: community)])
            try await withThrowingTaskGroup { group in
                let first = OpenTurn()
                group.addTask { try await first.run(in: writer) }
                await first.hasBegun()
                let second = OpenTurn()
                group.addTask { await second.isRefused(by: writer) }
                try await waitWhile { writer.waitingTurns != 1 }

                writer.close(because: .historyLost)
                first.end()
                try await group.waitForAll()
            }
            #expect(try await WriteTests.events(of: community, in: pool).isEmpty)
        }
    }

    @Test(.database) func `a command that was taken together with a turn is not begun behind it`() async throws {
        try await WriteTests.withLog { log, pool in
            let writer = try #require(log.writers[Shard(of: community)])
            try await withThrowingTaskGroup { group in
                let first = OpenTurn()
                group.addTask { try await first.run(in: writer) }
                await first.hasBegun()
                let second = OpenTurn()
                group.addTask { try await second.run(in: writer) }
                group.addTask { await commandIsRefused(by: log) }
                try await waitWhile { writer.waitingTurns != 1 || writer.waiting != 1 }
                first.end()
                await second.hasBegun()
                #expect(writer.waiting == 0)

                writer.close(because: .historyLost)
                second.end()
                try await group.waitForAll()
            }
            #expect(try await WriteTests.events(of: community, in: pool).isEmpty)
        }
    }

    private func commandIsRefused(by log: EventLog) async {
        await #expect(throws: EventLogError.historyLost) {
            try await log.write(to: community) { write in
                try write.append(DayStarted(day: Day(daysSince1970: 1)))
                return 1
            }
        }
    }

    /// A transaction that stays open as long as the test wants.
    private struct OpenTurn: Sendable {
        private let beginning = Signal()
        private let ending = Signal()

        func run(in writer: ShardWriter) async throws {
            try await writer.exclusively { _ in
                beginning.raise()
                _ = await ending.wait()
            }
        }

        func hasBegun() async { _ = await beginning.wait() }

        func end() { ending.raise() }

        func isRefused(by writer: ShardWriter) async {
            end()
            await #expect(throws: EventLogError.historyLost) { try await run(in: writer) }
        }
    }
}
