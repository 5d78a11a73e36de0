import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// A writer with much to do keeps its shard's lock from one transaction to the next, and nobody builds on what is no more.
@Suite(.timeLimit(.minutes(1))) struct KeptLockTests {
    private let community: CommunityID
    private let shard: Shard

    init() throws {
        community = try CommunityID(parsing: "kept")
        shard = Shard(of: community)
    }

    @Test(.database) func `the lock is kept while work waits, and let go of with the commit after which none does`()
        async throws
    {
        try await withRow { row, pool in
            for (day, isKept) in [(1, false), (2, true), (3, true)] {
                try await append(Int64(day), on: row, isWorkWaiting: true)
                #expect(try await isFree(in: pool) == !isKept)
            }
            #expect(try await row.silence() == KeptLock.silence)

            try await append(4, on: row, isWorkWaiting: false)
            #expect(try await isFree(in: pool))
            #expect(try await row.silence() == "0")

            // Another process, of whose fact the row knows nothing.
            try await pool.withConnection { connection in
                let other = Row(lock: KeptLock(on: connection), identity: row.identity)
                try await append(5, on: other, isWorkWaiting: false)
            }
            try await append(6, on: row, isWorkWaiting: true)
            await row.lock.end()
            #expect(try await isFree(in: pool))
            try await expectDense(6, in: pool)
        }
    }

    @Test(.database) func `others need not wait for the end of the work`() async throws {
        try await withRow { row, pool in
            let clock = ContinuousClock()
            var commits = 0
            let start = clock.now
            repeat {
                commits += 1
                try await append(Int64(commits), on: row, isWorkWaiting: true)
            } while try await commits < 3 || !isFree(in: pool)
            #expect(clock.now - start >= KeptLock.limit)
            try await append(Int64(commits + 1), on: row, isWorkWaiting: false)
            try await expectDense(commits + 1, in: pool)
        }
    }

    @Test(.database) func `a session that keeps the lock and is silent loses it`() async throws {
        try await withRow { row, pool in
            for day in 1...3 as ClosedRange<Int64> { try await append(day, on: row, isWorkWaiting: true) }
            try await pool.withConnection { connection in
                // Waits for as long as the server lets the silent one have it.
                _ = try await connection.execute(
                    "SELECT pg_advisory_xact_lock(\(KeptLock.namespace), \(shard.number))")
            }
            let error = try await #require(throws: PostgresError.self) {
                try await append(4, on: row, isWorkWaiting: true)
            }
            #expect(error.isConnectionLoss)
            await row.lock.end()
            try await expectDense(3, in: pool)
        }
    }

    @Test(.database) func `what two busy processes do, fail at and interrupt leaves dense positions and no lock`()
        async throws
    {
        try await WriteTests.withTwoLogs { first, second, pool in
            try await WriteTests.createNumbers(in: pool)
            let writers = try [first, second].map { try #require($0.writers[shard]) }
            let appended = try await withThrowingTaskGroup(of: Int.self, returning: Int.self) { group in
                for number in 0..<300 as Range<Int64> {
                    let log = number.isMultiple(of: 2) ? first : second
                    group.addTask { try await carryOut(number, in: log) }
                    if number.isMultiple(of: 20) {
                        group.addTask {
                            try await writers[Int(number / 20) % 2].exclusively { transaction in
                                try transaction.write(for: community).append(Self.event(number))
                            }
                            return 1
                        }
                    }
                }
                return try await group.reduce(0, +)
            }

            #expect(appended == 200 + 15)
            try await expectDense(appended, in: pool)
            while try await !isFree(in: pool) { await Task.yield() }
        }
    }

    /// Every third command fails after it has appended, half of those in the database.
    private func carryOut(_ number: Int64, in log: EventLog) async throws -> Int {
        do {
            return try await log.write(to: community) { write in
                try write.append(Self.event(number))
                if number % 6 == 1 { throw WriteTests.Refused(reason: "as it should be") }
                if number % 6 == 4 { try await write.execute("SELECT 1 / (SELECT 0)") }
                return 1
            }
        } catch is WriteTests.Refused {
            return 0
        } catch let error as PostgresError where error.sqlState == "22012" {
            return 0
        }
    }

    // MARK: - A row of transactions

    private struct Row {
        let lock: KeptLock
        let identity: LogIdentity

        /// After how long its session may be ended.
        func silence() async throws -> String {
            try await lock.connection.query("SELECT current_setting('idle_session_timeout')", as: String.self)[0]
        }
    }

    private func withRow(_ body: (Row, PostgresPool) async throws -> Void) async throws {
        try await TestDatabase.withPool { pool in
            try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
            let identity = try await LogIdentity.establish(for: .registry, in: pool)
            try await pool.withSession { session in
                try await body(Row(lock: KeptLock(on: session), identity: identity), pool)
            }
        }
    }

    private func append(_ day: Int64, on row: Row, isWorkWaiting: Bool) async throws {
        let transaction = try await ShardTransaction.open(
            on: row.lock.connection, identity: row.identity, shard: shard, follows: [.funds], lock: row.lock)
        try transaction.write(for: community).append(Self.event(day))
        _ = try await transaction.commit(isWorkWaiting: isWorkWaiting)
    }

    private static func event(_ day: Int64) -> DayStarted { DayStarted(day: Day(daysSince1970: day)) }

    private func isFree(in pool: PostgresPool) async throws -> Bool {
        try await pool.withConnection { connection in
            try await connection.query(
                "SELECT pg_try_advisory_xact_lock(\(KeptLock.namespace), \(shard.number))", as: Bool.self)[0]
        }
    }

    private func expectDense(_ count: Int, in pool: PostgresPool) async throws {
        let events = try await WriteTests.events(of: community, in: pool)
        #expect(events.map(\.position) == (1...count).map(Int64.init))
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.chain == $1.previousChain })
        #expect(events.allSatisfy(\.isIntact))
    }
}
