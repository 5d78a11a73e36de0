import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// Whoever changes a log by SQL, past all triggers, is found out, and where.
@Suite(.timeLimit(.minutes(2))) struct LogAuditTests {

    private static var community: CommunityID { get throws { try CommunityID(parsing: "audited") } }
    private static var shard: Shard { get throws { Shard(of: try community) } }

    struct Tampering: CustomTestStringConvertible, Sendable {
        let name: String
        let statements: [SQL]
        /// The positions that are named.
        let found: [Int64]
        /// Words that one of the faults has.
        let says: String

        init(_ name: String, _ statements: SQL..., found: [Int64], says: String) {
            self.name = name
            self.statements = statements
            self.found = found
            self.says = says
        }

        var testDescription: String { name }
    }

    static let tamperings: [Tampering] = {
        let hashed = "it is not what was hashed"
        let chained = "it is not chained"
        let changed: [(String, SQL)] = [
            ("a byte of a payload", "UPDATE outbox SET payload = set_byte(payload, 1, 64) WHERE pos = 3"),
            ("an id", "UPDATE outbox SET id = gen_random_uuid() WHERE pos = 3"),
            ("a subject", "UPDATE outbox SET subject = subject || 'x' WHERE pos = 3"),
            ("a time", "UPDATE outbox SET recorded_at = recorded_at + interval '1 microsecond' WHERE pos = 3"),
            ("what had been applied", #"UPDATE outbox SET after = '{"funds":1}' WHERE pos = 3"#),
            ("a chain", "UPDATE outbox SET chain = set_byte(chain, 31, (get_byte(chain, 31) + 1) % 256) WHERE pos = 5"),
        ]
        return changed.map { name, statement in
            let position: Int64 = name == "a chain" ? 5 : 3
            return Tampering("changed: \(name)", statement, found: [position], says: hashed)
        } + [
            Tampering("the first is gone", "DELETE FROM outbox WHERE pos = 1", found: [2], says: "no event stands"),
            Tampering("one is gone", "DELETE FROM outbox WHERE pos = 3", found: [4], says: "no event stands"),
            Tampering(
                "one is gone, and the later ones have new numbers", "DELETE FROM outbox WHERE pos = 3",
                "UPDATE outbox SET pos = pos - 1 WHERE pos = 4", "UPDATE outbox SET pos = pos - 1 WHERE pos = 5",
                found: [3, 4], says: hashed),
            Tampering(
                "two have changed places", "UPDATE outbox SET pos = 9 WHERE pos = 3",
                "UPDATE outbox SET pos = 3 WHERE pos = 4", "UPDATE outbox SET pos = 4 WHERE pos = 9",
                found: [3, 4, 5], says: chained),
            Tampering(
                "one was written anew with its hash",
                """
                UPDATE outbox SET chain = decode(repeat('ab', 32), 'hex') WHERE pos = 3
                """, found: [3, 4], says: chained),
            Tampering(
                "an epoch that has not begun", "UPDATE outbox SET epoch = 2 WHERE pos = 5", found: [5],
                says: "not begun"),
            Tampering(
                "an epoch that is over", "UPDATE outbox SET epoch = 0 WHERE pos = 5", found: [5], says: "earlier one"),
            Tampering(
                "another service's type", "UPDATE outbox SET type = 'tongti.funds.DayStarted.v1' WHERE pos = 5",
                found: [5], says: "does not publish"),
            Tampering(
                "another shard's community", "UPDATE outbox SET community = 'elsewhere' WHERE pos = 5", found: [5],
                says: "has another shard"),
        ]
    }()

    @Test(.database, arguments: tamperings)
    func `a log that was changed is found out, and where`(tampering: Tampering) async throws {
        try await Self.withEvents { audit, pool in
            try await Self.tamper(tampering.statements, in: pool)
            let shard = try Self.shard
            let page = try await audit.page(of: shard, from: 1)
            let places = page.faults.map(\.place).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            #expect(places.sorted() == tampering.found.map { "\(shard)/\($0)" }, "\(page.faults)")
            #expect(page.faults.contains { $0.says.contains(tampering.says) }, "\(page.faults)")
        }
    }

    @Test(.database) func `a log that nobody changed is found right, whole and in pages of any size`() async throws {
        try await Self.withEvents { audit, pool in
            let shard = try Self.shard
            let whole = try await audit.page(of: shard, from: 1)
            #expect(whole == LogAudit.Page(examined: 5, faults: [], head: 5, next: 1 + LogAudit.pageLimit))
            for size in Int64(1)...6 {
                var examined: Int64 = 0
                var next: Int64 = 1
                while next <= 5 {
                    let page = try await audit.page(of: shard, from: next, limit: size)
                    #expect(page.faults.isEmpty && page.head == 5)
                    examined += page.examined
                    next = page.next
                }
                #expect(examined == 5)
            }
            #expect(try await audit.page(of: shard, from: .max).faults.isEmpty)
            let chains = try await pool.withConnection { connection in
                try await connection.query(
                    "SELECT chain FROM outbox WHERE shard = \(shard) ORDER BY pos", as: Digest256.self)
            }
            #expect(try await audit.chain(of: shard, at: 5) == chains.last)
            #expect(try await audit.chain(of: shard, at: 6) == nil)
            for check in EventLog.audits {
                #expect(try await check.report(in: pool).faults == [], "\(check.code)")
            }
        }
    }

    /// The check that finds it, the statements, and the place that is named.
    static let others: [(String, [SQL], String)] = {
        let run: SQL = """
            INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
            VALUES ('funds', 3, 1, 4, 1, decode(repeat('ab', 32), 'hex'), 0)
            """
        let parked: SQL = """
            INSERT INTO inbox_parked (source, shard, pos, id, community, subject, type, payload, recorded_at, reason)
            VALUES ('funds', 3, 2, gen_random_uuid(), 'c', 's', 't', '{}', clock_timestamp(), 'no such unit')
            """
        func resolved(_ reason: String) -> SQL {
            """
            INSERT INTO inbox_resolution (source, shard, pos, resolution, reason, resolved_by)
            VALUES ('funds', 3, 2, 'discarded', \(reason), 'wang.li')
            """
        }
        // Of the shard of the events, in two runs of funds.
        let applied: SQL = """
            INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
            SELECT source, shard, first_pos, last_pos, 1, decode(repeat('ab', 32), 'hex'), 0
            FROM outbox
            CROSS JOIN (VALUES ('funds', 1, 3), ('funds', 4, 4), ('ballots', 1, 2)) AS run (source, first_pos, last_pos)
            WHERE pos = 1
            """
        return [
            (
                "event-ids-are-unique", ["UPDATE outbox SET id = (SELECT id FROM outbox WHERE pos = 1) WHERE pos = 5"],
                "/1"
            ),
            (
                "applied-without-gap",
                [
                    run,
                    """
                    INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
                    VALUES ('funds', 3, 6, 7, 1, decode(repeat('ab', 32), 'hex'), 0)
                    """,
                ], "funds/3/6"
            ),
            ("applied-without-gap", [run, "UPDATE inbox_log SET first_pos = 2"], "funds/3/2"),
            ("parked-within-applied", [parked], "funds/3/2"),
            ("parked-within-applied", [run, parked, "UPDATE inbox_parked SET reason = ''"], "funds/3/2"),
            ("nothing-parked", [run, parked], "funds/3/2"),
            ("resolutions-have-reasons", [run, parked, resolved("")], "funds/3/2"),
            (
                "resolutions-have-reasons",
                [
                    run, parked, resolved("the unit has gone"),
                    "ALTER TABLE inbox_resolution DROP CONSTRAINT inbox_resolution_parked_fkey",
                    "DELETE FROM inbox_parked",
                ], "funds/3/2"
            ),
            ("after-is-applied", [#"UPDATE outbox SET after = '{"funds":1}' WHERE pos = 5"#], "/5"),
            (
                "after-is-applied",
                [
                    applied, #"UPDATE outbox SET after = '{"ballots":2,"funds":4}' WHERE pos IN (2, 3)"#,
                    #"UPDATE outbox SET after = '{"ballots":2,"funds":3}' WHERE pos = 4"#,
                ], "/4"
            ),
            (
                "after-is-applied",
                [
                    applied, #"UPDATE outbox SET after = '{"funds":4}' WHERE pos = 2"#,
                    #"UPDATE outbox SET after = '{"funds":3}' WHERE pos = 4"#,
                ], "/4"
            ),
            (
                "after-is-applied",
                [applied, #"UPDATE outbox SET after = '{"ballots":2,"funds":5}' WHERE pos = 5"#], "/5"
            ),
            (
                "confirmed-is-recorded",
                ["INSERT INTO consumer_confirm (consumer, shard, pos) VALUES ('notices', 3, 9)"], "notices/3"
            ),
            (
                "confirmed-is-recorded",
                [
                    """
                    INSERT INTO consumer_confirm (consumer, shard, pos, chain_pos, chain)
                    SELECT 'notices', shard, 5, 4, decode(repeat('ab', 32), 'hex') FROM outbox WHERE pos = 4
                    """
                ], "notices/"
            ),
        ]
    }()

    @Test(.database, arguments: others.indices)
    func `what is wrong in the log's other tables is found out`(index: Int) async throws {
        let (code, statements, place) = Self.others[index]
        try await Self.withEvents { _, pool in
            try await Self.tamper(statements, in: pool)
            let check = try #require(EventLog.audits.first { $0.code == code })
            let report = try await check.report(in: pool)
            #expect(report.check == code && report.examined > 0)
            #expect(report.faults.count == 1 && report.faults.allSatisfy { $0.place.contains(place) }, "\(report)")
            for other in EventLog.audits where other.code != code && code != "parked-within-applied" {
                #expect(try await other.report(in: pool).faults.isEmpty, "\(other.code)")
            }
        }
    }

    @Test(.database) func `events may name what was applied before, with them, or of no service`() async throws {
        try await Self.withEvents { _, pool in
            try await Self.tamper(
                [
                    """
                    INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
                    SELECT 'funds', shard, 1, 4, 1, decode(repeat('ab', 32), 'hex'), 0 FROM outbox WHERE pos = 1
                    """,
                    #"UPDATE outbox SET after = '{"funds":2}' WHERE pos IN (2, 3)"#,
                    #"UPDATE outbox SET after = '{"funds":4}' WHERE pos = 5"#,
                ], in: pool)
            let check = try #require(EventLog.audits.first { $0.code == "after-is-applied" })
            let report = try await check.report(in: pool)
            #expect(report.examined == 5 && report.faults == [])
        }
    }

    @Test(.database) func `an epoch has begun that began while this process was running`() async throws {
        try await Self.withEvents { _, pool in
            let earlier = LogAudit(identity: LogIdentity(source: .registry, epoch: 0), pool: pool)
            let page = try await earlier.page(of: try Self.shard, from: 1)
            #expect(page.faults == [])
        }
    }

    @Test(.database) func `what was applied last of each service and shard is told`() async throws {
        try await Self.withEvents { _, pool in
            try await Self.tamper(
                [
                    """
                    INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
                    SELECT source, shard, first_pos, last_pos, 1, decode(repeat(byte, 32), 'hex'), 0
                    FROM (
                        VALUES ('funds', 3, 1, 9, 'aa'), ('funds', 3, 10, 11, 'bb'), ('funds', 4, 1, 2, 'cc'),
                            ('ballots', 3, 1, 1, 'dd')
                    ) AS run (source, shard, first_pos, last_pos, byte)
                    """
                ], in: pool)
            let marks = try await AppliedMark.all(in: pool).map { mark in
                "\(mark.source.rawValue) \(mark.shard) \(mark.position) \(mark.chain.description.prefix(2))"
            }
            #expect(marks == ["ballots 3 1 dd", "funds 3 11 bb", "funds 4 2 cc"])
        }
    }

    @Test(.database) func `more faults than are shown are said to be more`() async throws {
        try await Self.withEvents { _, pool in
            try await Self.tamper(
                [
                    """
                    INSERT INTO consumer_confirm (consumer, shard, pos)
                    SELECT 'consumer' || n, 3, 9 FROM generate_series(1, 101) AS n
                    """
                ], in: pool)
            let check = try #require(EventLog.audits.first { $0.code == "confirmed-is-recorded" })
            let report = try await check.report(in: pool)
            #expect(report.more && report.faults.count == Int(AuditCheck.shown) && report.examined == 101)
        }
    }

    /// A log with five events of one community.
    private static func withEvents(_ body: (LogAudit, PostgresPool) async throws -> Void) async throws {
        try await WriteTests.withLog { log, pool in
            let community = try Self.community
            for day in Int64(1)...5 {
                _ = try await log.write(to: community) { write in
                    try write.append(DayStarted(day: Day(daysSince1970: day)))
                    return 0
                }
            }
            try await body(LogAudit(identity: log.identity, pool: pool), pool)
        }
    }

    /// As somebody who owns the tables would do it.
    private static func tamper(_ statements: [SQL], in pool: PostgresPool) async throws {
        let open: [SQL] = [
            "ALTER TABLE outbox DISABLE TRIGGER USER", "ALTER TABLE inbox_log DISABLE TRIGGER USER",
            "ALTER TABLE inbox_parked DISABLE TRIGGER USER",
        ]
        try await pool.withTransaction { transaction in
            for statement in open + statements { try await transaction.execute(statement) }
        }
    }
}
