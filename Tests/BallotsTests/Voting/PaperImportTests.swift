import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

@Suite(.database) struct PaperImportTests {
    private typealias Owner = TestCommunity.Owner
    private typealias Report = ImportPapers.Report

    private func ballots(
        _ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void
    ) async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("c\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(at: ballots)
            try await body(ballots, community)
        }
    }

    private func paper(_ unit: String, _ choice: String = "for", item: String = "overhaul") -> String {
        TestCommunity.paper(unit, choice, item: item)
    }

    @Test func `papers count like electronic votes`() async throws {
        try await ballots { ballots, community in
            let answer = try await community.handIn(
                paper("1-1-101") + paper("1-1-201", "against") + paper("1-1-101", "abstain", item: "rules"), at: ballots
            )

            #expect(answer.status == 200)
            #expect(try answer.decode(Report.self) == Report(papers: 3, counted: 3, duplicates: [], invalid: []))
            let events = try await ballots.published(VoteAccepted.self, of: community.id)
            #expect(events.map(\.channel) == [.paper, .paper, .paper])
            #expect(events.map(\.area.hundredths) == [100_00, 100_00, 100_00])
            #expect(try await community.show(at: ballots).items[0].participation == Samples.weight(200_00, 2))
        }
    }

    @Test func `the first ballot counts, and a later paper is kept as a duplicate`() async throws {
        try await ballots { ballots, community in
            _ = try await community.vote("1-1-101", by: Owner.anna, "against", at: ballots)

            let answer = try await community.handIn(
                paper("1-1-102", "for") + paper("2-1-101") + paper("2-1-201") + paper("2-1-202", "against"), at: ballots
            )

            #expect(answer.status == 200)
            let report = try answer.decode(Report.self)
            #expect(report.counted == 2)
            #expect(report.duplicates.map(\.unit.description) == ["1-1-102", "2-1-202"])
            #expect(report.duplicates.map(\.line) == [2, 5])
            let late = try await community.vote("2-1-101", by: Owner.ding, at: ballots)
            #expect(try late.slug == "already-voted")
            let kept = try await ballots.pool.withConnection {
                try await $0.query(
                    """
                    SELECT paper.is_counted
                    FROM paper
                    JOIN assembly ON assembly.number = paper.assembly
                    WHERE assembly.community = \(community.id)
                    ORDER BY paper.unit
                    """,
                    as: Bool.self)
            }
            #expect(kept == [false, true, true, false])
            #expect(try await community.show(at: ballots).items[0].participation == Samples.weight(299_99, 3))
        }
    }

    @Test func `a file is taken whole or not at all`() async throws {
        try await ballots { ballots, community in
            let answer = try await community.handIn(
                paper("1-1-101") + paper("7-7-777") + paper("2-1-P1") + paper("1-1-201", item: "nothing"), at: ballots)

            #expect(answer.status == 422)
            #expect(try answer.slug == "file-refused")
            #expect(try answer.places == ["3 unit", "4 unit", "5 item"])
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).isEmpty)
            #expect(try await community.show(at: ballots).items[0].participation == .zero)
        }
    }

    @Test func `the same papers are not taken twice`() async throws {
        try await ballots { ballots, community in
            #expect(try await community.handIn(paper("1-1-101"), at: ballots).status == 200)

            let again = try await community.handIn(paper("1-1-101"), at: ballots)

            #expect(again.status == 422)
            #expect(try again.places == ["2 evidence_sha256"])
        }
    }

    @Test func `a second paper of a unit is kept, and not counted (R-M-27)`() async throws {
        try await ballots { ballots, community in
            let first = TestCommunity.paper("1-1-101", scan: "0a") + TestCommunity.paper("2-1-101", scan: "0b")
            #expect(try await community.handIn(first, at: ballots).status == 200)

            let second = try await community.handIn(
                TestCommunity.paper("1-1-101", "against", scan: "0c") + TestCommunity.paper("1-1-201", scan: "0d")
                    + TestCommunity.paper("1-1-201", "against", scan: "0e"), at: ballots)

            #expect(second.status == 200)
            let report = try second.decode(Report.self)
            #expect(report.counted == 1)
            #expect(report.duplicates.map(\.line) == [2, 4])
            let papers = try await ballots.pool.withConnection {
                try await $0.query(
                    """
                    SELECT paper.is_counted
                    FROM paper
                    JOIN assembly ON assembly.number = paper.assembly
                    WHERE assembly.community = \(community.id)
                    ORDER BY paper.evidence
                    """,
                    as: Bool.self)
            }
            #expect(papers == [true, true, false, true, false])
            #expect(try await community.show(at: ballots).items[0].participation == Samples.weight(300_00, 3))
        }
    }

    @Test func `a dry run says what would be and changes nothing`() async throws {
        try await ballots { ballots, community in
            _ = try await community.vote("1-1-101", by: Owner.anna, at: ballots)
            let lines = paper("1-1-102") + paper("2-1-101")

            let rehearsal = try await community.handIn(lines, dryRun: true, at: ballots)
            #expect(try rehearsal.decode(Report.self).counted == 1)
            #expect(try await community.show(at: ballots).items[0].participation == Samples.weight(100_00, 1))
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).count == 1)

            let real = try await community.handIn(lines, at: ballots)
            #expect(try real.decode(Report.self) == rehearsal.decode(Report.self))
        }
    }

    @Test func `papers count when a second scrutineer has handed in the same file`() async throws {
        try await ballots { ballots, community in
            let header = "item,unit,choice,signed_on,collector,witness,evidence_sha256\n"
            let file = header + paper("1-1-101") + paper("1-1-201", "against")
            let waits = Report(papers: 2, counted: 0, duplicates: [], invalid: [], isWaiting: true)
            func waiting() async throws -> String {
                try await ballots.get("\(community.assembly)/papers/waiting", as: [.auditor], of: community.id).text
            }

            for _ in 1...2 {
                let first = try await community.enter(file, as: "scrutineer-1", at: ballots)
                #expect(try first.decode(Report.self) == waits, "nobody is two")
            }
            #expect((try await community.show(at: ballots).items[0].participation?.heads ?? 0) == 0)
            let list = try await waiting()
            #expect(list.contains(#""enteredBy":"scrutineer-1""#) && list.contains(#""papers":2"#), "\(list)")
            #expect(list.contains("\(Samples.digest(file))"))

            let other = try await community.enter(header + paper("1-1-101"), as: "scrutineer-2", at: ballots)
            #expect(try other.decode(Report.self).isWaiting == true, "another file is another batch")
            let second = try await community.enter(file, as: "scrutineer-2", at: ballots)
            #expect(try second.decode(Report.self) == Report(papers: 2, counted: 2, duplicates: [], invalid: []))
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).count == 2)
            #expect(try await community.enter(file, as: "scrutineer-3", at: ballots).status == 422, "it counts already")
            #expect(try await !waiting().contains(#""papers":2"#))
        }
    }

    @Test func `two subjects of one person are one scrutineer`() async throws {
        try await ballots { ballots, community in
            let file = "item,unit,choice,signed_on,collector,witness,evidence_sha256\n" + paper("1-1-101")
            let owners = [Owner.ding.description, OwnerID(UUID()).description]
            let account = UUID().uuidString.lowercased()
            func enter(_ subject: String, tellsAccount: Bool = true, owners: [String] = []) async throws -> Report {
                let person = Person(subject: subject, account: tellsAccount ? account : nil, owners: owners)
                return try await community.enter(file, as: person, at: ballots).decode()
            }
            // By the account, where it is told both times, and by the owners where it was not told the first time.
            #expect(try await enter(owners[0]).isWaiting == true)
            for subject in owners + [account] { #expect(try await enter(subject).isWaiting == true) }
            #expect(try await enter(owners[0], tellsAccount: false).isWaiting == true)
            try await ballots.pool.withConnection { connection in
                try await connection.execute("ALTER TABLE paper_batch DISABLE TRIGGER paper_batch_only_grows")
                try await connection.execute("UPDATE paper_batch SET person = NULL")
                try await connection.execute("ALTER TABLE paper_batch ENABLE TRIGGER paper_batch_only_grows")
            }
            #expect(try await enter(owners[1], owners: owners).isWaiting == true)
            let list = try await ballots.get(
                "\(community.assembly)/papers/waiting", as: [.auditor], of: community.id)
            #expect(list.text.contains(owners[0]) && !list.text.contains(account), "\(list.text)")
            #expect(try await community.enter(file, as: "scrutineer-2", at: ballots).decode(Report.self).counted == 1)
        }
    }

    @Test func `who enters papers neither collected nor watched`() async throws {
        try await ballots { ballots, community in
            let header = "item,unit,choice,signed_on,collector,witness,evidence_sha256\n"
            let lines = paper("1-1-101") + paper("1-1-201")
            for (subject, column) in [("Collector-1", "collector"), ("witness-1", "witness")] {
                let refused = try await community.enter(header + lines, as: subject, at: ballots)
                #expect(refused.status == 422)
                #expect(try refused.places == ["2 \(column)", "3 \(column)"])
            }
            let collector = Person(subject: "scrutineer-1", account: "a", owners: ["collector-1"])
            let refused = try await community.enter(header + lines, as: collector, at: ballots)
            #expect(try refused.places == ["2 collector", "3 collector"], "under another id of theirs")
        }
    }

    @Test func `only a scrutineer hands papers in`() async throws {
        try await ballots { ballots, community in
            for role in Role.allCases where role != .scrutineer {
                let answer = try await ballots.post(
                    "\(community.path)/2023-lifts/papers", "item\n", as: [role], of: community.id,
                    mediaType: "text/csv")
                #expect(answer.status == 403, "\(role)")
            }
        }
    }
}
