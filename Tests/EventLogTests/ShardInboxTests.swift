import FoundationEssentials
import Logging
import Model
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventLog

/// What a shard does with what arrives, on a real database and without a broker.
@Suite(.timeLimit(.minutes(1))) struct ShardInboxTests {
    @Test(.database) func `what has come is not asked for again while it waits for its cause`() async throws {
        try await withInbox { inbox in
            let first = try Self.fact(1, causality: Causality([.workorders: 7]))
            let second = try Self.fact(2, after: first)
            inbox.receive([second], of: .registry)
            try await waitWhile { inbox.shard.missing(of: .registry) != 1 }
            inbox.receive([first, second], of: .registry)
            try await waitWhile { inbox.shard.missing(of: .registry) != nil }
            #expect(inbox.shard.applied(of: .registry) == 0)
            #expect(inbox.shard.waiting(of: .registry) == 2)
        }
    }

    @Test(.database) func `where a source stands is read before an event counts as coming after it`() async throws {
        try await withInbox { inbox in
            try await waitWhile { inbox.shard.applied().count < 2 }
            let cause = try Self.fact(1)
            let effect = try Self.fact(
                1, causality: Causality([.registry: 1]), source: .workorders,
                type: "tongti.workorders.OrderStarted.v1")
            try await inbox.pool.withSession { blocker in
                try await blocker.execute("BEGIN")
                try await blocker.execute("LOCK TABLE inbox_attempt IN ACCESS EXCLUSIVE MODE")
                inbox.shard.forget(.workorders)
                inbox.receive([effect], of: .workorders)
                var isReading = false
                while !isReading {
                    isReading = try await blocker.query(
                        "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'inbox_attempt'::regclass AND NOT granted)",
                        as: Bool.self)[0]
                }
                // The partitions are given to another process while this one looks where they stand.
                inbox.shard.forget(.registry)
                try await blocker.execute("ROLLBACK")
            }
            try await waitWhile { inbox.shard.applied(of: .registry) == nil }
            #expect(inbox.shard.applied(of: .workorders) == 0)
            inbox.receive([cause], of: .registry)
            try await waitWhile { inbox.shard.applied(of: .workorders) != 1 }
        }
    }

    @Test(.database) func `a long backlog of one source does not hold up another`() async throws {
        try await withInbox(
            prepare: { inbox in
                inbox.receive(try Self.history(2_000), of: .registry)
                inbox.receive(
                    [try Self.fact(1, source: .workorders, type: "tongti.workorders.OrderStarted.v1")], of: .workorders)
            },
            { inbox in
                try await waitWhile { inbox.shard.applied(of: .registry) != 2_000 }
                let first = try #require(inbox.steps.withLock { $0 }.first { $0[.workorders] == 1 })
                #expect(first[.registry] == 500)
            })
    }

    @Test(.database) func `two processes with the same events apply each once`() async throws {
        try await withInbox { inbox in
            let twin = try inbox.twin()
            let history = try Self.history(1_200)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await twin.run() }
                twin.receive(history.prefix(700), of: .registry)
                inbox.receive(history, of: .registry)
                twin.receive(history.suffix(500), of: .registry)
                try await waitWhile {
                    inbox.shard.applied(of: .registry) != 1_200 || twin.shard.applied(of: .registry) != 1_200
                }
                group.cancelAll()
            }
            #expect(try await inbox.days() == Array(1...1_200))
        }
    }

    @Test(.database) func `a parked subject costs the others neither their order nor their runs`() async throws {
        try await withInbox { inbox in
            inbox.refused.withLock { $0 = [1] }
            let broken = try Self.fact(1, subject: "broken")
            inbox.receive([broken], of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 1 }
            inbox.receive(try Self.history(2...101, after: broken) { $0 == 50 ? "broken" : "sound" }, of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 101 }
            #expect(inbox.runs.withLock { $0.last } == 99)
            #expect(try await inbox.parked() == [1, 50])
            #expect(try await inbox.days() == Array(2...49) + Array(51...101))
        }
    }

    @Test(.database) func `a reason that no column would take parks the event all the same`() async throws {
        try await withInbox { inbox in
            inbox.refused.withLock { $0 = [1] }
            inbox.reason.withLock { $0 = "a \0 and " + String(repeating: "long ", count: 9_000) }
            inbox.receive([try Self.fact(1)], of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 1 }
            #expect(try await inbox.parked() == [1])
        }
    }

    // MARK: - Too much that cannot be applied

    @Test(.database)
    func `where too much fails the source's shard stops, others go on, and it goes on when it is dealt with`()
        async throws
    {
        try await withInbox { inbox in
            inbox.refused.withLock { $0 = Set(1...30) }
            inbox.receive(try Self.history(1...40) { "subject-\($0)" }, of: .registry)
            try await waitWhile { inbox.shard.stopped().isEmpty }
            #expect(inbox.shard.applied(of: .registry) == 4)
            #expect(try await inbox.parked() == [1, 2, 3, 4])

            inbox.receive(
                [try Self.fact(1, source: .workorders, type: "tongti.workorders.OrderStarted.v1")], of: .workorders)
            try await waitWhile { inbox.shard.applied(of: .workorders) != 1 }
            #expect(inbox.shard.applied(of: .registry) == 4)

            inbox.refused.withLock { $0 = [] }
            inbox.shard.resume(.registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 40 }
            #expect(inbox.shard.stopped().isEmpty)
            #expect(try await inbox.days() == Array(5...40))
        }
    }

    @Test(.database) func `an event that only the commit refuses is found and parked`() async throws {
        try await withInbox { inbox in
            try await inbox.execute(
                "ALTER TABLE applied_day ADD UNIQUE (day) DEFERRABLE INITIALLY DEFERRED")
            var history = [try Self.fact(1)]
            for day in [2, 1, 3] as [Int64] {
                history.append(try Self.fact(day, after: history.last, subject: "subject-\(history.count)"))
            }
            inbox.receive(history, of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 4 }
            #expect(try await inbox.parked() == [3])
            #expect(try await inbox.days() == [1, 2, 3])
        }
    }

    @Test(.database) func `where nothing can be committed the source's shard stops until somebody resumes it`()
        async throws
    {
        try await withInbox { inbox in
            try await inbox.execute("ALTER TABLE inbox_log ADD CONSTRAINT nothing CHECK (first_pos > 1)")
            inbox.receive([try Self.fact(1)], of: .registry)
            try await waitWhile { inbox.shard.stopped() != [.registry] }
            #expect(inbox.shard.applied(of: .registry) == 0)
            try await inbox.execute("ALTER TABLE inbox_log DROP CONSTRAINT nothing")
            inbox.shard.resume(.registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 1 }
        }
    }

    @Test func `a breaker counts within a minute, by number and by share`() {
        let start = ContinuousClock.now
        var breaker = CircuitBreaker(.limits(for: .registry))
        #expect(breaker.admits(failures: 3, of: 10), "a few are a few")
        #expect(!breaker.admits(failures: 4, of: 10), "the fifth of a dozen is too much")
        #expect(breaker.admits(failures: 4, of: 600), "the fifth of hundreds is not")
        breaker.note(handled: 100_000, failures: 20, at: start)
        #expect(!breaker.admits(failures: 0, of: 0), "more than twenty is, of however many")
        breaker.note(handled: 1, failures: 0, at: start + .seconds(62))
        #expect(breaker.admits(failures: 0, of: 0), "what was a minute ago is past")

        let money = CircuitBreaker(.limits(for: .funds))
        #expect(money.admits(failures: 1, of: 90_000))
        #expect(!money.admits(failures: 2, of: 90_000))
    }

    // MARK: - Events that end the process

    @Test(.database) func `an event that ended three processes is parked unhandled, and those after it are applied`()
        async throws
    {
        try await withInbox(
            prepare: { inbox in
                try await inbox.keep(first: 1, last: 3, attempts: 3)
                inbox.receive(try Self.history(1...10) { "subject-\($0)" }, of: .registry)
            },
            { inbox in
                try await waitWhile { inbox.shard.applied(of: .registry) != 10 }
                let parked = try await inbox.parked()
                #expect(parked == [1])
                #expect(try await inbox.days() == Array(2...10))
                #expect(try await inbox.kept() == [3, 3, 2], "the suspects were begun one by one, the others together")
            })
    }

    @Test(.database) func `only the first run after a start is noted`() async throws {
        try await withInbox { inbox in
            let history = try Self.history(20)
            inbox.receive(history.prefix(5), of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 5 }
            #expect(try await inbox.kept() == [1, 5, 1])
            inbox.receive(history.suffix(15), of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 20 }
            #expect(try await inbox.kept() == [1, 5, 1])
        }
    }

    @Test func `a guard narrows a run that ended the process down to its event`() {
        // Processes that each end at event 7 of a run from 5 to 9.
        var kept: CrashGuard.Attempt?
        var mark: Int64 = 4
        var ends = 0
        var parked: [Int64] = []
        while mark < 9 {
            var sentry = CrashGuard(kept, mark: mark)
            life: while mark < 9 {
                let step = sentry.step(first: mark + 1, last: 9)
                if let note = step.note {
                    kept = note.attempt
                    sentry.noted(note.attempt)
                }
                if step.parks {
                    parked.append(mark + 1)
                } else if (mark + 1...step.last).contains(7) {
                    ends += 1
                    break life
                }
                mark = step.last
                sentry.applied(through: mark)
            }
        }
        #expect(parked == [7])
        #expect(ends == 3)
    }

    // MARK: - An inbox

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// The inbox of one shard of the service of funds, whose handler keeps days and refuses some.
    final class OneShard: Sendable {
        let shard: ShardInbox
        let pool: PostgresPool
        let refused = Mutex<Set<Int64>>([])
        let reason = Mutex("refused")
        /// Whether a day that is applied brings about a fact of this service.
        let echoes = Mutex(false)
        /// How many events were handed over at a time.
        let runs = Mutex<[Int]>([])
        /// What was applied, after each step.
        let steps = Mutex<[[ServiceName: Int64]]>([])
        let log: EventLog

        init(_ log: EventLog) throws {
            self.log = log
            pool = log.pool
            let writer = try #require(log.writers[Shard(of: try CommunityID(parsing: "runfeng"))])
            let holder = Holder()
            var router = EventRouter()
            router.onBatch(DayStarted.self) { received, write in
                guard let inbox = holder.inbox else { return }
                let days = received.map(\.event.day.daysSince1970)
                if days.contains(where: { day in inbox.refused.withLock { $0.contains(day) } }) {
                    throw Failure(description: inbox.reason.withLock { $0 })
                }
                inbox.runs.withLock { $0.append(days.count) }
                try await write.execute("INSERT INTO applied_day (day) SELECT unnest(\(days))")
                if inbox.echoes.withLock({ $0 }) { for day in received { try write.append(day.event) } }
            }
            // So that the source is followed; of the facts that the tests send none is of this type.
            router.on(LiftReturned.self) { _, _ in }
            shard = ShardInbox(
                shard: writer.shard, pool: log.pool, writer: writer, router: router, metrics: log.metrics,
                logger: log.logger,
                onRoom: {
                    if let inbox = holder.inbox { inbox.steps.withLock { $0.append(inbox.shard.applied()) } }
                })
            holder.set(self)
        }

        func run() async { await shard.run() }

        func receive(_ events: some Sequence<EventEnvelope>, of source: ServiceName) {
            _ = shard.receive(events.map { .init(event: $0, offset: $0.position) }, of: source)
        }

        /// A second process of the same service.
        func twin() throws -> OneShard { try OneShard(log) }

        func execute(_ sql: SQL) async throws { _ = try await pool.withConnection { try await $0.execute(sql) } }

        func days() async throws -> [Int64] {
            try await pool.withConnection {
                try await $0.query("SELECT day FROM applied_day ORDER BY number", as: Int64.self)
            }
        }

        func parked() async throws -> [Int64] {
            try await pool.withConnection {
                try await $0.query("SELECT pos FROM inbox_parked ORDER BY pos", as: Int64.self)
            }
        }

        func keep(first: Int64, last: Int64, attempts: Int32, as name: UUID = UUID()) async throws {
            let attempt = CrashGuard.Attempt(first: first, last: last, attempts: attempts)
            try await pool.withConnection { connection in
                try await InboxStore.note(
                    .init(attempt: attempt, name: name), of: .registry, self.shard.shard, on: connection)
            }
        }

        /// First and last position and attempts of the kept note.
        func kept() async throws -> [Int64] {
            try await pool.withConnection { connection in
                let rows = try await connection.query(
                    "SELECT first_pos, last_pos, attempts::bigint FROM inbox_attempt WHERE source = 'registry'",
                    as: (Int64, Int64, Int64).self)
                return rows.flatMap { [$0.0, $0.1, $0.2] }
            }
        }

        private final class Holder: Sendable {
            private let held = Mutex<OneShard?>(nil)
            var inbox: OneShard? { held.withLock { $0 } }
            func set(_ inbox: OneShard) { held.withLock { $0 = inbox } }
        }
    }

    func withInbox(
        prepare: (OneShard) async throws -> Void = { _ in }, _ body: (OneShard) async throws -> Void
    ) async throws {
        try await TestDatabase.withPool { pool in
            try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
            try await pool.withConnection { connection in
                _ = try await connection.execute(
                    "CREATE TABLE applied_day (number bigserial PRIMARY KEY, day bigint NOT NULL)")
            }
            let log = EventLog(
                identity: try await LogIdentity.establish(for: .funds, in: pool), pool: pool, logger: WriteTests.logger)
            let inbox = try OneShard(log)
            try await prepare(inbox)
            try await withThrowingTaskGroup { group in
                group.addTask { await log.runWithoutBroker() }
                group.addTask { await inbox.run() }
                do {
                    try await body(inbox)
                } catch {
                    group.cancelAll()
                    throw error
                }
                group.cancelAll()
            }
        }
    }

    // MARK: - Facts

    static func history(_ count: Int) throws -> [EventEnvelope] { try history(1...Int64(count)) { _ in "day" } }

    static func history(
        _ days: ClosedRange<Int64>, after last: EventEnvelope? = nil, subject: (Int64) -> String
    ) throws -> [EventEnvelope] {
        var (last, events): (EventEnvelope?, [EventEnvelope]) = (last, [])
        for day in days {
            let event = try fact(day, after: last, subject: subject(day))
            events.append(event)
            last = event
        }
        return events
    }

    /// The day `number` at the position after `last`.
    static func fact(
        _ number: Int64, after last: EventEnvelope? = nil, subject: String = "day",
        causality: Causality = Causality([:]), source: ServiceName = .registry,
        type: String = DayStarted.type.description
    ) throws -> EventEnvelope {
        let community = try CommunityID(parsing: "runfeng")
        let position = (last?.position ?? 0) + 1
        let time = Timestamp(microseconds: 1_700_000_000_000_000)
        let id = EventID(.version7(at: time))
        let payload = try CanonicalJSON.encode(DayStarted(day: Day(daysSince1970: number)))
        let previous = last?.chain ?? EventChain.start
        let chain = EventChain.next(
            after: previous, source: source, epoch: 1, shard: Shard(of: community), position: position, id: id,
            type: type, community: community, subject: subject, time: time, causality: causality.text, payload: payload)
        return EventEnvelope(
            source: source, shard: Shard(of: community), position: position, epoch: 1, id: id, type: type,
            community: community, subject: subject, time: time, after: causality, traceparent: nil, payload: payload,
            previousChain: previous, chain: chain)
    }
}
