import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Votes that were cast on an official platform (R-M-09).
@Suite(.database) struct OfficialVoteTests {
    private typealias Owner = TestCommunity.Owner
    private typealias Report = ImportOfficialVotes.Report

    private func ballots(
        _ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void
    ) async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("o\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(at: ballots)
            try await body(ballots, community)
        }
    }

    private func vote(
        _ unit: String, _ choice: String = "for", item: String = "overhaul",
        at time: String = "2023-07-09T10:00:00+08:00"
    ) -> String { "\(unit),\(item),\(choice),\(time)\n" }

    @Test func `votes of the platform count once for each head, the first of them`() async throws {
        try await ballots { ballots, community in
            _ = try await community.vote("2-1-101", by: Owner.ding, "against", at: ballots)
            // An owner votes once for each flat there, and counts once (R-C-11).
            let answer = try await community.bringIn(
                vote("1-1-101", "against", at: "2023-07-09T12:00:00+08:00") + vote("1-1-102", "for")
                    + vote("2-1-101", "for") + vote("2-1-203", "abstain"), at: ballots)

            #expect(answer.status == 200)
            let report = try answer.decode(Report.self)
            #expect(report.votes == 4 && report.counted == 2)
            #expect(report.duplicates.map(\.line) == [2, 4])
            let events = try await ballots.published(VoteAccepted.self, of: community.id)
            #expect(events.map(\.channel) == [.electronic, .imported, .imported])
            #expect(try await community.show(at: ballots).items[0].participation == Samples.weight(299_99, 3))
            #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).slug == "already-voted")
            let kept = try await ballots.pool.withConnection {
                try await $0.query(
                    """
                    SELECT imported_vote.unit || ' ' || imported_vote.choice, is_counted
                    FROM imported_vote
                    JOIN assembly ON assembly.number = imported_vote.assembly
                    WHERE assembly.community = \(community.id)
                    ORDER BY unit
                    """, as: (String, Bool).self)
            }
            #expect(kept.map(\.0) == ["1-1-101 against", "1-1-102 for", "2-1-101 for", "2-1-203 abstain"])
            #expect(kept.map(\.1) == [false, true, false, true])
        }
    }

    @Test func `the bundle names the platform, its legal basis and its file`() async throws {
        try await ballots { ballots, community in
            _ = try await community.bringIn(vote("1-1-101"), evidence: "3c", at: ballots)
            _ = try await community.bringIn(vote("1-1-201"), evidence: "3b", at: ballots)
            let number = try await ballots.pool.withConnection {
                try await $0.query("SELECT number FROM assembly WHERE community = \(community.id)", as: Int64.self)
            }[0]
            let store = BundleStore(pool: ballots.pool)

            let imports = try await store.officialImports(of: number, after: nil)
            #expect(imports.map(\.evidence.description) == [TestCommunity.scan("3b"), TestCommunity.scan("3c")])
            let votes = try await store.ballots(of: number, on: 1, after: nil).sorted { $0.unit < $1.unit }
            #expect(votes.map(\.evidence?.description) == [TestCommunity.scan("3c"), TestCommunity.scan("3b")])
            #expect(votes.map(\.acceptedAt) == imports.reversed().map(\.importedAt))
            let record = String(decoding: try BundleRecord.officialImport(imports[0]).bare, as: UTF8.self)
            #expect(record.hasPrefix(#"{"basis":"art. 35","evidence":""#))
            #expect(record.hasSuffix(#""kind":"import","platform":"e-vote"}"#))
        }
    }

    @Test func `everybody who has to do with it sees what was brought in, by which rule and how much of it counts`()
        async throws
    {
        struct Page: Decodable {
            let imports: [Row]
            let next: String?

            struct Row: Decodable {
                let channel: String
                let platform: String
                let basis: String
                let evidence: String
                let votes: Int
                let counted: Int
                let duplicates: Int
                let items: [Item]
            }

            struct Item: Decodable {
                let item: String
                let votes: Int
                let counted: Int
            }
        }
        try await ballots { ballots, community in
            let path = "\(community.assembly)/votes/imports"
            func page(_ query: String = "") async throws -> Page {
                try await ballots.get(path + query, as: [.owner], of: community.id).decode()
            }
            #expect(try await page().imports.isEmpty)
            _ = try await community.bringIn(
                vote("1-1-101", item: "rules") + vote("1-1-101") + vote("1-1-102"), evidence: "3c", at: ballots)
            _ = try await community.bringIn(vote("1-1-201"), evidence: "3b", at: ballots)

            let first = try await page("?limit=1")
            let one = try #require(first.imports.first)
            #expect(first.imports.count == 1)
            #expect(one.channel == "imported" && one.platform == "e-vote" && one.basis == "art. 35")
            #expect(one.evidence == TestCommunity.scan("3c"))
            #expect(one.votes == 3 && one.counted == 2 && one.duplicates == 1)
            #expect(one.items.map { "\($0.item) \($0.votes) \($0.counted)" } == ["overhaul 2 1", "rules 1 1"])
            let next = try await page("?limit=1&cursor=\(try #require(first.next))")
            #expect(next.imports.map(\.evidence) == [TestCommunity.scan("3b")] && next.next == nil)
            #expect(try await ballots.get("\(path)?cursor=x", as: [.owner], of: community.id).fields == ["cursor"])
            #expect(try await ballots.get(path, as: [.property], of: community.id).status == 403)
            let unknown = try await ballots.get(
                "\(community.path)/nothing/votes/imports", as: [.auditor], of: community.id)
            #expect(unknown.status == 404)
        }
    }

    @Test func `the same file of the platform is not brought in twice`() async throws {
        try await ballots { ballots, community in
            #expect(try await community.bringIn(vote("1-1-101"), at: ballots).status == 200)
            let again = try await community.bringIn(vote("1-1-201"), at: ballots)
            #expect(again.status == 409)
            #expect(try again.slug == "imported-before")
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).count == 1)
        }
    }

    @Test func `wrong lines are named, and nothing of the file is taken`() async throws {
        try await ballots { ballots, community in
            let closesAt = try await community.show(at: ballots).closesAt
            let wrong = try await community.bringIn(
                vote("1-1-101") + vote("7-7-777") + vote("1-1-201", "a+b") + vote("2-1-101", item: "nothing")
                    + vote("2-1-201", at: closesAt.description) + vote("2-1-202", at: "2023-07-09")
                    + vote("1-1-101"), at: ballots)
            #expect(wrong.status == 422)
            #expect(try wrong.places == ["7 voted_at", "8 unit"], "the form of all lines comes first")

            let strange = try await community.bringIn(
                vote("1-1-101") + vote("7-7-777") + vote("1-1-201", "a+b") + vote("2-1-101", item: "nothing")
                    + vote("2-1-201", at: closesAt.description), at: ballots)
            #expect(strange.status == 422)
            #expect(try strange.places == ["3 unit", "4 choice", "5 item", "6 voted_at"])
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).isEmpty)

            let rehearsal = try await community.bringIn(vote("1-1-101"), dryRun: true, at: ballots)
            #expect(try rehearsal.decode(Report.self).counted == 1)
            #expect(try await community.bringIn(vote("1-1-101"), at: ballots).status == 200, "a rehearsal kept nothing")
        }
    }

    @Test(arguments: ["platform", "basis", "evidence"])
    func `where the votes come from must be said`(_ missing: String) async throws {
        try await ballots { ballots, community in
            let all = ["platform=e-vote", "basis=law", "evidence=\(TestCommunity.scan("3a"))"]
            let query = all.filter { !$0.hasPrefix(missing) }.joined(separator: "&")
            let answer = try await ballots.post(
                "\(community.assembly)/votes/import?\(query)", "unit,item,choice,voted_at\n" + vote("1-1-101"),
                as: [.scrutineer], of: community.id, mediaType: "text/csv")
            #expect(answer.status == 400)
            #expect(try answer.fields == [missing])
        }
    }
}
