import Foundation
import HTTPTypes
import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

@Suite(.database) struct AssemblyPageTests {
    private typealias Owner = TestCommunity.Owner

    @Test func `anybody sees the assemblies, the agenda and the turnout, and not how anybody voted`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.arrive(at: ballots)
            #expect(try await community.look("/assemblies/\(community.id)", at: ballots).text.contains("none yet"))
            _ = try await community.convene(at: ballots)
            let announced = try await community.look(community.page, language: "zh-CN", at: ballots)
            #expect(announced.status == 200 && announced.text.contains("已通知，待表决"))
            #expect(announced.text.contains("筹款大修") && announced.text.contains("每平方米 17.93 元"))
            #expect(announced.text.contains("不少于 3/4") && !announced.text.contains("data-live"))
            _ = try await community.open(at: ballots)
            #expect(try await community.vote("1-1-101", by: Owner.anna, "against", at: ballots).status == 201)

            let list = try await community.look("/assemblies/\(community.id)?lang=en", at: ballots)
            #expect(list.text.contains("Voting is open") && list.text.contains("href=\"\(community.page)\""))
            #expect(list.headers[.setCookie]?.hasPrefix("lang=en") == true)
            let open = try await community.look(community.page, at: ballots)
            #expect(open.text.contains("1 owner / 4 owners (at least 2/3 needed)"))
            #expect(open.text.contains("100.00 m² / 399.99 m² (at least 2/3 needed)"))
            #expect(open.text.contains("class=\"mark\"") && open.text.contains("25.0%"))
            #expect(!open.text.contains("<p class=\"soft\">/assemblies"), "no address where an item has no papers")
            #expect(!open.text.contains("class=\"against\"") && !open.text.contains("Against"))
            #expect(open.text.contains("data-live=\"\(community.page)/live?lang=en\""))
            #expect(open.headers[.cacheControl] == "no-store")
        }
    }

    @Test func `a letter's page names its unit, and a name that is none is refused`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            let letter = try await community.look("\(community.page)?unit=1-1-101", at: ballots)
            #expect(letter.text.contains("<b>1-1-101</b>"))
            #expect(letter.text.contains("href=\"\(community.page)/mine?unit=1-1-101\""))
            #expect(letter.text.contains("?unit=1-1-101&amp;lang=zh-CN"), "the language is changed on the same page")
            #expect(try await community.look("\(community.page)?unit=x", at: ballots).status == 400)
        }
    }

    @Test func `pages and letters call communities, bodies and collections by their names`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            let other = try CommunityID(parsing: TestCommunity.newName())
            try await community.arrive(at: ballots)
            try await ballots.receive(
                CommunityRegistered(
                    name: "盐业小区", jurisdiction: "national", fundStatus: .none, parkingCounts: false), of: other)
            #expect(try await community.convene("2022-lifts", at: ballots).status == 201)
            let closesAt = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 3_600) * 1_000_000)
            let convened = try await ballots.post(
                community.path,
                """
                {"code": "2023-lifts", "title": "会议", "closesAt": "\(closesAt)", "noticeOn": "2020-01-01", "items": [
                    {"code": "merge", "title": "合并", "kind": "other",
                     "mandate": {"kind": "mergeCommunities", "from": ["\(other)", "nobody-knows"]}},
                    {"code": "spend", "title": "支出", "kind": "useFund", "mandate": {"kind": "spend",
                     "cap": "900000.00", "scope": {}, "campaign": "2022-lifts-overhaul"}},
                    {"code": "seats", "title": "选举", "kind": "committeeElection", "form": "election",
                     "mandate": {"kind": "seatCommittee", "body": "body-7"}, "election": {"seats": 1,
                     "alternates": 0, "least": 1, "ranking": "shares", "candidates": [{"candidate": "a"}]}}
                ]}
                """, as: [.committee], of: community.id)
            #expect(convened.status == 201, "\(convened.text)")

            for path in [community.page, "\(community.page)/papers/2"] {
                let chinese = try await community.look(path, as: [.committee], language: "zh-CN", at: ballots).text
                #expect(chinese.contains("涉及盐业小区、nobody-knows。"))
                #expect(chinese.contains("可使用“筹款大修”的款项不超过") && chinese.contains("当选人组成业主委员会。"))
                let english = try await community.look(path, as: [.committee], at: ballots).text
                #expect(english.contains("among them 盐业小区, nobody-knows."))
                #expect(english.contains("of the collection &quot;筹款大修"))
                #expect(english.contains("Those elected form the owners"))
                for code in [other.description, "body-7", "2022-lifts-overhaul"] {
                    #expect(!chinese.contains(code) && !english.contains(code), "\(code)")
                }
            }
        }
    }

    @Test func `what failed says why: the heads and the square metres that were missing`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            // Two of four heads and 200 of 399.99 m² take part in the first item; in the second all do, and half agree.
            for (unit, owner) in [("1-1-101", Owner.anna), ("1-1-201", Owner.bao)] {
                _ = try await community.vote(unit, by: owner, at: ballots)
                _ = try await community.vote(unit, by: owner, item: "rules", at: ballots)
            }
            for (unit, owner) in [("2-1-101", Owner.ding), ("2-1-201", Owner.developer)] {
                _ = try await community.vote(unit, by: owner, "against", item: "rules", at: ballots)
            }
            #expect(try await community.close(at: ballots).status == 200)

            let page = try await community.look(community.page, at: ballots)
            #expect(page.text.contains("Not quorate") && page.text.contains("Not passed"))
            #expect(page.text.contains("Too few took part: at least 1 owner and 66.66 m² more."))
            // Half of the heads is not more than half; 200.00 of 399.99 m² is.
            #expect(page.text.contains("Of those who took part, at least 1 owner more had to be in favour."))
            #expect(page.text.contains("class=\"against\"") && page.text.contains("50.0%"))
            let chinese = try await community.look(community.page, language: "zh-CN", at: ballots)
            #expect(chinese.text.contains("至少还差 1 人、66.66 平方米参与"))
        }
    }

    @Test func `what passed says nothing of the kind`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            for (unit, owner) in [("1-1-101", Owner.anna), ("1-1-201", Owner.bao), ("2-1-101", Owner.ding)] {
                _ = try await community.vote(unit, by: owner, at: ballots)
                _ = try await community.vote(unit, by: owner, item: "rules", at: ballots)
            }
            _ = try await community.close(at: ballots)
            let page = try await community.look(community.page, at: ballots)
            #expect(page.text.contains("stamp yes") && !page.text.contains("Why it did not pass"))
            #expect(page.text.contains("/certificate\""))
        }
    }

    @Test func `what is not there is a page that says so, in the reader's language`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.register(with: ballots)
            let nowhere = try await community.look("/assemblies/nowhere", language: "zh-CN", at: ballots)
            #expect(nowhere.status == 404 && nowhere.text.contains("没有这个小区"))
            let missing = try await community.look(community.page, at: ballots)
            #expect(missing.status == 404 && missing.text.contains("There is no such assembly"))
            #expect(missing.headers[.contentType] == "text/html; charset=utf-8")
            #expect(try await community.look("\(community.page)/live", at: ballots).status == 404)
        }
    }

    @Test func `who watches sees the turnout grow, and the result when it is there`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            let pages = try BallotsPages.load()
            let papers = AssemblyPaper.Query(
                pool: ballots.pool,
                detail: AssemblyDetail.Query(
                    pool: ballots.pool, assemblies: AssemblyStore(), votes: VoteStore(),
                    days: DistrictCalendar(isScenario: true)), calendar: try WorkCalendar.announced())
            let live = LiveTurnout(papers: papers, pages: pages, interval: .milliseconds(10))
            var changes = live.follow(try AssemblyID(parsing: "2023-lifts"), of: community.id, in: .english)
                .makeAsyncIterator()
            #expect(try await changes.next()?.data.contains("0 owners / 4 owners") == true)
            _ = try await community.vote("1-1-101", by: Owner.anna, at: ballots)
            #expect(try await changes.next()?.data.contains("1 owner / 4 owners") == true)
            _ = try await community.close(at: ballots)
            let result = try await changes.next()
            #expect(result?.data.contains("Not quorate") == true && result?.id == "counted")
            #expect(try await changes.next() == nil, "a closed assembly changes no more")
            let over = try await community.look(
                "\(community.page)/live", at: ballots, headers: [.lastEventID: "counted"])
            #expect(over.status == 204, "so that browsers do not ask again")
        }
    }

    @Test func `who was away at the count is told the result, and that there is nothing more to come`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            _ = try await community.close(at: ballots)

            for headers in [[:], [.lastEventID: "7"]] as [HTTPFields] {
                let late = try await community.look("\(community.page)/live", at: ballots, headers: headers)
                #expect(late.status == 200)
                #expect(late.text.hasPrefix("event: figures\nid: counted\ndata: "), "\(late.text.prefix(80))")
                #expect(late.text.contains("Not quorate") && late.text.ranges(of: "event: figures").count == 1)
            }
        }
    }
}
