import Logging
import Model
import Postgres
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import EventLog

/// What commands are told after accidents: never "failed" of one that holds, never "done" of one that does not.
@Suite(.timeLimit(.minutes(1))) struct WriterAccidentTests {
    @Test(.database) func `a command that goes on after a failed statement is not told that it was carried out`()
        async throws
    {
        try await WriteTests.withLog { log, pool in
            try await WriteTests.createNumbers(in: pool)
            let community = try CommunityID(parsing: "swallowed")
            await #expect(throws: SwallowedFailure.self) {
                try await log.write(to: community) { write in
                    try await write.execute("INSERT INTO number (value) VALUES (\(Int64(1)))")
                    do { try await write.execute("SELECT 1 / 0") } catch { #expect(error is PostgresError) }
                    return 1
                }
            }
            #expect(try await numbers(in: pool).isEmpty)
        }
    }

    @Test(.database) func `a command that runs out of time is refused, and those with it are carried out`() async throws
    {
        try await TestDatabase.withPool(\.statementTimeout, .milliseconds(200)) { pool in
            try await withQueue(pool) { log, writer in
                try await WriteTests.createNumbers(in: pool)
                let community = try CommunityID(parsing: "slow")
                let outcomes = try await outcomes(of: 0..<9, writer: writer) { number in
                    try await log.write(to: community) { write in
                        if number == 4 { try await write.execute("SELECT pg_sleep(20)") }
                        try await write.execute("INSERT INTO number (value) VALUES (\(number))")
                        return number
                    }
                }
                #expect(outcomes.filter { $0.value == nil }.count == 8)
                #expect(outcomes[4] as? EventLogError == .unavailable)
                #expect(try await numbers(in: pool) == [0, 1, 2, 3, 5, 6, 7, 8])
            }
        }
    }

    @Test(.database) func `a command that deadlocks with a stranger is run again alone`() async throws {
        try await TestDatabase.withPool { pool in
            try await withQueue(pool) { log, writer in
                try await WriteTests.createNumbers(in: pool)
                let community = try CommunityID(parsing: "slow")
                let runs = Counter()
                let outcomes = try await outcomes(of: 0..<5, writer: writer) { number in
                    try await log.write(to: community) { write in
                        if number == 2, runs.next() == 1 {
                            // As PostgreSQL tells the victim, without having to arrange for a stranger.
                            try await write.execute(
                                "DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$")
                        }
                        try await write.execute("INSERT INTO number (value) VALUES (\(number))")
                        return number
                    }
                }
                #expect(outcomes.allSatisfy { $0.value == nil })
                #expect(runs.value == 2)
                #expect(try await numbers(in: pool) == [0, 1, 2, 3, 4])
            }
        }
    }

    @Test(.database)
    func `one key used at once in two shards is refused the second time, not an error of the database`() async throws {
        try await WriteTests.withLog { log, pool in
            let first = try CommunityID(parsing: "key-one")
            let second = try #require(
                ["key-two", "key-three", "key-four"].compactMap(CommunityID.init)
                    .first { Shard(of: $0) != Shard(of: first) })
            func claim(_ body: String) -> IdempotencyClaim {
                IdempotencyClaim(principal: "p", route: "r", key: "k", requestHash: Digest256(of: Array(body.utf8)))
            }
            let (begun, others) = (Signal(), Signal())
            try await withThrowingTaskGroup { group in
                group.addTask {
                    await #expect(throws: EventLogError.keyReused) {
                        try await log.write(to: first, claim: claim("one")) { write in
                            begun.raise()
                            _ = await others.wait()
                            others.raise()
                            return 1
                        }
                    }
                }
                _ = await begun.wait()
                #expect(try await log.write(to: second, claim: claim("two")) { _ in 2 } == 2)
                others.raise()
                try await group.waitForAll()
            }
        }
    }

    @Test(.database) func `a fact that no broker would take is refused when it is appended`() async throws {
        try await WriteTests.withLog { log, pool in
            let community = try CommunityID(parsing: "large")
            let units = try (0..<12_000).map { try UnitCode(parsing: "3-1-\(1_000_000 + $0)") }
            await #expect(throws: EventTooLarge.self) {
                try await log.write(to: community) { write in
                    try write.append(UnitsRemoved(units: Array(repeatElement(units, count: 7).joined())))
                    return 1
                }
            }
            #expect(try await WriteTests.events(of: community, in: pool).isEmpty)
        }
    }

    /// A log whose writers do not run, and one of them.
    private static func idleWriter(
        in pool: PostgresPool
    ) async throws -> (log: EventLog, writer: ShardWriter, community: CommunityID) {
        try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
        try await WriteTests.createNumbers(in: pool)
        let log = EventLog(
            identity: try await LogIdentity.establish(for: .registry, in: pool), pool: pool, logger: WriteTests.logger)
        let community = try CommunityID(parsing: "idle")
        return (log, try #require(log.writers[Shard(of: community)]), community)
    }

    /// Commands that insert a number, say that they have begun, and wait for the advisory lock 1.
    private static func held(
        in log: EventLog, of community: CommunityID, _ begun: Signal
    ) -> @Sendable (Int64) async -> (any Error)? {
        { number in
            await failure {
                try await log.write(to: community) { write in
                    try await write.execute("INSERT INTO number (value) VALUES (\(number))")
                    begun.raise()
                    try await write.execute("SELECT pg_advisory_xact_lock(1)")
                    return number
                }
            }
        }
    }

    @Test(.database) func `a writer that is cancelled ends, and nobody waits for it for ever`() async throws {
        try await TestDatabase.withPool { pool in
            let (log, writer, community) = try await Self.idleWriter(in: pool)
            let begun = Signal()
            let call = Self.held(in: log, of: community, begun)
            let outcomes = try await pool.withSession { blocker in
                try await blocker.execute("SELECT pg_advisory_lock(1)")
                async let first = call(0)
                async let others = calls(1..<6, once: begun, call)
                try await withThrowingTaskGroup { writers in
                    writers.addTask { await writer.run() }
                    try await waitWhile { writer.waiting < 5 }
                    writers.cancelAll()
                }
                return [await first] + (await others)
            }
            #expect(outcomes.map { $0 as? EventLogError } == Array(repeating: .stopping, count: 6))
            #expect(try await numbers(in: pool).isEmpty)
            await #expect(throws: EventLogError.stopping) { try await log.write(to: community) { _ in 1 } }
        }
    }

    @Test(.database) func `a shard that may take no more refuses what waits, and ends what has begun`() async throws {
        try await TestDatabase.withPool { pool in
            let (log, writer, community) = try await Self.idleWriter(in: pool)
            let begun = Signal()
            let call = Self.held(in: log, of: community, begun)
            let (first, others) = try await pool.withSession { blocker in
                try await blocker.execute("SELECT pg_advisory_lock(1)")
                async let running: Void = writer.run()
                async let first = call(0)
                async let others = calls(1..<6, once: begun, call)
                try await waitWhile { writer.waiting < 5 }
                writer.close(because: .historyLost)
                let refused = await others
                try await blocker.execute("SELECT pg_advisory_unlock(1)")
                let done = await first
                writer.stop()
                await running
                return (done, refused)
            }
            #expect(others.map { $0 as? EventLogError } == Array(repeating: .historyLost, count: 5))
            #expect(first == nil)
            #expect(try await numbers(in: pool) == [0])
        }
    }

    @Test(.database) func `asking how a commit ended does not go on in a cancelled task, and claims nothing`()
        async throws
    {
        try await TestDatabase.withPool { pool in
            let doubt = CommitInDoubt(transactionID: "3", serverStart: Timestamp(microseconds: 0), witness: nil)
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    await #expect(throws: EventLogError.outcomeUnknown) {
                        try await doubt.settle(in: pool, asking: [.seconds(60)], logger: WriteTests.logger)
                    }
                }
            }
        }
    }

    @Test(.database)
    func `a commit is believed by its fact, not by a number that a crashed server may have given twice`() async throws {
        try await WriteTests.withLog { log, pool in
            let community = try CommunityID(parsing: "doubt")
            let number = try await log.write(to: community) { write in
                try write.append(DayStarted(day: Day(daysSince1970: 1)))
                return try await write.query("SELECT pg_current_xact_id()::text", as: String.self)[0]
            }
            let event = try #require(try await WriteTests.events(of: community, in: pool).first)
            let start = try await pool.withConnection {
                try await $0.query(
                    "SELECT greatest(pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time())",
                    as: Timestamp.self)[0]
            }
            func settled(_ number: String, _ start: Timestamp, _ witness: CommitInDoubt.Witness?) async throws -> Bool {
                try await CommitInDoubt(transactionID: number, serverStart: start, witness: witness)
                    .settle(in: pool, asking: [.zero], logger: WriteTests.logger)
            }
            let ours = CommitInDoubt.Witness(shard: event.shard, position: 1, id: event.id)
            let lost = CommitInDoubt.Witness(shard: event.shard, position: 1, id: EventID(.version7(at: event.time)))
            #expect(try await settled(number, start, ours))
            #expect(try await !settled(number, start, lost))
            #expect(try await settled(number, start, nil))
            await #expect(throws: EventLogError.outcomeUnknown) {
                try await settled(number, Timestamp(microseconds: 0), nil)
            }
            #expect(try await !settled("4000000000", start, ours), "the server has forgotten the transaction")
        }
    }

    @Test(.database) func `a commit that the server cut off is found out about and done again`() async throws {
        try await WriteTests.withLog { log, pool in
            try await WriteTests.createNumbers(in: pool)
            try await pool.withConnection { connection in
                // The first commit hangs in a deferred trigger, where it can be cut off.
                try await connection.execute("CREATE TABLE hung (pid integer)")
                try await connection.execute(
                    """
                    CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        PERFORM pg_advisory_xact_lock(2); RETURN NULL;
                    END $$
                    """)
                try await connection.execute(
                    """
                    CREATE CONSTRAINT TRIGGER hang AFTER INSERT ON number DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION hang()
                    """)
            }
            let community = try CommunityID(parsing: "cut-off")
            let runs = Counter()
            try await pool.withSession { blocker in
                try await blocker.execute("SELECT pg_advisory_lock(2)")
                async let answer = log.write(to: community) { write in
                    _ = runs.next()
                    try await write.execute("INSERT INTO number (value) VALUES (\(Int64(7)))")
                    try write.append(DayStarted(day: Day(daysSince1970: 7)))
                    return 7
                }
                var waiting: [Int32] = []
                while waiting.isEmpty {
                    waiting = try await blocker.query(
                        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 2 AND NOT granted",
                        as: Int32.self)
                }
                try await blocker.execute("SELECT pg_terminate_backend(\(waiting[0]))")
                try await blocker.execute("SELECT pg_advisory_unlock(2)")
                #expect(try await answer == 7)
            }
            #expect(runs.value == 2)
            #expect(try await numbers(in: pool) == [7])
            #expect(try await WriteTests.events(of: community, in: pool).map(\.position) == [1])
        }
    }

    @Test(.database) func `hot commands of communities that share a shard stand together, each community in its order`()
        async throws
    {
        struct Counting: CommandBatch {
            let batches: Once
            func run(
                _ commands: [Int], opening: PostgresResult?, in write: borrowing Write
            ) async throws -> [Result<Int, any Error>] {
                batches.add(commands)
                return commands.map { .success($0) }
            }
        }
        try await TestDatabase.withPool { pool in
            try await withQueue(pool) { log, writer in
                let names = (0..<400).compactMap { CommunityID("shared-\($0)") }.filter {
                    Shard(of: $0) == writer.shard
                }
                let lane = BatchLane(Counting(batches: Once()))
                let outcomes = try await outcomes(of: 0..<20, writer: writer) { number in
                    Int64(try await log.submit(Int(number), to: names[Int(number % 2)], in: lane))
                }
                #expect(outcomes.allSatisfy { $0.value == nil })
                #expect(lane.batch.batches.all().map(\.count).sorted() == [10, 10])
            }
        }
    }

    @Test(.database) func `what a command appends belongs to its caller's trace`() async throws {
        enum Name: ServiceContextKey { typealias Value = String }
        try await WriteTests.withLog { log, _ in
            var context = ServiceContext.topLevel
            context[Name.self] = "caller"
            let seen = try await ServiceContext.withValue(context) {
                try await log.write(to: try CommunityID(parsing: "trace")) { _ in
                    ServiceContext.current?[Name.self] ?? ""
                }
            }
            #expect(seen == "caller")
        }
    }

    // MARK: - Queues

    /// Calls that are made when another one is under way.
    private func calls(
        _ numbers: Range<Int64>, once begun: Signal, _ call: @escaping @Sendable (Int64) async -> (any Error)?
    ) async -> [(any Error)?] {
        _ = await begun.wait()
        return await withTaskGroup(of: (any Error)?.self, returning: [(any Error)?].self) { group in
            for number in numbers { group.addTask { await call(number) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    /// Notes what was handed over together.
    final class Once: Sendable {
        private let noted = Mutex<[[Int]]>([])
        func add(_ commands: [Int]) { noted.withLock { $0.append(commands) } }
        func all() -> [[Int]] { noted.withLock { $0 } }
    }

    private func withQueue(_ pool: PostgresPool, _ body: (EventLog, ShardWriter) async throws -> Void) async throws {
        try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
        let log = EventLog(
            identity: try await LogIdentity.establish(for: .registry, in: pool), pool: pool, logger: WriteTests.logger)
        try await body(log, try #require(log.writers[Shard(of: try CommunityID(parsing: "slow"))]))
    }

    /// Lets the calls queue up, in their order, before the writer runs; nil is success.
    private func outcomes(
        of numbers: Range<Int64>, writer: ShardWriter, _ call: @escaping @Sendable (Int64) async throws -> Int64
    ) async throws -> [Int64: (any Error)?] {
        try await withThrowingTaskGroup(of: (Int64, (any Error)?).self) { group in
            for number in numbers {
                let before = writer.waiting
                group.addTask { (number, await failure { try await call(number) }) }
                try await waitWhile { writer.waiting == before }
            }
            writer.stop()
            await writer.run()
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func numbers(in pool: PostgresPool) async throws -> [Int64] {
        try await pool.withConnection { try await $0.query("SELECT value FROM number ORDER BY value", as: Int64.self) }
    }
}

private func failure(_ body: () async throws -> some Sendable) async -> (any Error)? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
