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
