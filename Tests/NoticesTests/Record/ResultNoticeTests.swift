import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// What becomes of a voting and its result, on the board.
struct ResultNoticeTests {
    private static let facts: [any DistrictEvent] = [
        AssemblyExtended(
            assembly: Samples.assembly, closesAt: Samples.parsed("2023-04-20T18:00:00+08:00"),
            papersUntil: Samples.parsed("2023-04-22T18:00:00+08:00"), reason: "表决票不足"),
        AssemblyEffective(assembly: Samples.assembly, on: Samples.day("2023-05-06"), objections: 2),
        ResolutionSetAside(
            assembly: Samples.assembly, item: Samples.item, by: .authority, document: Digest256(of: [7]),
            on: Samples.day("2023-06-01")),
        ResolutionSetAside(
            assembly: Samples.assembly, by: .court, document: Digest256(of: [8]), on: Samples.day("2023-07-01")),
    ]

    @Test(.database) func `extensions, effect and orders are posted, each once, in both languages`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Self.facts)

            let posted = try await notices.published(NoticePosted.self, of: Samples.community).map(\.kind)
            #expect(
                posted.suffix(4) == [
                    "voting-extended", "result-effective", "resolution-set-aside", "resolution-set-aside",
                ])
            let path = "/v1/communities/runfeng/notices?limit=4"
            let chinese: NoticesAnswer = try await notices.get(
                path, of: Samples.community, headers: [.acceptLanguage: "zh-CN"]
            ).decode()
            #expect(
                chinese.notices.map(\.title) == [
                    "决定被撤销：电梯大修", "决定被撤销：自筹资金大修", "表决结果生效：电梯大修", "表决延期：电梯大修",
                ])
            #expect(chinese.notices[2].text == "公示期间收到异议 2 件，均已答复，表决结果自2023年5月6日起生效。")
            #expect(chinese.notices[3].text.contains("原因：表决票不足\n截止前签署的纸质表决票，可以录入至"))
            let english: NoticesAnswer = try await notices.get(path).decode()
            #expect(english.notices[0].text.hasPrefix("The court revoked it on"))
            for notice in chinese.notices[0...1] { #expect(notice.text.contains("已放行的工程继续")) }
            for notice in english.notices[0...1] { #expect(notice.text.contains("works released before go on")) }
            #expect(english.notices[2].title == "The result stands: 电梯大修")
        }
    }

    private static let second: ItemID = Samples.parsed("second")

    private static func counted(_ outcome: ItemResult.Outcome, _ item: ItemID) -> CountedItem {
        CountedItem(
            item: item,
            result: ItemResult(
                electorate: Samples.electorate, inFavour: Samples.weight(100_00, 1), against: .zero, abstained: .zero,
                outcome: outcome))
    }

    @Test(
        .database,
        arguments: [
            ([.rejected, .notQuorate], false), ([.surpassed, .noted], false), ([.void], false), ([.passed], true),
            ([.rejected, .passed], true), ([.noted], true),
        ] as [([ItemResult.Outcome], Bool)])
    func `a result by which nothing passed is not said to take effect`(_ outcomes: [ItemResult.Outcome], _ stands: Bool)
        async throws
    {
        try await NoticesHarness.run { notices in
            let items = [Samples.item, Self.second].prefix(outcomes.count)
            try await notices.receive(
                Story.registry + [
                    AssemblyConvened(
                        assembly: Samples.assembly, title: "电梯大修",
                        closesAt: Samples.parsed("2023-04-10T18:00:00+08:00"),
                        items: items.map { AgendaItem(item: $0, title: "事项", kind: .other) }),
                    Story.ballots[1],
                    AssemblyClosed(
                        assembly: Samples.assembly, items: zip(outcomes, items).map { Self.counted($0, $1) }),
                    AssemblyEffective(assembly: Samples.assembly, on: Samples.day("2023-05-06"), objections: 2),
                ])

            let said: NoticesAnswer = try await notices.get(
                "/v1/communities/runfeng/notices?limit=1", of: Samples.community,
                headers: [.acceptLanguage: "zh-CN"]
            ).decode()
            let notice = try #require(said.notices.first)
            #expect(notice.kind == "result-effective")
            #expect(notice.title == (stands ? "表决结果生效：电梯大修" : "公示期满，没有通过的事项：电梯大修"))
            #expect(notice.text.contains("起生效") == stands, "\(notice.text)")
        }
    }

    @Test(
        arguments: [
            (0, "公示期间没有收到异议。2023年5月6日，本次表决程序结束，没有通过的事项。", "Nobody objected"),
            (2, "公示期间收到异议 2 件，均已答复。2023年5月6日，本次表决程序结束，没有通过的事项。", "All objections"),
        ] as [(Int64, String, String)])
    func `where nothing passed, the notice says when the voting was concluded`(
        _ objections: Int64, _ chinese: String, _ english: String
    ) {
        let announced = ResultAnnouncements.concluded(
            AssemblyEffective(assembly: Samples.assembly, on: Samples.day("2023-05-06"), objections: objections),
            title: "大修")

        #expect(announced.title.en == "The posting is over, nothing passed: 大修")
        #expect(announced.text.zh == chinese)
        #expect(announced.text.en.hasPrefix(english) && announced.text.en.hasSuffix("6 May 2023; no item passed."))
    }

    private static let spending: any DistrictEvent = ResolutionPassed(
        assembly: Samples.assembly, item: Samples.parsed("spend"), title: "支出", kind: .useFund,
        mandate: .spend(
            Mandate.Spend(cap: Samples.money("900000"), scope: .community, campaign: Samples.campaign)),
        result: Samples.result)

    @Test(.database, arguments: [true, false])
    func `a notice of what may be spent names the collection by its title, whether its opening is known or not`(
        isOpen: Bool
    ) async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing)
            try await notices.receive(isOpen ? Story.opening + [Self.spending] : [Self.spending] + Story.opening)

            let posted: NoticesAnswer = try await notices.read("notices?limit=3")
            let notice = try #require(posted.notices.first { $0.kind == "resolution-passed" })
            #expect(notice.text.hasSuffix("of the collection \"自筹资金大修\" may be spent."))
        }
    }

    @Test(.database) func `a collection is not called by a title that may be another's`() async throws {
        try await NoticesHarness.run { notices in
            let alike = AgendaItem(item: Samples.parsed("lifts-collect"), title: "清洁", kind: .other)
            try await notices.receive(Story.registry + Story.ballots + Story.closing)
            try await notices.receive([
                AssemblyConvened(
                    assembly: Samples.parsed("2023"), title: "日常事务",
                    closesAt: Samples.parsed("2023-05-10T18:00:00+08:00"), items: [alike]),
                Self.spending,
            ])

            let posted: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(posted.notices[0].text.hasSuffix("of the collection that the decision names may be spent."))
        }
    }

    @Test(.database) func `a notice of a payout speaks of works on a lift where no order is known`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.payout)

            let last: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(last.notices[0].text.hasSuffix("for works on a lift."))
        }
    }

    @Test(.database) func `a decision that was taken away does not stand as passed`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Self.facts)
            let board = try await notices.get("/v1/communities/runfeng/board").text
            #expect(board.contains(#""setAside":{"by":"court","on":"2023-07-01"}"#), "\(board)")
            let page = try await notices.get("/c/runfeng?lang=en").text
            #expect(page.contains(#"<span class="stamp no">Set aside</span>"#))
            #expect(page.contains("Set aside by the court on 1 July 2023; it is no longer carried out."))
            #expect(!page.contains(#"class="stamp yes""#))
        }
    }

    @Test(.database) func `no works are promised under a decision that was taken away`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            let before = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(before.contains("本楼电梯即可开工") && before.contains("大修待筹集"))
            try await notices.receive(Self.facts)
            let building = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(building.contains("筹集的决定已被撤销：本楼不再据此放行工程"))
            #expect(!building.contains("即可开工") && !building.contains("待筹集"))
            let english = try await notices.get("/c/runfeng?lang=en").text
            #expect(english.contains("The decision to collect was set aside: 0 of 2 buildings had enough"))
        }
    }

    @Test(.database) func `works that an advance released before their decision was taken away are not denied`()
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await notices.receive([Story.works[0]] + Self.facts)

            let chinese = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(chinese.contains("在用，即将大修") && chinese.contains("本楼不再据此放行工程"))
            #expect(!chinese.contains("不再据此开工"))
            let english = try await notices.get("/c/runfeng/1?lang=en").text
            #expect(english.contains("In use, overhaul is about to begin"))
            #expect(english.contains("no more works are released here under it"))
        }
    }

    @Test func `nobody's objection is told, and without one the text says so`() {
        let announced = ResultAnnouncements.effective(
            AssemblyEffective(assembly: Samples.assembly, on: Samples.day("2023-05-06"), objections: 0), title: "大修")

        #expect(announced.text.zh == "公示期间没有收到异议，表决结果自2023年5月6日起生效。")
    }

    @Test func `a building's voting says who votes`() {
        let notice = BallotAnnouncements.convened(
            AssemblyConvened(
                assembly: Samples.assembly, title: "加装电梯", closesAt: Samples.parsed("2023-04-10T18:00:00+08:00"),
                items: [AgendaItem(item: Samples.item, title: "加装", kind: .rebuild)],
                electorate: .entrances([Samples.parsed("13-1")])))

        #expect(notice.text.zh.contains("由以下业主表决：13号楼1单元"))
        #expect(notice.text.en.contains("Those who vote: Building 13, entrance 1"))
    }

    @Test func `the notice of a meeting says how it is held and until when papers are entered`() {
        let notice = BallotAnnouncements.convened(
            AssemblyConvened(
                assembly: Samples.assembly, title: "电梯大修", closesAt: Samples.parsed("2023-04-10T18:00:00+08:00"),
                items: [], form: .written, papersUntil: Samples.parsed("2023-04-12T18:00:00+08:00")))

        #expect(notice.text.zh.contains("会议形式：书面征求意见，纸质票\n表决截止："))
        #expect(notice.text.zh.contains("截止前签署的纸质票，可以录入至"))
        #expect(notice.text.en.contains("How: in writing, with ballots on paper\nVoting ends: "))
        #expect(notice.text.en.contains("Papers that are signed by then can be entered until"))
    }
}
