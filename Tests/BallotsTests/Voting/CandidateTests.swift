import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Who stands in an election: how many, and by which names.
@Suite(.database) struct CandidateTests {
    private typealias Owner = TestCommunity.Owner

    private static let consent = String(repeating: "0a", count: 32)

    private static func presentation(_ name: String, _ statement: String? = nil) -> String {
        let statement = statement.map { #", "statement": "\#($0)""# } ?? ""
        return #""presentation": {"name": "\#(name)"\#(statement), "consent": "\#(consent)"}"#
    }

    /// Two seats; `c1` is an owner and presents themselves, `c2` has a name alone, the others are known by their codes.
    private static func convene(
        _ community: TestCommunity, more: Int = 1, first: String = presentation("张三", "修好电梯"),
        at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        let closesAt = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000) + 3_600_000_000)
        let others = (0..<more).map { #", {"candidate": "c\#($0 + 3)"}"# }.joined()
        return try await ballots.post(
            community.path,
            """
            {"code": "2023-lifts", "title": "换届", "closesAt": "\(closesAt)", "noticeOn": "2020-01-01", "items": [
                {"code": "seats", "title": "选举", "kind": "committeeElection", "form": "election", "election": {
                    "seats": 2, "alternates": 1, "least": 1, "ranking": "shares", "candidates": [
                        {"candidate": "c1", "owner": "\(Owner.anna)", \(first)},
                        {"candidate": "c2", \(presentation("李四"))}\(others)]}}
            ]}
            """, as: [.committee], of: community.id)
    }

    private static func arrived(_ differential: String?, at ballots: TestBallots) async throws -> TestCommunity {
        let community = try TestCommunity.small(TestCommunity.newName())
        try await community.register(with: ballots)
        try await adopt(differential, in: community, at: ballots)
        try await community.recordUnits(with: ballots)
        try await community.recordRoll(with: ballots)
        return community
    }

    private static func adopt(
        _ differential: String?, in community: TestCommunity, at ballots: TestBallots
    ) async throws {
        let pack = try Samples.rules([.electionDifferential: differential])
        try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
    }

    private static func withdraw(
        _ candidate: String, as role: Role, _ subject: String = "somebody", in community: TestCommunity,
        at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(community.assembly)/candidates/withdrawal", #"{"item": "seats", "candidate": "\#(candidate)"}"#,
            as: [role], of: community.id, subject: subject)
    }

    @Test(arguments: [
        (seats: Int64(5), differential: "20%", least: Int64(6)), (7, "20%", 9), (1, "20%", 2), (10, "20%", 12),
        (5, "0%", 5), (3, "1/3", 4), (60, "1/1", 120), (0, "20%", 0), (Int64.max, "20%", Int64.max),
    ])
    func `so many have to stand that there are by the ratio more than seats`(
        seats: Int64, differential: String, least: Int64
    ) throws {
        let election = try #require(try Samples.election(seats: seats).election)
        #expect(election.leastCandidates(by: try Ratio(parsing: differential)) == least)
    }

    @Test
    func `an election in which too few stand is refused at the convening, and at the opening by the frozen rules`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try await Self.arrived("100%", at: ballots)
            let early = try await Self.convene(community, at: ballots)
            #expect(try early.status == 400 && early.fields == ["items[0].election.candidates"])
            #expect(early.text.contains("4"))
            try await Self.adopt(nil, in: community, at: ballots)
            #expect(
                try await Self.convene(community, more: 0, at: ballots).status == 201, "no ratio, no more than seats")

            try await Self.adopt("20%", in: community, at: ballots)
            let opened = try await community.open(at: ballots)
            #expect(try opened.status == 409 && opened.slug == "too-few-candidates")
            #expect(try opened.fields == ["seats.election.candidates"])
            try await Self.adopt("0%", in: community, at: ballots)
            #expect(try await community.open(at: ballots).status == 200)
        }
    }

    @Test func `ranking, alternates and least size are the rules', of that day and of the opening`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.arrived(nil, at: ballots)
            func adopt(_ changes: [RuleKey: String?]) async throws {
                let pack = try Samples.rules(changes)
                try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
            }
            let strict: [RuleKey: String?] = [
                .electionRanking: "area", .alternatesShare: "0/1", .committeeSizeLeast: "5", .committeeSizeSmall: "2",
                .committeeSmallHouseholds: "7",
            ]
            try await adopt(strict)
            let refused = try await Self.convene(community, at: ballots)
            let fields = ["ranking", "alternates", "least"]
            #expect(refused.status == 400)
            #expect(try refused.fields == fields.map { "items[0].election.\($0)" }, "\(refused.text)")
            #expect(refused.text.contains("must be at least 2"), "seven dwellings are few")

            try await adopt([:])
            #expect(try await Self.convene(community, at: ballots).status == 201)
            try await adopt(strict.merging([.committeeSmallHouseholds: "6"]) { $1 })
            let opened = try await community.open(at: ballots)
            #expect(try opened.status == 409 && opened.slug == "election-rules")
            #expect(try opened.fields == fields.map { "seats.election.\($0)" })
            #expect(opened.text.contains("must be at least 5"), "they are not few any more")
            try await adopt([.electionRanking: "shares", .alternatesShare: "1/2"])
            #expect(try await community.open(at: ballots).status == 200)
        }
    }

    @Test(arguments: [("3", 2), ("2", 5), ("0", 5)])
    func `a complex of shops is as small as it has shops that count (R-B-02)`(few: String, least: Int) async throws {
        try await TestBallots.run { ballots in
            var units = try (1...3).map { try TestCommunity.unit("1-1-\($0)", 100_00, [Owner.anna], use: .shop) }
            units.append(try TestCommunity.unit("1-1-P1", 12_00, [Owner.ding], use: .parking))
            let community = try TestCommunity(TestCommunity.newName(), units: units)
            try await community.register(with: ballots)
            let pack = try Samples.rules([
                .committeeSizeLeast: "5", .committeeSizeSmall: "2", .committeeSmallHouseholds: few,
            ])
            try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
            try await community.recordUnits(with: ballots)
            try await community.recordRoll(with: ballots)

            #expect(try await Self.convene(community, at: ballots).text.contains("must be at least \(least)"))
        }
    }

    @Test func `names and statements are on pages and printed ballots, in no event and no bundle`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.arrived("20%", at: ballots)
            let convened = try await Self.convene(community, at: ballots)
            #expect(convened.status == 201, "\(convened.text)")
            #expect(
                convened.text.contains(
                    #""presentations":[{"candidate":"c1","name":"张三","statement":"修好电梯"},{"candidate":"c2","name":"李四"}]"#
                ))
            #expect(try await community.open(at: ballots).status == 200)
            let page = try await community.look(community.page, at: ballots).text
            #expect(page.contains("c1 张三") && page.contains("修好电梯") && page.contains("<li>c3</li>"))
            let mine = try await community.look("\(community.page)/mine", as: [.owner], Owner.bao, at: ballots).text
            #expect(mine.contains("c1 张三</label><span") && mine.contains("修好电梯") && mine.contains("c2 李四</label></p>"))
            let sheet = try await community.look("\(community.page)/papers/1", as: [.operator], at: ballots).text
            #expect(sheet.contains("</span> c1 张三"))
            let confirm = try await community.fill(
                "confirm", "item=seats&unit=1-1-201&choice=ticks&tick.c1=on&tick.c3=on", by: Owner.bao, at: ballots)
            #expect(confirm.text.contains("c1 张三") && confirm.text.contains(#"name="choice" value="c1+c3""#))

            for (unit, owner, choice) in [
                ("1-1-101", Owner.anna, "c1+c2"), ("1-1-201", Owner.bao, "c1+c2"), ("2-1-101", Owner.ding, "c1"),
            ] {
                #expect(try await community.vote(unit, by: owner, choice, item: "seats", at: ballots).status == 201)
            }
            #expect(try await community.close(at: ballots).status == 200)
            #expect(try await community.look(community.page, at: ballots).text.contains("Elected: c1 张三, c2 李四"))
            let (_, bundle) = try await community.recounted(at: ballots)
            #expect(!bundle.contains("张三"))
            let events = try await ballots.pool.withConnection {
                try await $0.query("SELECT convert_from(payload, 'UTF8') FROM outbox", as: String.self)
            }
            #expect(!events.isEmpty && events.allSatisfy { !$0.contains("张三") && !$0.contains("修好电梯") })
        }
    }

    @Test func `what cannot be published is named by its field`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.arrived(nil, at: ballots)
            func fields(_ first: String) async throws -> [String] {
                let refused = try await Self.convene(community, first: first, at: ballots)
                #expect(refused.status == 400, "\(refused.text)")
                return try refused.fields
            }
            let field = "items[0].election.candidates[0].presentation"
            #expect(try await fields(Self.presentation("")) == ["\(field).name"])
            #expect(try await fields(Self.presentation(String(repeating: "张", count: 41))) == ["\(field).name"])
            #expect(try await fields(Self.presentation("张三", "请打 13800138000")) == ["\(field).statement"])
            for number in ["138-0013 8000。", "０１０８８８８８", "一三八 138 0013 8000"] {
                #expect(try await fields(Self.presentation("张三", "请打 \(number)")) == ["\(field).statement"])
            }
            #expect(try await fields(Self.presentation("张三", " ")) == ["\(field).statement"])
            #expect(try await fields(#""presentation": {"name": "张三"}"#) == ["\(field).consent"])
            let years = Self.presentation("张三", "2019-2024 任委员，1998.5-2024.06 住 3-1-1502")
            #expect(try await Self.convene(community, first: years, at: ballots).status == 201)
        }
    }

    @Test func `a candidate takes their name back, and stands all the same`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.arrived(nil, at: ballots)
            #expect(try await Self.convene(community, at: ballots).status == 201)
            let stranger = try await Self.withdraw(
                "c1", as: .owner, Owner.bao.description, in: community, at: ballots)
            #expect(try stranger.status == 404 && stranger.slug == "no-presentation")
            #expect(
                try await Self.withdraw("c2", as: .owner, Owner.anna.description, in: community, at: ballots).status
                    == 404)
            #expect(try await Self.withdraw("c3", as: .committee, in: community, at: ballots).status == 404)

            // Also who owns nothing here any more.
            let own = try await ballots.post(
                "\(community.assembly)/candidates/withdrawal", #"{"item": "seats", "candidate": "c1"}"#, as: [.owner],
                of: try CommunityID(parsing: "elsewhere"), subject: Owner.anna.description)
            #expect(own.status == 200 && own.text == #"{"candidate":"c1","item":"seats"}"#)
            #expect(try await Self.withdraw("c2", as: .committee, in: community, at: ballots).status == 200)
            let page = try await community.look(community.page, at: ballots).text
            #expect(page.contains("<li>c1</li>") && !page.contains("张三") && !page.contains("李四"))
            let rows = try await ballots.pool.withConnection {
                try await $0.query(
                    """
                    SELECT count(*)
                    FROM candidate_presentation
                    JOIN assembly ON assembly.number = candidate_presentation.assembly
                    WHERE assembly.community = \(community.id)
                    """, as: Int.self)
            }
            #expect(rows == [0])
        }
    }
}
