import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

@Suite(.serialized) struct NoticeTests {
    @Test(.database) func `every public fact is posted once, numbered, and published`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.all)
            let answer: NoticesAnswer = try await notices.read("notices")
            let posted = answer.notices.reversed()

            #expect(posted.map(\.notice) == Array(1...Int64(posted.count)))
            #expect(
                posted.map(\.kind) == [
                    "assembly-convened", "voting-opened", "voting-closed", "resolution-passed", "campaign-opened",
                    "advance-made", "building-funded", "order-released", "order-started", "inspection-failed",
                    "inspection-passed", "lift-returned", "order-completed", "payout-made",
                ])
            #expect(Set(posted.map(\.postedOn)) == [Samples.day("2023-04-01")])
            let published = try await notices.published(NoticePosted.self, of: Samples.community)
            #expect(published.map(\.kind) == posted.map(\.kind))
            #expect(published.map(\.notice) == posted.map(\.notice))
            #expect(published.map(\.building?.description) == posted.map(\.building))
        }
    }

    @Test(.database) func `a building's notices leave out those of other buildings`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.all)
            let ofTwo: NoticesAnswer = try await notices.read("notices?building=2")
            #expect(Set(ofTwo.notices.map(\.building)) == [nil])
            #expect(ofTwo.notices.count == 6)
        }
    }

    @Test(.database) func `pages of notices follow on each other without a gap`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.all)
            var numbers: [Int64] = []
            var cursor = ""
            repeat {
                let page: NoticesAnswer = try await notices.read("notices?limit=5\(cursor)")
                numbers += page.notices.map(\.notice)
                cursor = page.next.map { "&cursor=\($0)" } ?? "end"
            } while cursor != "end"
            #expect(numbers == (1...14).reversed())
        }
    }

    @Test(.database, arguments: ["cursor=x", "limit=0", "limit=501", "building=a%2Fb", "colour=red"])
    func `a wrong query is refused with its name`(query: String) async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry)
            let reply = try await notices.get("/v1/communities/runfeng/notices?\(query)")
            #expect(reply.status == 400)
            #expect(try reply.fields == [String(query.prefix { $0 != "=" })])
        }
    }

    @Test(.database) func `a notice is told in the language that is asked for`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.all)
            let path = "/v1/communities/runfeng/notices?building=1&limit=3"
            let chinese: NoticesAnswer = try await notices.get(
                path, of: Samples.community, headers: [.acceptLanguage: "zh-CN"]
            ).decode()
            let english: NoticesAnswer = try await notices.get(path).decode()
            #expect(chinese.notices.last?.title == "1号楼1单元A梯恢复使用")
            #expect(chinese.notices.last?.text == "监督检验合格，自2023年4月26日起恢复使用。")
            #expect(english.notices.last?.title == "Building 1, entrance 1, lift A is back in use")
        }
    }
}
