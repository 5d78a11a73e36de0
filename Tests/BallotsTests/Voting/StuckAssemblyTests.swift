import Foundation
import Logging
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Assemblies with which the service cannot get on: however many there are, the others go on.
@Suite struct StuckAssemblyTests {
    /// More than a page of them.
    private static let stuck = 101

    @Test(.database, .timeLimit(.minutes(1)))
    func `however many assemblies cannot be ended or closed, those that came later are`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            try await Self.strand("over", state: "open", papersUntil: "2999-01-01", at: ballots)
            try await Self.strand("due", state: "open", papersUntil: "2020-01-02", at: ballots)
            let (ending, closing) = (try TestCommunity.small("ending"), try TestCommunity.small("closing"))
            let later = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 + 7_200) * 1_000_000)
            try await ending.openAssembly(
                by: Samples.rules(), closesIn: .seconds(1), terms: #", "papersUntil": "\#(later)""#, at: ballots)
            try await closing.openAssembly(at: ballots, closesIn: .seconds(1))
            try await ballots.waitForDatabaseClock(try await closing.show(at: ballots).closesAt)

            try await Self.closer(of: ballots)()

            #expect(try await ending.show(at: ballots).state == "awaitingPapers")
            #expect(try await closing.show(at: ballots).state == "closed")
        }
    }

    @Test(.database) func `however many assemblies cannot be certified, those that came later are`() async throws {
        try await TestBallots.run { ballots in
            try await Self.strand("counted", state: "closed", papersUntil: "2020-01-02", at: ballots)
            let community = try TestCommunity.small()
            try await community.openAssembly(at: ballots)
            #expect(try await community.close(at: ballots).status == 200)

            try await ballots.service.certify()

            #expect(try await ballots.get("\(community.assembly)/certificate", of: community.id).status == 200)
        }
    }

    @Test(.database, .timeLimit(.minutes(1)))
    func `what a shutdown breaks off is not stuck, and is certified at the next look`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small()
            try await community.openAssembly(at: ballots)
            #expect(try await community.close(at: ballots).status == 200)
            try await ballots.pool.withTransaction { transaction in
                try await transaction.execute("LOCK TABLE certificate IN SHARE MODE")
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await #expect(throws: PostgresError.self) { try await ballots.service.certify() } }
                    try await waitWhile {
                        try await transaction.query(
                            "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'certificate'::regclass AND NOT granted)",
                            as: Bool.self) != [true]
                    }
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }

            try await ballots.service.certify()

            #expect(try await ballots.get("\(community.assembly)/certificate", of: community.id).status == 200)
        }
    }

    private static func closer(of ballots: TestBallots) throws -> CloseDueAssemblies {
        let (assemblies, clocks) = (AssemblyStore(), SharedClockWatch())
        return CloseDueAssemblies(
            pool: ballots.pool, assemblies: assemblies, end: EndVoting(log: ballots.log, assemblies: assemblies),
            close: CloseAssembly(
                log: ballots.log, assemblies: assemblies, votes: VoteStore(), returns: ReturnsStore(),
                rules: RulesStore(), calendar: try WorkCalendar.announced(), days: DistrictCalendar(isScenario: false),
                clocks: clocks, mayBeEarly: false),
            clocks: clocks, logger: Logger(label: "test"))
    }

    /// Assemblies of which nobody can read what they are about, and whose rows cannot be changed either.
    private static func strand(
        _ community: String, state: String, papersUntil: String, at ballots: TestBallots
    ) async throws {
        try await ballots.pool.withConnection { connection in
            try await connection.execute(
                """
                INSERT INTO rule_pack (hash, pack)
                VALUES (sha256('{}'), '{}')
                ON CONFLICT DO NOTHING
                """)
            try await connection.execute(
                """
                INSERT INTO assembly (
                    community, code, title, closes_at, state, convened_at, opened_at, closed_at, electorate_area,
                    electorate_heads, roll_hash, roll_position, rules, scope, papers_until, notice_on, counted_on
                )
                SELECT \(community), 'stuck-' || stuck, '', '2020-01-01', \(state), '2019-12-01', '2019-12-31',
                    CASE WHEN \(state) = 'closed' THEN now() END, 1, 1, sha256(''), 1, sha256('{}'), '{',
                    (\(papersUntil)::text)::timestamptz, '2019-12-01',
                    CASE WHEN \(state) = 'closed' THEN date '2020-01-02' END
                FROM generate_series(1, \(Self.stuck)) AS stuck
                """)
            try await connection.execute(
                """
                CREATE OR REPLACE TRIGGER stuck BEFORE UPDATE ON assembly
                FOR EACH ROW WHEN (OLD.scope = '{') EXECUTE FUNCTION refuse_change()
                """)
        }
    }
}
