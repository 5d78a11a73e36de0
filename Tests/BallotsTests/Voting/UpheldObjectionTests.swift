import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// What anybody learns of an objection that was upheld.
///
/// Each test has a database of its own, because a scenario's day never goes back.
@Suite struct UpheldObjectionTests {
    private typealias Owner = TestCommunity.Owner

    private struct Filed: Decodable {
        let objection: String
    }

    @Test(.database)
    func `of an upheld objection the log tells what it was about and when, and not who objected`() async throws {
        try await ResultTests.counted { ballots, community in
            func object(_ letter: String, _ category: String, _ item: String?) async throws -> String {
                try await community.object(
                    "2-1-101", by: Owner.ding, letter: letter, category: category, item: item, at: ballots
                ).decode(Filed.self).objection
            }
            let ids = [
                try await object("0a", "other", nil), try await object("0d", "counting", "overhaul"),
                try await object("0e", "procedure", nil),
            ]
            try await ResultTests.begin("2023-04-03", community, ballots)
            #expect(try await community.answer(ids[0], at: ballots).status == 200)
            #expect(try await community.answer(ids[1], "upheld", at: ballots).status == 200)
            #expect(try await community.answer(ids[1], "upheld", at: ballots).slug == "already-answered")
            #expect(try await community.answer(ids[2], "upheld", at: ballots).status == 200)

            let events = try await ballots.published(ObjectionUpheld.self, of: community.id)
            #expect(events.map(\.item?.description) == ["overhaul", nil], "a dismissed one is not told")
            #expect(events.map(\.category) == [.counting, .procedure])
            #expect(events.allSatisfy { $0.on == Samples.day("2023-04-03") })
            let payloads = try await ballots.pool.withConnection {
                try await $0.query("SELECT payload FROM outbox WHERE community = \(community.id)", as: [UInt8].self)
            }.map { String(decoding: $0, as: UTF8.self) }
            let secrets = ids + [Owner.ding.description, "2-1-101", "0d0d0d", "0e0e0e", "0b0b0b"]
            #expect(
                !payloads.contains { payload in
                    payload.contains("\"category\"") && secrets.contains { payload.contains($0) }
                })
        }
    }

    @Test(.database) func `the page says which item an upheld objection is about, and what it means for all of them`()
        async throws
    {
        try await ResultTests.counted { ballots, community in
            let id = try await community.object("1-1-101", by: Owner.anna, item: "overhaul", at: ballots)
                .decode(Filed.self).objection
            let before = try await community.look(community.page, at: ballots).text
            #expect(before.contains(#"<span class="stamp yes">Passed</span>"#) && !before.contains("upheld"))
            #expect(try await community.answer(id, "upheld", at: ballots).status == 200)
            try await ResultTests.begin("2023-04-13", community, ballots)

            let english = try await community.look(community.page, at: ballots).text
            for text in [
                #"<span class="stamp open">Objection upheld</span>"#, #"<span class="stamp no">Not passed</span>"#,
                "An objection to how ballots were counted was upheld on 28 March 2023, so that it does not",
                "Objections that were upheld: 1. The results of this voting do not take effect",
                "1, of which 0 to be answered and 1 upheld", "Kept from taking effect by an objection that was upheld",
            ] {
                #expect(english.contains(text), "\(text)")
            }
            #expect(!english.contains(#"class="stamp yes""#) && !english.contains("not yet in effect"))
            let chinese = try await community.look(community.page, language: "zh-CN", at: ballots).text
            for text in [
                "计票结果为“通过”，2023年3月28日因关于计票的异议成立，不生效。", "异议成立 1 件。本次表决的结果不生效",
                "1 件，0 件待答复，1 件成立", "公示期满，因异议成立不生效",
            ] {
                #expect(chinese.contains(text), "\(text)")
            }
        }
    }

    @Test(.database) func `an order goes before an objection, and without anything left nothing is said of its effect`()
        async throws
    {
        try await ResultTests.counted { ballots, community in
            let id = try await community.object("1-1-101", by: Owner.anna, at: ballots).decode(Filed.self).objection
            #expect(try await community.answer(id, "upheld", at: ballots).status == 200)
            #expect(try await community.setAside("overhaul", on: "2023-03-28", at: ballots).status == 200)

            let some = try await community.look(community.page, at: ballots).text
            #expect(some.contains(#"<span class="stamp no">Set aside</span>"#))
            #expect(some.contains(#"<span class="stamp open">Objection upheld</span>"#), "of the other item")
            #expect(some.contains("The results of this voting do not take effect"))

            #expect(try await community.setAside(by: "court", on: "2023-03-28", at: ballots).status == 200)
            let none = try await community.look(community.page, at: ballots).text
            #expect(none.contains("Revoked by the court") && !none.contains("Objection upheld"))
            #expect(!none.contains("The results of this voting do not take effect"))
        }
    }
}
