import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// How many papers were handed out, and how many came back (R-E-09, R-E-10).
@Suite(.database) struct PaperCountTests {
    private typealias Owner = TestCommunity.Owner

    private struct Counted: Decodable {
        let items: [Item]

        struct Item: Decodable { let result: Result? }

        struct Result: Decodable {
            let outcome: String
            let papers: Papers?
        }

        struct Papers: Decodable, Equatable {
            var issued: Int?
            let returned: Int
        }
    }

    private static func named() throws -> TestCommunity {
        try TestCommunity.small("q\(UUID().uuidString.prefix(8).lowercased())")
    }

    private static func electronic(_ unit: String) -> String {
        "\(unit),0,electronic,2023-07-01,\(TestCommunity.scan("1a")),yes,c-1\n"
    }

    @Test func `what was handed out and what came back is told of every form but hands, on the page too`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try Self.named()
            try await community.openAssembly(at: ballots)
            _ = try await community.deliver(
                "1-1-101,1,inPerson,2023-07-01,\(TestCommunity.scan("1a")),yes,c-1\n", at: ballots)
            _ = try await community.handInAll(
                TestCommunity.paper("1-1-101", choice: "for")
                    + TestCommunity.paper("1-1-201", choice: "", scan: "0b", invalid: "unsigned"), at: ballots)

            let items = try await community.close(at: ballots).decode(Counted.self).items

            #expect(items.map(\.result?.papers) == [.init(issued: 1, returned: 2), .init(issued: 1, returned: 0)])
            let page = try await community.look(community.page, at: ballots).text
            #expect(page.contains("Papers handed out: 1, came back: 2, which is more than were handed out."))
            #expect(page.contains("Papers handed out: 1, came back: 0."))
            let chinese = try await community.look(community.page, language: "zh-CN", at: ballots).text
            #expect(chinese.contains("纸质票发出 1 张，收回 2 张，收回的多于发出的。"))
        }
    }

    @Test func `without a register only what came back is told, and of hands nothing`() async throws {
        try await TestBallots.run { ballots in
            let community = try Self.named()
            try await community.openElection(at: ballots)
            _ = try await community.handInAll(TestCommunity.paper("1-1-101", choice: "a", item: "seats"), at: ballots)

            let items = try await community.close(at: ballots).decode(Counted.self).items

            #expect(items.map(\.result?.papers) == [.init(returned: 1), nil])
            let page = try await community.look(community.page, at: ballots).text
            #expect(page.contains("Papers that came back: 1; how many were handed out was not kept."))
        }
    }

    @Test func `a correction that papers contradict is refused, and one that would void an election is told`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try Self.named()
            try await community.openElection(at: ballots)
            let given = ["1-1-101", "1-1-201", "2-1-101"].map {
                TestCommunity.delivery($0).replacing(",2,", with: ",1,")
            }
            #expect(try await community.deliver(given.joined(), at: ballots).status == 200)
            for (unit, scan) in [("1-1-101", "0a"), ("1-1-201", "0b")] {
                _ = try await community.handInAll(
                    TestCommunity.paper(unit, choice: "a", item: "seats", scan: scan), at: ballots)
            }

            let shut = "1-1-201,0,inPerson,,,no,c-2\n"
            let refused = try await community.deliver(given[0] + shut, at: ballots)
            #expect(refused.status == 422)
            #expect(try refused.places == ["3 papers"])
            let single = try await community.note(
                #"{"unit": "1-1-201", "papers": 0, "method": "inPerson", "warned": false, "collector": "c-2"}"#,
                at: ballots)
            #expect(try single.status == 400 && single.fields == ["papers"])

            let more = try await community.handInAll(
                TestCommunity.paper("1-1-102", choice: "a", item: "seats", scan: "0c"), at: ballots)
            #expect(try more.decode(ImportPapers.Report.self).exceeded == nil)
            let lowered = try await community.deliver("2-1-101,0,inPerson,,,no,c-2\n", dryRun: true, at: ballots)
            let told = try lowered.decode(RecordDeliveries.Report.self)
            #expect(told.exceeded == [.init(item: try ItemID(parsing: "seats"), issued: 2, returned: 3)])

            // Of one paper that was handed out two came back: that the register says so is no correction.
            _ = try await community.handInAll(
                TestCommunity.paper("2-1-101", choice: "b", item: "seats", scan: "1c")
                    + TestCommunity.paper("2-1-101", choice: "c", item: "seats", scan: "1d"), at: ballots)
            #expect(try await community.deliver(given[2], at: ballots).status == 200)
        }
    }

    @Test func `a register that is begun when the voting is over voids no election`() async throws {
        try await TestBallots.run { ballots in
            let community = try Self.named()
            try await community.openElection(at: ballots)
            for (unit, scan) in [("1-1-101", "0a"), ("1-1-201", "0b")] {
                _ = try await community.handInAll(
                    TestCommunity.paper(unit, choice: "a", item: "seats", scan: scan), at: ballots)
            }
            let line = TestCommunity.delivery("2-1-101").replacing(",2,", with: ",1,")
            let inTime = try await community.deliver(line, dryRun: true, at: ballots)
            #expect(try inTime.decode(RecordDeliveries.Report.self).exceeded?.map(\.returned) == [2])
            try await ballots.pool.withConnection { connection in
                try await connection.execute(
                    """
                    UPDATE assembly
                    SET closes_at = clock_timestamp(), papers_until = clock_timestamp() + interval '1 hour'
                    WHERE community = \(community.id)
                    """)
            }

            let late = try await community.deliver(line, at: ballots)
            #expect(late.status == 400)
            #expect(try late.fields == ["papers"])
            try await ballots.pool.withConnection { connection in
                try await connection.execute(
                    "UPDATE assembly SET papers_until = clock_timestamp() WHERE community = \(community.id)")
            }
            let items = try await community.close(at: ballots).decode(Counted.self).items
            #expect(items.first?.result?.papers == .init(returned: 2))
        }
    }

    /// An owner may ask for paper where all others vote online (R-M-11); who hands it out has to note it down (R-M-24).
    @Test func `a paper that the register does not know is told at once, so that it voids no election unseen`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try Self.named()
            try await community.openElection(at: ballots)
            _ = try await community.deliver(
                ["1-1-101", "1-1-201", "2-1-101", "2-1-201"].map(Self.electronic).joined(), at: ballots)
            for (unit, owner) in [("1-1-201", Owner.bao), ("2-1-101", Owner.ding), ("2-1-201", Owner.developer)] {
                #expect(try await community.vote(unit, by: owner, "a+b", item: "seats", at: ballots).status == 201)
            }

            let answer = try await community.handInAll(
                TestCommunity.paper("1-1-101", choice: "a+b", item: "seats"), at: ballots)
            let report = try answer.decode(ImportPapers.Report.self)
            #expect(report.counted == 1)
            #expect(report.exceeded == [.init(item: try ItemID(parsing: "seats"), issued: 0, returned: 1)])

            _ = try await community.deliver(
                "1-1-101,1,inPerson,2023-07-02,\(TestCommunity.scan("1b")),yes,c-1\n", at: ballots)
            let again = try await community.handInAll(
                TestCommunity.paper("1-1-102", choice: "", item: "seats", scan: "0b", invalid: "unclear"), at: ballots)
            #expect(try again.decode(ImportPapers.Report.self).exceeded?.map(\.returned) == [2])
            _ = try await community.deliver(
                "1-1-102,1,post,2023-07-02,\(TestCommunity.scan("1c")),yes,c-1\n", at: ballots)

            let items = try await community.close(at: ballots).decode(Counted.self).items
            #expect(items[0].result?.outcome == "passed")
            #expect(items[0].result?.papers == .init(issued: 2, returned: 2))
        }
    }
}
