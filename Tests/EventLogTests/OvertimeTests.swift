import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// Events whose handlers run out of time, and databases in which everything does.
extension ShardInboxTests {
    @Test(.database) func `an event that always runs out of time while other work is done is parked`() async throws {
        try await withInbox { inbox in
            try await inbox.makeSlow([3])
            inbox.receive(try Self.history(1...6) { $0 == 5 ? "subject-3" : "subject-\($0)" }, of: .registry)
            while inbox.shard.applied(of: .registry) != 6 { try await inbox.commitSomethingElse() }
            #expect(try await inbox.parked() == [3, 5], "and what comes later of its subject")
            #expect(try await inbox.days() == [1, 2, 4, 6])
            let reason = try await inbox.reasons()[0]
            #expect(reason.contains("ran out of time") && reason.contains("57014"))
        }
    }

    @Test(.database) func `an event that always runs out of time is parked though no other work comes`()
        async throws
    {
        try await withInbox { inbox in
            try await inbox.makeSlow([1])
            inbox.receive(try Self.history(1...3) { "subject-\($0)" }, of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 3 }
            #expect(try await inbox.parked() == [1])
            #expect(try await inbox.days() == [2, 3])
            // Once with the others, once alone, and then as often as it takes.
            #expect(try await inbox.tries() >= Int64(Overtime.promptLimit + 2))
        }
    }

    @Test(.database) func `where nothing is stored in time either, what runs out of time is tried until it is applied`()
        async throws
    {
        try await withInbox { inbox in
            try await inbox.makeSlow([1, 2])
            try await inbox.execute(
                """
                CREATE FUNCTION run_out_of_time_too() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    RAISE EXCEPTION USING ERRCODE = 'query_canceled';
                END $$
                """)
            try await inbox.execute(
                """
                CREATE TRIGGER slow BEFORE UPDATE ON inbox_attempt
                FOR EACH ROW EXECUTE FUNCTION run_out_of_time_too()
                """)
            inbox.receive(try Self.history(1...3) { "subject-\($0)" }, of: .registry)
            try await waitWhile { try await inbox.tries() < Int64(Overtime.promptLimit + 3) }
            #expect(inbox.shard.applied(of: .registry) == 0 && inbox.shard.stopped().isEmpty)
            #expect(try await inbox.parked().isEmpty)
            try await inbox.execute("DROP TRIGGER slow ON applied_day")
            try await waitWhile { inbox.shard.applied(of: .registry) != 3 }
            #expect(try await inbox.days() == [1, 2, 3])
        }
    }

    @Test(.database) func `a source of which more and more runs out of time stops`() async throws {
        try await withInbox { inbox in
            try await inbox.makeSlow([1, 2, 4, 5])
            inbox.receive(try Self.history(1...6) { "subject-\($0)" }, of: .registry)
            while inbox.shard.stopped().isEmpty { try await inbox.commitSomethingElse() }
            #expect(try await inbox.parked() == [1, 2])
            #expect(inbox.shard.applied(of: .registry) == 3)

            try await inbox.execute("DROP TRIGGER slow ON applied_day")
            inbox.shard.resume(.registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 6 }
            #expect(try await inbox.days() == [3, 4, 5, 6])
        }
    }

    @Test func `without other work only tries in a row count after each of which something was stored at once`() {
        var overtime = Overtime()
        let now = ContinuousClock.now
        func verdicts(_ prompt: [Bool], at position: Int64) -> [Overtime.Verdict] {
            prompt.map { overtime.judge(position, commits: 5, isPrompt: $0, at: now) }
        }
        let again = Array(repeating: Overtime.Verdict.again, count: Overtime.promptLimit)
        let broken = Array(repeating: true, count: Overtime.promptLimit) + [false]
        let first = verdicts(broken, at: 7)
        #expect(first == again + [.again], "the first try is none of them")
        let row = Array(repeating: true, count: Overtime.promptLimit)
        let second = verdicts(row, at: 7)
        #expect(second.dropLast() == again.dropLast() && second.last == .park)
        let next = verdicts([true] + row, at: 8)
        #expect(next == again + [.park], "each event is tried as often")
    }

    @Test func `only tries since which something else was committed count where nothing is stored at once`() {
        var overtime = Overtime()
        let now = ContinuousClock.now
        let idle = (1...20).map { _ in overtime.judge(7, commits: 5, isPrompt: false, at: now) }
        #expect(idle.allSatisfy { $0 == .again })
        let busy = [6, 6, 7, 9].map { overtime.judge(7, commits: $0, isPrompt: false, at: now) }
        #expect(busy == [.again, .again, .again, .park])
        let next = [10, 11, 12, 13].map { overtime.judge(8, commits: $0, isPrompt: false, at: now) }
        #expect(next == [.again, .again, .again, .park], "each event is tried as often")
    }

    @Test func `two events in an hour are parked for having run out of time`() {
        var overtime = Overtime()
        let start = ContinuousClock.now
        var commits = 0
        func last(_ position: Int64, at now: ContinuousClock.Instant) -> Overtime.Verdict? {
            (0...Overtime.limit).map { _ in
                commits += 1
                return overtime.judge(position, commits: commits, isPrompt: false, at: now)
            }.last
        }
        for position in [1, 2] as [Int64] {
            let verdict = last(position, at: start)
            #expect(verdict == .park)
            overtime.noteParking(at: start)
        }
        let third = last(3, at: start + .seconds(3_600))
        #expect(third == .stop)
        let later = last(4, at: start + .seconds(3_601))
        #expect(later == .park)
    }
}

extension ShardInboxTests.OneShard {
    /// These days run out of time whenever they are kept, as PostgreSQL would say of a statement that takes too long.
    fileprivate func makeSlow(_ days: [Int64]) async throws {
        try await execute("CREATE SEQUENCE tries")
        try await execute("CREATE TABLE slow_day (day bigint PRIMARY KEY)")
        try await execute("INSERT INTO slow_day SELECT unnest(\(days))")
        try await execute(
            """
            CREATE FUNCTION run_out_of_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF EXISTS (SELECT FROM slow_day WHERE slow_day.day = NEW.day) THEN
                    PERFORM nextval('tries');
                    RAISE EXCEPTION USING ERRCODE = 'query_canceled';
                END IF;
                RETURN NEW;
            END $$
            """)
        try await execute(
            "CREATE TRIGGER slow BEFORE INSERT ON applied_day FOR EACH ROW EXECUTE FUNCTION run_out_of_time()")
    }

    /// How often a day has run out of time; the first run of several is tried together once more.
    fileprivate func tries() async throws -> Int64 {
        try await pool.withConnection { try await $0.query("SELECT last_value FROM tries", as: Int64.self)[0] }
    }

    /// A command of another community.
    fileprivate func commitSomethingElse() async throws {
        _ = try await log.write(to: try CommunityID(parsing: "elsewhere")) { write in
            try await write.execute("SELECT 1")
        }
    }

    fileprivate func reasons() async throws -> [String] {
        try await pool.withConnection {
            try await $0.query("SELECT reason FROM inbox_parked ORDER BY pos", as: String.self)
        }
    }
}
