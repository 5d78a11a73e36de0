import Foundation
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// How an assembly is held and where it is on its way, as its page says it.
///
/// Each test has a database of its own, because a scenario's day never goes back.
@Suite struct CoursePageTests {
    private typealias Owner = TestCommunity.Owner

    private static func story(
        _ day: String, terms: String, _ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void
    ) async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await ballots.receive(DayStarted(day: Samples.day(day)), of: community.id)
            try await community.register(with: ballots)
            let pack = try Samples.rules([.objectionAnswer: "7d"])
            try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
            try await community.recordUnits(with: ballots)
            try await community.recordRoll(with: ballots)
            _ = try await community.convene(
                at: ballots, mandate: try Samples.collect([try BuildingCode(parsing: "1")]),
                terms: terms)
            try await body(ballots, community)
        }
    }

    @Test(.database) func `the page says how it is held, who votes, and until when papers are entered`() async throws {
        let papers = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 7_200) * 1_000_000)
        let terms =
            #""noticeOn": "2023-03-01", "form": "written", "convener": "street", "scope": {"buildings": ["1"]}, "#
            + #""papersUntil": "\#(papers)""#
        try await Self.story("2023-03-28", terms: terms) { ballots, community in
            #expect(try await community.open(at: ballots).status == 200)

            let chinese = try await community.look(community.page, language: "zh-CN", at: ballots).text
            for text in [
                "书面征求意见，纸质票", "街道办事处", "1号楼", "2023年3月1日", "截止前签署的纸质票录入至", "表决中", "2 人",
            ] {
                #expect(chinese.contains(text), "\(text)")
            }
            let english = try await community.look(community.page, at: ballots).text
            for text in [
                "in writing, with ballots on paper", "the street office", "Voting is open",
                "Papers that were signed by then are entered until",
            ] {
                #expect(english.contains(text), "\(text)")
            }
            #expect(!english.contains("Vote now"), "nobody votes online there")
        }
    }

    @Test(.database)
    func `the result's way to its effect is told with its days, and who waits for an answer till when`()
        async throws
    {
        try await Self.story("2023-03-28", terms: #""noticeOn": "2020-01-01""#) { ballots, community in
            #expect(try await community.open(at: ballots).status == 200)
            // The first item passes and nobody votes on the second: together they stand as one result.
            for (unit, owner) in [("1-1-101", Owner.anna), ("1-1-201", Owner.bao), ("2-1-101", Owner.ding)] {
                #expect(try await community.vote(unit, by: owner, at: ballots).status == 201)
            }
            #expect(try await community.close(at: ballots).status == 200)
            let posted = try await community.look(community.page, language: "zh-CN", at: ballots).text
            for text in ["已计票，结果公示中", "2023年4月12日", "线上或纸质选票"] { #expect(posted.contains(text), "\(text)") }
            #expect(!posted.contains("答复期限"))

            let filed = try await community.object("1-1-201", by: Owner.chen, at: ballots)
            #expect(filed.status == 201)
            let waiting = try await community.look(community.page, language: "zh-CN", at: ballots).text
            for text in ["1 件，1 件待答复", "最早一件的答复期限", "2023年4月4日"] {
                #expect(waiting.contains(text), "\(text)")
            }
            let list = try await ballots.get(
                "\(community.assembly)/objections", as: [.committee], of: community.id)
            #expect(list.text.contains(#""answerBy":"2023-04-04""#))

            let id = try filed.decode(Filed.self).objection
            #expect(try await community.answer(id, at: ballots).status == 200)
            try await ballots.receive(DayStarted(day: Samples.day("2023-04-13")), of: community.id)
            let effective = try await community.look(community.page, at: ballots).text
            for text in ["The result stands", "Stands from", "1, of which 0 to be answered"] {
                #expect(effective.contains(text), "\(text)")
            }
            #expect(try await community.setAside(by: "court", on: "2023-04-13", at: ballots).status == 200)
            let revoked = try await community.look(community.page, at: ballots).text
            #expect(revoked.contains("Revoked by the court") && revoked.contains("Set aside on"))
            #expect(revoked.contains(#"<span class="stamp no">Set aside</span>"#), "also where the item stands")
            #expect(revoked.contains("Set aside by the court on 13 April 2023; it is no longer carried out."))
        }
    }

    @Test(.database) func `where nothing passed, nothing is said to have taken effect when the posting is over`()
        async throws
    {
        try await Self.story("2023-03-28", terms: #""noticeOn": "2020-01-01""#) { ballots, community in
            #expect(try await community.open(at: ballots).status == 200)
            #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).status == 201)
            #expect(try await community.close(at: ballots).status == 200)
            let posted = try await community.look(community.page, language: "zh-CN", at: ballots).text
            #expect(posted.contains("已计票，结果公示中") && !posted.contains("没有通过的事项"))

            try await ballots.receive(DayStarted(day: Samples.day("2023-04-13")), of: community.id)
            #expect(try await community.takeEffect(at: ballots).status == 200)
            let chinese = try await community.look(community.page, language: "zh-CN", at: ballots).text
            for text in ["公示期满，没有通过的事项", "程序结束日期", "2023年4月13日"] {
                #expect(chinese.contains(text), "\(text)")
            }
            #expect(!chinese.contains("生效"))
            let english = try await community.look(community.page, at: ballots).text
            #expect(english.contains("The posting is over, nothing passed") && english.contains("Concluded on"))
            #expect(!english.contains("The result stands") && !english.contains("Stands from"))
            #expect(try await community.course(at: ballots).phase == "effective", "for programs it is as before")
        }
    }

    @Test(.database) func `where a committee does not, the street convenes, opens, extends and closes (R-M-06)`()
        async throws
    {
        try await Self.story("2023-03-28", terms: #""noticeOn": "2020-01-01""#) { ballots, community in
            func street(_ deed: String, _ body: String = "") async throws -> Int {
                try await ballots.post("\(community.assembly)/\(deed)", body, as: [.street], of: community.id).status
            }
            #expect(try await street("open") == 200)
            let later = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 86_400) * 1_000_000)
            #expect(try await street("extension", #"{"closesAt": "\#(later)", "reason": "表决票不足"}"#) == 200)
            #expect(try await street("close") == 200)
            let property = try await ballots.post(
                "\(community.assembly)/close", "", as: [.property], of: community.id)
            #expect(property.status == 403)
        }
    }

    private struct Filed: Decodable { let objection: String }
}
