import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// A writer with much to do keeps its shard's lock from one transaction to the next: nobody builds on what is no more,
/// and nobody is held up by what is kept.
@Suite(.timeLimit(.minutes(1))) struct KeptLockTests {
    private let community: CommunityID
    private let shard: Shard

    init() throws {
        community = try CommunityID(parsing: "kept")
        shard = Shard(of: community)
    }

    @Test(.database) func `the lock is kept from the second transaction of a row on, until its end`() async throws {
        try await withRow { row, pool in
            for (day, isKept) in [(1, false), (2, true), (3, true)] {
                try await append(Int64(day), on: row)
                #expect(try await isFree(in: pool) == !isKept)
            }
            #expect(try await row.silence() == KeptLock.silence)

            await row.lock.end()
            #expect(try await isFree(in: pool))
            #expect(try await row.silence() == "0")

            // Another process, of whose fact the row knows nothing.
            try await pool.withConnection { connection in
                try await append(4, on: Row(lock: KeptLock(on: connection), identity: row.identity))
            }
            try await append(5, on: row)
            await row.lock.end()
            #expect(try await isFree(in: pool))
            try await expectDense(5, in: pool)
        }
    }

    @Test(.database) func `others need not wait for the end of the work`() async throws {
        try await withRow { row, pool in
            var count: Int64 = 2
            for day in 1...count { try await append(day, on: row) }
            async let other: Void = pool.withConnection { connection in
                try await append(0, on: Row(lock: KeptLock(on: connection), identity: row.identity))
            }
            try await waitWhile { try await !isWaitedFor(in: pool) }
            repeat {
                count += 1
                try await append(count, on: row)
            } while try await WriteTests.events(of: community, in: pool).count == Int(count)
            try await other
            await row.lock.end()
            try await expectDense(Int(count) + 1, in: pool)
        }
    }

    @Test(.database) func `who had to wait for the lock keeps it no shorter for that`() async throws {
        try await withRow { row, pool in
            try await append(1, on: row)
            let freed = try await pool.withSession { blocker in
                try await blocker.execute("SELECT pg_advisory_lock(\(KeptLock.namespace), \(shard.number))")
                async let second: Void = append(2, on: row)
                try await waitWhile { try await !isWaitedFor(in: pool) }
                let freed = ContinuousClock.now
                try await blocker.execute("SELECT pg_advisory_unlock_all()")
                try await second
                return freed
            }
            let since = try #require(row.lock.since)
            #expect(since >= freed)
            await row.lock.end()
            try await expectDense(2, in: pool)
        }
    }

    @Test(.database) func `nothing is built on a transaction that was undone or could not commit`() async throws {
        try await withRow { row, pool in
            try await WriteTests.createNumbers(in: pool)
            for day in 1...2 as ClosedRange<Int64> { try await append(day, on: row) }

            let undone = try await open(on: row)
            try undone.write(for: community).append(Self.event(0))
            try await undone.rollback()
            for day in 3...4 as ClosedRange<Int64> { try await append(day, on: row) }

            let refused = try await open(on: row)
            try refused.write(for: community).append(Self.event(0))
            await #expect(throws: PostgresError.self) {
                _ = try await refused.commit(with: ["INSERT INTO number (value) VALUES (1), (1)"])
            }
            try await append(5, on: row)
            await row.lock.end()
            try await expectDense(5, in: pool)
        }
    }

    @Test(.database) func `a lock is not let go of in the middle of a transaction`() async throws {
        try await withRow { row, pool in
            for day in 1...2 as ClosedRange<Int64> { try await append(day, on: row) }
            _ = try await open(on: row)
            await row.lock.end()
            await #expect(throws: PostgresError.self) { _ = try await row.silence() }
            try await waitWhile { try await !isFree(in: pool) }
        }
    }

    @Test func `whoever takes the lock for the session gives a silent server no more time`() {
        let (alone, keeping) = (KeptLock.Way.alone, KeptLock.Way.keeping)
        #expect(keeping.opening(shard).count - keeping.instant == alone.opening(shard).count - alone.instant)
    }

    @Test(.database) func `a session that keeps the lock and is silent loses it`() async throws {
        try await withRow { row, pool in
            for day in 1...3 as ClosedRange<Int64> { try await append(day, on: row) }
            try await pool.withConnection { connection in
                // Waits for as long as the server lets the silent one have it.
                _ = try await connection.execute(
                    "SELECT pg_advisory_xact_lock(\(KeptLock.namespace), \(shard.number))")
            }
            let error = try await #require(throws: PostgresError.self) { try await append(4, on: row) }
            #expect(error.isConnectionLoss)
            await row.lock.end()
            try await expectDense(3, in: pool)
        }
    }

    @Test(.database) func `a session that has the lock has a limit of silence, though its transaction was undone`()
        async throws
    {
        try await withRow { row, pool in
            try await append(1, on: row)
            try await open(on: row).rollback()
            #expect(try await !isFree(in: pool))
            #expect(try await row.silence() == KeptLock.silence)

            await row.lock.end()
            #expect(try await isFree(in: pool))
            #expect(try await row.silence() == "0")
            try await expectDense(1, in: pool)
        }
    }

    // MARK: - Writers

    @Test(.database) func `what a command is told holds, though the lock cannot be let go of`() async throws {
        try await TestDatabase.withPool { pool in
            try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
            try await pool.withConnection { connection in
                try await connection.execute(
                    """
                    CREATE FUNCTION pg_advisory_unlock_all() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
                        IF EXISTS (
                            SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted
                        ) THEN
                            RAISE 'it stays';
                        END IF;
                    END $$
                    """)
                // Of connections that are opened from now on.
                try await connection.execute(
                    """
                    DO $$ BEGIN
                        EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database());
                    END $$
                    """)
            }
            try await TestDatabase.withPool(pool.configuration) { pool in
                let log = try await Self.log(in: pool)
                let writer = try #require(log.writers[shard])
                let done = try await withThrowingTaskGroup(of: Int.self, returning: Int.self) { group in
                    for number in 0..<100 as Range<Int64> {
                        group.addTask {
                            do {
                                return try await log.write(to: community) { write in
                                    try write.append(Self.event(number))
                                    return 1
                                }
                            } catch let error as PostgresError where error.sqlState == "P0001" {
                                return 0
                            }
                        }
                    }
                    try await waitWhile { writer.waiting < 100 }
                    writer.stop()
                    await writer.run()
                    return try await group.reduce(0, +)
                }
                try await expectDense(done, in: pool)
            }
        }
    }

    @Test(.database) func `a writer that is cancelled leaves no lock in its session`() async throws {
        try await TestDatabase.withPool(\.maximumConnections, 1) { pool in
            try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
            let log = try await Self.log(in: pool)
            let writer = try #require(log.writers[shard])
            let done = WriterAccidentTests.Counter()
            try await withThrowingTaskGroup { group in
                for number in 0..<300 as Range<Int64> {
                    group.addTask {
                        do {
                            _ = try await log.write(to: community) { write in
                                try write.append(Self.event(number))
                                return number
                            }
                            _ = done.next()
                        } catch EventLogError.stopping {
                            // It is not stored, which is counted below.
                        }
                    }
                }
                try await waitWhile { writer.waiting < 300 }
                try await withThrowingTaskGroup { writers in
                    writers.addTask { await writer.run() }
                    try await waitWhile { done.value < 20 }
                    writers.cancelAll()
                }
                try await group.waitForAll()
            }
            let (locks, silence) = try await pool.withConnection { connection in
                try await connection.query(
                    """
                    SELECT count(*), current_setting('idle_session_timeout') FROM pg_locks
                    WHERE locktype = 'advisory' AND pid = pg_backend_pid()
                    """, as: (Int64, String).self)[0]
            }
            #expect(locks == 0)
            #expect(silence == "0")
            try await expectDense(done.value, in: pool)
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
            try await waitWhile { try await !isFree(in: pool) }
        }
    }

    /// Every third command fails after it has appended, half of those in the database, and half of these at the commit.
    private func carryOut(_ number: Int64, in log: EventLog) async throws -> Int {
        do {
            return try await log.write(to: community) { write in
                try write.append(Self.event(number))
                if number % 6 == 1 { throw WriteTests.Refused(reason: "as it should be") }
                if number % 12 == 4 { try await write.execute("SELECT 1 / (SELECT 0)") }
                if number % 12 == 10 { try await write.execute("INSERT INTO number (value) VALUES (1), (1)") }
                return 1
            }
        } catch is WriteTests.Refused {
            return 0
        } catch let error as PostgresError where error.sqlState == "22012" || error.sqlState == .uniqueViolation {
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

    private func open(on row: Row) async throws -> ShardTransaction {
        try await ShardTransaction.open(
            on: row.lock.connection, identity: row.identity, shard: shard, follows: [.funds], lock: row.lock)
    }

    private func append(_ day: Int64, on row: Row) async throws {
        let transaction = try await open(on: row)
        try transaction.write(for: community).append(Self.event(day))
        _ = try await transaction.commit()
    }

    /// A log whose commands have a transaction each.
    private static func log(in pool: PostgresPool) async throws -> EventLog {
        var limits = ShardWriter.Limits()
        limits.batch = 1
        return EventLog(
            identity: try await LogIdentity.establish(for: .registry, in: pool), pool: pool, limits: limits,
            logger: WriteTests.logger)
    }

    private static func event(_ day: Int64) -> DayStarted { DayStarted(day: Day(daysSince1970: day)) }

    private func isFree(in pool: PostgresPool) async throws -> Bool {
        try await pool.withConnection { connection in
            try await connection.query(
                "SELECT pg_try_advisory_xact_lock(\(KeptLock.namespace), \(shard.number))", as: Bool.self)[0]
        }
    }

    private func isWaitedFor(in pool: PostgresPool) async throws -> Bool {
        try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT EXISTS (
                    SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
                    WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
                        AND classid::bigint = \(Int64(KeptLock.namespace)) AND objid::bigint = \(Int64(shard.number))
                )
                """, as: Bool.self)[0]
        }
    }

    private func expectDense(_ count: Int, in pool: PostgresPool) async throws {
        let events = try await WriteTests.events(of: community, in: pool)
        #expect(events.map(\.position) == (1...count).map(Int64.init))
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.chain == $1.previousChain })
        #expect(events.allSatisfy { $0.isIntact })
    }
}
