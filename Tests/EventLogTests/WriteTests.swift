import Foundation
import Logging
import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// Commands against a real database: what commits together, what is refused alone, and what the log then holds.
@Suite struct WriteTests {
    struct Refused: Error, Equatable { let reason: String }

    @Test(.database) func `positions are dense and chained however many processes write`() async throws {
        try await Self.withTwoLogs { first, second, pool in
            let community = try CommunityID(parsing: "dense")
            try await withThrowingTaskGroup { group in
                for number in 0..<400 {
                    let log = number.isMultiple(of: 2) ? first : second
                    group.addTask {
                        _ = try await log.write(to: community) { write in
                            try write.append(DayStarted(day: Day(daysSince1970: Int64(number))))
                            return number
                        }
                    }
                }
                try await group.waitForAll()
            }

            let events = try await Self.events(of: community, in: pool)
            #expect(events.map(\.position) == Array(1...400))
            #expect(Set(events.map(\.id)).count == 400)
            #expect(events.allSatisfy { $0.id.uuid.uuid.6 >> 4 == 7 && $0.id.uuid.uuid.8 >> 6 == 0b10 })
            var chain = EventChain.start
            for event in events {
                #expect(event.previousChain == chain)
                #expect(event.isIntact)
                chain = event.chain
            }
        }
    }

    @Test(.database) func `facts too large for one statement are stored and chained like others`() async throws {
        try await Self.withLog { log, pool in
            let community = try CommunityID(parsing: "large")
            let units = (1...60_000).map { "1-1-\($0)" }.compactMap { UnitCode($0) }
            for number in [3, 60_000, 2] {
                _ = try await log.write(to: community) { write in
                    for start in stride(from: 0, to: number, by: 20_000) {
                        try write.append(UnitsRemoved(units: Array(units[start..<min(start + 20_000, number)])))
                    }
                    return number
                }
            }

            let events = try await Self.events(of: community, in: pool)
            #expect(events.map(\.position) == Array(1...5))
            var chain = EventChain.start
            for event in events {
                #expect(event.previousChain == chain && event.isIntact)
                chain = event.chain
            }
            let last = try UnitsRemoved(payload: events[3].payload)
            #expect(last.units.last == units.last)
        }
    }

    @Test(.database) func `a command that fails is undone alone, its neighbours commit`() async throws {
        try await Self.withLog { log, pool in
            try await Self.createNumbers(in: pool)
            let community = try CommunityID(parsing: "alone")
            let outcomes = await withTaskGroup(of: (Int, Bool).self, returning: [Int: Bool].self) { group in
                for number in 0..<60 {
                    group.addTask {
                        do {
                            _ = try await log.write(to: community) { write in
                                try await write.execute("INSERT INTO number (value) VALUES (\(Int64(number)))")
                                try write.append(DayStarted(day: Day(daysSince1970: Int64(number))))
                                if number.isMultiple(of: 3) { throw Refused(reason: "divisible") }
                                return number
                            }
                            return (number, true)
                        } catch {
                            return (number, false)
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }

            let stored = try await pool.withConnection {
                try await $0.query("SELECT value FROM number", as: Int64.self)
            }
            #expect(Set(stored) == Set((0..<60).filter { !$0.isMultiple(of: 3) }.map(Int64.init)))
            #expect(outcomes.filter(\.value).count == 40)
            #expect(try await Self.events(of: community, in: pool).count == 40)
        }
    }

    @Test(.database) func `a constraint that speaks only at the commit refuses the one that breaks it`() async throws {
        try await Self.withLog { log, pool in
            try await Self.createNumbers(in: pool)
            let community = try CommunityID(parsing: "deferred")
            let accepted = await withTaskGroup(of: Int.self, returning: [Int].self) { group in
                for number in 0..<20 {
                    group.addTask {
                        do {
                            return try await log.write(to: community) { write in
                                // Twice the same value breaks the deferred key, but not before COMMIT.
                                for _ in 0..<(number == 7 ? 2 : 1) {
                                    try await write.execute("INSERT INTO number (value) VALUES (\(Int64(number)))")
                                }
                                return number
                            }
                        } catch {
                            #expect((error as? PostgresError)?.sqlState == .uniqueViolation)
                            return -1
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(accepted.filter { $0 < 0 }.count == 1)
            #expect(Set(accepted).isSuperset(of: Set(0..<20).subtracting([7])))
        }
    }

    @Test(.database) func `the same key gets the same answer, another body under it is refused`() async throws {
        try await Self.withLog { log, pool in
            let community = try CommunityID(parsing: "claims")
            func claim(_ body: String) -> IdempotencyClaim {
                IdempotencyClaim(principal: "p", route: "r", key: "k", requestHash: Digest256(of: Array(body.utf8)))
            }
            let answers = try await withThrowingTaskGroup(of: Int64.self, returning: [Int64].self) { group in
                for number in 0..<16 {
                    group.addTask {
                        try await log.write(to: community, claim: claim("body")) { write in
                            try write.append(DayStarted(day: Day(daysSince1970: Int64(number))))
                            return Int64(number)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(Set(answers).count == 1)
            #expect(try await Self.events(of: community, in: pool).count == 1)
            await #expect(throws: EventLogError.keyReused) {
                try await log.write(to: community, claim: claim("other")) { _ in Int64(0) }
            }
        }
    }

    @Test(.database) func `a refused command is not remembered under its key`() async throws {
        try await Self.withLog { log, _ in
            let community = try CommunityID(parsing: "again")
            let claim = IdempotencyClaim(principal: "p", route: "r", key: "k", requestHash: Digest256(of: []))
            await #expect(throws: Refused(reason: "not yet")) {
                try await log.write(to: community, claim: claim) { _ -> Int64 in throw Refused(reason: "not yet") }
            }
            #expect(try await log.write(to: community, claim: claim) { _ in Int64(5) } == 5)
        }
    }

    @Test(.database) func `an answer is forgotten after thirty days, and no sooner`() async throws {
        try await Self.withLog { log, pool in
            let community = try CommunityID(parsing: "old")
            func claim(_ number: Int64) -> IdempotencyClaim {
                IdempotencyClaim(principal: "p", route: "r", key: "\(number)", requestHash: Digest256(of: []))
            }
            for number in Int64(0)..<1_200 {
                _ = try await log.write(to: community, claim: claim(number)) { _ in number }
            }
            try await pool.withConnection { connection in
                _ = try await connection.execute(
                    "UPDATE http_idempotency SET at = now() - interval '30 days 1 minute' WHERE key NOT IN ('7', '8')")
                _ = try await connection.execute(
                    "UPDATE http_idempotency SET at = now() - interval '29 days 23 hours' WHERE key = '8'")
            }
            try await AnswerRetention(pool: pool, logger: Self.logger).forget()

            let kept = try await pool.withConnection { connection in
                try await connection.query("SELECT key FROM http_idempotency ORDER BY key", as: String.self)
            }
            #expect(kept == ["7", "8"])
            #expect(try await log.write(to: community, claim: claim(7)) { _ in Int64(0) } == 7)
            #expect(try await log.write(to: community, claim: claim(9)) { _ in Int64(0) } == 0)
        }
    }

    @Test(.database) func `a full queue refuses at once and stores nothing`() async throws {
        try await TestDatabase.withPool { pool in
            try await Migrator.apply(EventLog.migrations, on: pool, logger: Self.logger)
            let log = EventLog(
                identity: try await LogIdentity.establish(for: .registry, in: pool), pool: pool,
                limits: ShardWriter.Limits(batch: 512, queue: 3), logger: Self.logger)
            let community = try CommunityID(parsing: "full")
            // Nothing runs the writers, so that what is queued stays queued until they stop.
            let refused = await withTaskGroup(of: EventLogError?.self, returning: [EventLogError].self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        do {
                            _ = try await log.write(to: community) { _ in 1 }
                            return nil
                        } catch {
                            return error as? EventLogError
                        }
                    }
                }
                var refused: [EventLogError] = []
                while refused.count < 2, let next = await group.next() { if let next { refused.append(next) } }
                let writer = log.writers[Shard(of: community)]
                writer?.stop()
                await writer?.run()
                return refused
            }
            #expect(refused == [.overloaded, .overloaded])
        }
    }

    @Test(.database, arguments: [false, true])
    func `hot commands run together and are refused one by one, also where their statement travels ahead`(
        isAhead: Bool
    ) async throws {
        struct Numbers: CommandBatch {
            let isAhead: Bool

            func opening(_ commands: [Int64], of community: CommunityID) -> SQL? { isAhead ? insertion(commands) : nil }

            private func insertion(_ commands: [Int64]) -> SQL {
                "INSERT INTO number (value) SELECT unnest(\(commands.filter { $0 >= 0 })) RETURNING value"
            }

            func run(
                _ commands: [Int64], opening: PostgresResult?, in write: borrowing Write
            ) async throws -> [Result<Int64, any Error>] {
                #expect((opening != nil) == isAhead)
                let result: PostgresResult
                if let opening { result = opening } else { result = try await write.query(insertion(commands)) }
                let rows: [Int64] = try result.decode(Int64.self)
                let stored = Set(rows)
                return try commands.map { command in
                    guard stored.contains(command) else { return .failure(Refused(reason: "negative")) }
                    try write.append(DayStarted(day: Day(daysSince1970: command)))
                    return .success(command)
                }
            }
        }
        try await Self.withLog { log, pool in
            try await Self.createNumbers(in: pool)
            let community = try CommunityID(parsing: "lane")
            let lane = BatchLane(Numbers(isAhead: isAhead))
            let answers = await withTaskGroup(of: Int64?.self, returning: [Int64].self) { group in
                for number in Int64(-20)..<100 {
                    group.addTask {
                        do {
                            return try await log.submit(number, to: community, in: lane)
                        } catch {
                            #expect(error as? Refused == Refused(reason: "negative"))
                            return nil
                        }
                    }
                }
                return await group.reduce(into: []) { if let answer = $1 { $0.append(answer) } }
            }
            #expect(answers.sorted() == Array(0..<100))
            #expect(try await Self.events(of: community, in: pool).count == 100)
        }
    }

    @Test(.database) func `a hot command's plans find rows by their keys, however small the table is`() async throws {
        struct Plans: CommandBatch {
            func opening(_ commands: [Int64], of community: CommunityID) -> SQL? { "SELECT 1" }

            func run(
                _ commands: [Int64], opening: PostgresResult?, in write: borrowing Write
            ) async throws -> [Result<[String], any Error>] {
                let plan = try await WriteTests.plan(in: write)
                return commands.map { _ in .success(plan) }
            }
        }
        try await Self.withLog { log, pool in
            try await Self.createNumbers(in: pool)
            try await pool.withConnection { connection in
                _ = try await connection.execute("INSERT INTO number (value) VALUES (1)")
                _ = try await connection.execute("ANALYZE number")
            }
            let community = try CommunityID(parsing: "lane")
            let lane = BatchLane(Plans())
            for _ in 1...3 {
                let hot = try await log.submit(1, to: community, in: lane)
                #expect(!hot.contains { $0.contains("Seq Scan") }, "\(hot)")
            }
            let common = try await log.write(to: community) { write in try await Self.plan(in: write) }
            #expect(common.contains { $0.contains("Seq Scan") }, "\(common)")
        }
    }

    private static func plan(in write: borrowing Write) async throws -> [String] {
        try await write.query("EXPLAIN SELECT value FROM number WHERE value = 1", as: String.self)
    }

    @Test(.database) func `a database of another service is refused`() async throws {
        try await Self.withLog { _, pool in
            await #expect(throws: WrongDatabase.self) { try await LogIdentity.establish(for: .funds, in: pool) }
        }
    }

    // MARK: - Logs

    static let logger = Logger(label: "test")

    static func withLog(_ body: (EventLog, PostgresPool) async throws -> Void) async throws {
        try await withTwoLogs { log, _, pool in try await body(log, pool) }
    }

    /// Two logs on one database, as two processes of a service have, with their writers running.
    static func withTwoLogs(_ body: (EventLog, EventLog, PostgresPool) async throws -> Void) async throws {
        try await TestDatabase.withPool { pool in
            try await Migrator.apply(EventLog.migrations, on: pool, logger: logger)
            let identity = try await LogIdentity.establish(for: .registry, in: pool)
            let logs = [
                EventLog(identity: identity, pool: pool, logger: logger),
                EventLog(identity: identity, pool: pool, logger: logger),
            ]
            try await withThrowingTaskGroup { group in
                for writer in logs.flatMap(\.writers.values) { group.addTask { await writer.run() } }
                do {
                    try await body(logs[0], logs[1], pool)
                } catch {
                    for writer in logs.flatMap(\.writers.values) { writer.stop() }
                    throw error
                }
                for writer in logs.flatMap(\.writers.values) { writer.stop() }
                try await group.waitForAll()
            }
        }
    }

    static func events(of community: CommunityID, in pool: PostgresPool) async throws -> [EventEnvelope] {
        try await pool.withConnection { connection in
            try await OutboxReader(identity: LogIdentity(source: .registry, epoch: 1))
                .events(in: Shard(of: community), of: nil, from: 1, limit: 10_000, on: connection).events
        }
    }

    static func createNumbers(in pool: PostgresPool) async throws {
        try await pool.withConnection { connection in
            _ = try await connection.execute(
                """
                CREATE TABLE number (
                    value bigint CONSTRAINT number_value_key UNIQUE DEFERRABLE INITIALLY DEFERRED
                )
                """)
        }
    }
}
