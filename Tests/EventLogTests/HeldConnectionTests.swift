import Logging
import Model
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventLog

/// A writer with much to do keeps its connection, and nobody is the worse for it.
@Suite(.timeLimit(.minutes(1))) struct HeldConnectionTests {
    private static let commands = 300

    @Test(.database) func `a shard that is busy leaves the only connection to another`() async throws {
        try await TestDatabase.withPool(\.maximumConnections, 1) { pool in
            try await withBusyShard(pool) { log, other, done in
                try await withThrowingTaskGroup { group in
                    group.addTask { await other.run() }
                    _ = try await log.write(to: try Self.community(of: other)) { _ in 1 }
                    #expect(done.value < Self.commands)
                    other.stop()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test(.database)
    func `how a commit ended is found out though it was the only connection that broke`() async throws {
        try await TestDatabase.withPool(\.maximumConnections, 1) { pool in
            try await withBusyShard(pool) { log, other, done in
                try await pool.withSession { stranger in
                    // Cut off wherever it is; each command is carried out once all the same.
                    for round in 1...5 {
                        try await waitWhile { done.value < round * 20 }
                        try await stranger.execute(
                            """
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() AND backend_type = 'client backend'
                                AND pid <> pg_backend_pid()
                            """)
                    }
                }
            }
        }
    }

    // MARK: - Without a connection

    @Test(.database) func `while no connection is to be had, all that waits is refused after one wait`() async throws {
        try await withEngagedPool { log, community in
            let clock = ContinuousClock()
            let time = try await clock.measure {
                try await withThrowingTaskGroup { group in
                    let writer = try #require(log.writers[Shard(of: community)])
                    for _ in 0..<5 { group.addTask { await Self.expectUnavailable(log, community) } }
                    group.addTask {
                        await #expect(throws: EventLogError.unavailable) { try await writer.exclusively { _ in } }
                    }
                    try await waitWhile { writer.waiting < 5 }
                    group.addTask { await writer.run() }
                    try await waitWhile { writer.waiting > 0 }
                    try await group.next()
                    writer.stop()
                    try await group.waitForAll()
                }
            }
            // Each attempt of each command would wait that long.
            #expect(time < .milliseconds(1_800))
        }
    }

    @Test(.database) func `what has waited too long is refused before it begins`() async throws {
        try await TestDatabase.withPool { pool in
            try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
            let identity = try await LogIdentity.establish(for: .registry, in: pool)
            var limits = ShardWriter.Limits()
            limits.patience = .zero
            let log = EventLog(identity: identity, pool: pool, limits: limits, logger: WriteTests.logger)
            try await withThrowingTaskGroup { group in
                group.addTask { await log.runWithoutBroker() }
                await Self.expectUnavailable(log, try CommunityID(parsing: "late"))
                group.cancelAll()
            }
        }
    }

    private static func expectUnavailable(_ log: EventLog, _ community: CommunityID) async {
        await #expect(throws: EventLogError.unavailable) {
            try await log.write(to: community) { _ in
                Issue.record("the command was begun")
                return 1
            }
        }
    }

    /// Runs `body` with a log whose only connection somebody else has.
    private func withEngagedPool(_ body: @Sendable (EventLog, CommunityID) async throws -> Void) async throws {
        try await TestDatabase.withPool { configuration in
            configuration.maximumConnections = 1
            configuration.acquireTimeout = .milliseconds(500)
        } _: { pool in
            try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
            let identity = try await LogIdentity.establish(for: .registry, in: pool)
            var limits = ShardWriter.Limits()
            limits.batch = 1
            let log = EventLog(identity: identity, pool: pool, limits: limits, logger: WriteTests.logger)
            try await pool.withConnection { _ in try await body(log, try CommunityID(parsing: "unavailable")) }
        }
    }

    /// Runs `body` while one shard carries out many commands, each in a transaction of its own, and checks that each was
    /// carried out once; `done` counts them.
    private func withBusyShard(
        _ pool: PostgresPool,
        _ body: (_ log: EventLog, _ other: ShardWriter, _ done: WriterAccidentTests.Counter) async throws -> Void
    ) async throws {
        try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
        try await WriteTests.createNumbers(in: pool)
        let identity = try await LogIdentity.establish(for: .registry, in: pool)
        var limits = ShardWriter.Limits()
        limits.batch = 1
        let log = EventLog(identity: identity, pool: pool, limits: limits, logger: WriteTests.logger)
        let community = try CommunityID(parsing: "busy")
        let busy = try #require(log.writers[Shard(of: community)])
        let other = try #require(log.writers.values.first { $0 !== busy })
        let done = WriterAccidentTests.Counter()
        try await withThrowingTaskGroup { group in
            for number in 0..<Int64(Self.commands) {
                group.addTask {
                    _ = try await log.write(to: community) { write in
                        try await write.execute("INSERT INTO number (value) VALUES (\(number))")
                        return number
                    }
                    _ = done.next()
                }
            }
            try await waitWhile { busy.waiting < Self.commands }
            group.addTask { await busy.run() }
            try await waitWhile { done.value == 0 }
            try await body(log, other, done)
            busy.stop()
            try await group.waitForAll()
        }
        #expect(done.value == Self.commands)
        let stored = try await pool.withConnection { try await $0.query("SELECT count(*) FROM number", as: Int64.self) }
        #expect(stored == [Int64(Self.commands)])
    }

    private static func community(of writer: ShardWriter) throws -> CommunityID {
        try #require((0..<400).compactMap { CommunityID("other-\($0)") }.first { Shard(of: $0) == writer.shard })
    }
}
