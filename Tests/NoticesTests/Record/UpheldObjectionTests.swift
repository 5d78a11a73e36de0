import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// What the boards say of a result to which an objection was upheld.
struct UpheldObjectionTests {
    private static func upheld(
        _ item: ItemID?, _ category: ObjectionCategory, _ day: String
    ) -> ObjectionUpheld {
        ObjectionUpheld(assembly: Samples.assembly, item: item, category: category, on: Samples.day(day))
    }

    private static let undone = ResolutionSetAside(
        assembly: Samples.assembly, by: .court, document: Digest256(of: [8]), on: Samples.day("2023-07-01"))

    @Test(.database) func `an item is not shown as passed once an objection to it was upheld`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing)
            let before = try await notices.get("/c/runfeng/1?lang=en").text
            #expect(before.contains(#"<span class="stamp yes">Passed</span>"#) && !before.contains("upheld"))
            #expect(try await !notices.get("/v1/communities/runfeng/board").text.contains("upheld"))

            try await notices.receive([Self.upheld(Samples.item, .counting, "2023-04-20")])

            for page in ["/c/runfeng?lang=en", "/c/runfeng/1?lang=en", "/c/runfeng/2?lang=en"] {
                let text = try await notices.get(page).text
                #expect(text.contains(#"<span class="stamp open">Objection upheld</span>"#), "\(page)")
                #expect(!text.contains(#"class="stamp yes""#), "\(page)")
                #expect(
                    text.contains("An objection to how ballots were counted was upheld on 20 April 2023"), "\(page)")
                #expect(text.contains("Objections that were upheld: 1. The results of this voting"), "\(page)")
            }
            let chinese = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(chinese.contains("计票结果为“通过”，2023年4月20日因关于计票的异议成立，不生效。"))
            #expect(chinese.contains("异议成立 1 件。本次表决的结果不生效"))
            let board = try await notices.get("/v1/communities/runfeng/board").text
            #expect(board.contains(#""upheldObjection":{"category":"counting","on":"2023-04-20"}"#), "\(board)")
            #expect(board.contains(#""upheldObjections":1"#), "\(board)")
        }
    }

    @Test(.database) func `each upheld objection has its notice in both languages, and the item keeps the first one`()
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing)
            try await notices.receive([
                Self.upheld(nil, .procedure, "2023-04-20"), Self.upheld(Samples.item, .eligibility, "2023-04-21"),
            ])

            let posted = try await notices.published(NoticePosted.self, of: Samples.community)
            #expect(posted.suffix(2).map(\.kind) == ["objection-upheld", "objection-upheld"])
            #expect(posted.suffix(2).allSatisfy { $0.building == nil })
            let path = "/v1/communities/runfeng/notices?limit=2"
            let chinese: NoticesAnswer = try await notices.get(
                path, of: Samples.community, headers: [.acceptLanguage: "zh-CN"]
            ).decode()
            #expect(chinese.notices.map(\.title) == ["异议成立：自筹资金大修", "异议成立：电梯大修"])
            #expect(chinese.notices[1].text.hasPrefix("2023年4月20日，关于会议召集和程序的异议成立。\n本次表决的结果不生效"))
            let english: NoticesAnswer = try await notices.get(path).decode()
            #expect(english.notices.map(\.title) == ["Objection upheld: 自筹资金大修", "Objection upheld: 电梯大修"])
            #expect(
                english.notices[0].text.hasPrefix(
                    "An objection to who voted or was elected was upheld on 21 April 2023.\nThe results of this"))
            for notice in english.notices { #expect(notice.text.hasSuffix("that rest on them are not stopped.")) }
            let board = try await notices.get("/v1/communities/runfeng/board").text
            #expect(board.contains(#""upheldObjection":{"category":"procedure","on":"2023-04-20"}"#), "\(board)")
            #expect(board.contains(#""upheldObjections":2"#), "\(board)")
        }
    }

    @Test(.database) func `a decision that was set aside after an objection is shown as set aside`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing)
            try await notices.receive([Self.upheld(nil, .matter, "2023-04-20"), Self.undone])

            let page = try await notices.get("/c/runfeng?lang=en").text
            #expect(page.contains(#"<span class="stamp no">Set aside</span>"#))
            #expect(!page.contains(#"<span class="stamp open">Objection upheld</span>"#))
            #expect(!page.contains("Objections that were upheld: 1."))
        }
    }

    @Test(arguments: ObjectionCategory.allCases)
    func `every kind of objection has its words in both languages`(_ category: ObjectionCategory) {
        let notice = ResultAnnouncements.upheld(
            Self.upheld(nil, category, "2023-04-20"), title: "大修", item: nil)

        #expect(notice.title == Phrase(zh: "异议成立：大修", en: "Objection upheld: 大修"))
        #expect(notice.text.zh.contains("，关于") && notice.text.zh.contains("的异议成立。"))
        #expect(notice.text.en.hasPrefix("An objection to ") && !notice.text.en.contains("  "))
    }
}
