import Configuration
import Foundation
import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

@Suite(.database) struct VotePageTests {
    private typealias Owner = TestCommunity.Owner

    private static func open(
        at ballots: TestBallots, _ body: (TestCommunity) async throws -> Void
    ) async throws {
        let community = try TestCommunity.small(TestCommunity.newName())
        try await community.openAssembly(at: ballots)
        try await body(community)
    }

    @Test func `an owner chooses, confirms and has a receipt that anybody can check`() async throws {
        try await TestBallots.run(settings: ["site.url": "https://tongti.example"]) { ballots in
            try await Self.open(at: ballots) { community in
                let mine = try await community.look("\(community.page)/mine", as: [.owner], Owner.anna, at: ballots)
                #expect(mine.status == 200 && mine.text.contains("<b>1-1-101</b> <b>1-1-102</b>"))
                #expect(mine.text.contains("100.00 m²") && !mine.text.contains("2-1-101"))
                #expect(mine.text.contains("vote together as one"))
                let one = try await community.look("\(community.page)/mine", as: [.owner], Owner.ding, at: ballots)
                #expect(one.text.contains("2-1-101") && !one.text.contains("vote together as one"))
                #expect(mine.text.ranges(of: #"name="choice" value="for""#).count == 2)

                let form = "item=overhaul&unit=1-1-101&choice=against"
                let confirm = try await community.fill("confirm", form, by: Owner.anna, at: ballots)
                #expect(confirm.status == 200 && confirm.text.contains("<p class=\"chosen\">Against</p>"))
                #expect(try await community.show(at: ballots).items[0].participation?.heads == 0)
                let key = try #require(confirm.hidden("key"))

                let voted = try await community.fill("vote", "\(form)&key=\(key)", by: Owner.anna, at: ballots)
                #expect(voted.status == 303)
                let address = try #require(voted.headers[.location])
                #expect(address.hasPrefix("\(community.page)/receipts?code="))
                #expect(try await community.show(at: ballots).items[0].participation == Samples.weight(100_00, 1))

                let receipt = try await community.look(address, at: ballots)
                #expect(receipt.status == 200 && receipt.text.contains("Your vote is recorded"))
                #expect(receipt.text.contains("https://tongti.example\(community.page)/receipts"))
                #expect(!receipt.text.contains("Against"), "a receipt does not say how was voted")
                let again = try await community.look("\(community.page)/mine", as: [.owner], Owner.anna, at: ballots)
                #expect(again.text.contains("Your vote has been received") && !again.text.contains("Against</p>"))
                #expect(again.text.ranges(of: #"name="choice" value="for""#).count == 1)
            }
        }
    }

    @Test func `a form that is sent twice votes once and leads to one receipt`() async throws {
        try await TestBallots.run { ballots in
            try await Self.open(at: ballots) { community in
                let form = "item=overhaul&unit=1-1-101&choice=for&key=\(UUID().uuidString.lowercased())"
                let first = try await community.fill("vote", form, by: Owner.anna, at: ballots)
                let second = try await community.fill("vote", form, by: Owner.anna, at: ballots)
                #expect(first.status == 303 && second.status == 303)
                #expect(first.headers[.location] == second.headers[.location])

                let changed = form.replacing("choice=for", with: "choice=against")
                #expect(try await community.fill("vote", changed, by: Owner.anna, at: ballots).status == 422)
                let other = "item=overhaul&unit=1-1-102&choice=against&key=\(UUID().uuidString.lowercased())"
                for path in ["vote", "confirm"] {
                    let refused = try await community.fill(path, other, by: Owner.anna, at: ballots)
                    #expect(refused.status == 409 && refused.text.contains("the first vote counts"))
                    #expect(refused.text.contains("/receipts?code="), "it leads to the first receipt")
                }
            }
        }
    }

    @Test func `a form with the key of a vote in another community votes in its own`() async throws {
        try await TestBallots.run { ballots in
            try await Self.open(at: ballots) { one in
                try await Self.open(at: ballots) { other in
                    let form = "item=overhaul&unit=1-1-101&choice=for&key=\(UUID().uuidString.lowercased())"
                    for community in [one, other] {
                        let voted = try await community.fill("vote", form, by: Owner.anna, at: ballots)
                        #expect(voted.status == 303)
                        let address = try #require(voted.headers[.location])
                        #expect(try await community.look(address, at: ballots).status == 200)
                        #expect(
                            try await community.show(at: ballots).items[0].participation == Samples.weight(100_00, 1))
                    }
                }
            }
        }
    }

    @Test(arguments: ["zh", "en"])
    func `the pages refuse as the interface does`(language: String) async throws {
        try await TestBallots.run { ballots in
            try await Self.open(at: ballots) { community in
                let isChinese = language == "zh"
                func refusal(
                    _ form: String, by owner: OwnerID = Owner.anna, _ status: Int, _ zh: String, _ en: String
                ) async throws {
                    let refused = try await community.fill("vote", form, by: owner, language: language, at: ballots)
                    #expect(refused.status == status, "\(form)")
                    #expect(refused.text.contains(isChinese ? zh : en), "\(form)")
                }
                try await refusal("item=overhaul&unit=2-1-101&choice=for", 403, "您不是这套房的表决人", "do not vote for this")
                try await refusal("item=overhaul&unit=9-9-9&choice=for", 400, "名册上没有这套房", "not on the roll")
                try await refusal(
                    "item=overhaul&unit=2-1-P1&choice=for", by: Owner.ding, 400, "名册上没有这套房", "not on the roll")
                try await refusal("item=x&unit=1-1-101&choice=for", 400, "没有这个表决事项", "no such item")
                try await refusal("item=overhaul&unit=1-1-101&choice=yes", 400, "请选择同意", "choose for, against")
                try await refusal("item=overhaul&unit=1-1-101", 400, "请选择同意", "choose for, against")
                try await refusal("item=overhaul&unit=x&choice=for", 400, "楼栋-单元-房号", "building-entrance-number")
                try await refusal("item=overhaul&unit=1-1-101&choice=for&key=x", 400, "不是 UUID", "not a UUID")
                try await refusal("%zz", 400, "表单编码不正确", "not encoded properly")
                #expect(try await community.show(at: ballots).items[0].participation == .zero)
                _ = try await community.close(at: ballots)
                try await refusal("item=overhaul&unit=1-1-101&choice=for", 409, "表决已经结束", "voting is over")
            }
        }
    }

    @Test func `only a signed-in owner of the community votes, and no form of another site is taken`() async throws {
        try await TestBallots.run { ballots in
            try await Self.open(at: ballots) { community in
                let form = "item=overhaul&unit=1-1-101&choice=for"
                let fields: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .acceptLanguage: "en"]
                let signIn = "/sign-in?again=true&next=%2Fassemblies%2F\(community.id)%2F2023-lifts%2Fmine"
                for path in ["confirm", "vote"] {
                    let nobody = try await ballots.send(.post, "\(community.page)/\(path)", fields, form)
                    #expect(nobody.status == 303 && nobody.headers[.location] == signIn)
                    var cookie = fields
                    cookie[.cookie] = "access=guess"
                    let forged = try await ballots.send(.post, "\(community.page)/\(path)", cookie, form)
                    #expect(forged.status == 303 && forged.headers[.location] == signIn)
                    let committee = try await ballots.post(
                        "\(community.page)/\(path)", form, as: [.committee], of: community.id,
                        mediaType: "application/x-www-form-urlencoded")
                    #expect(committee.status == 403 && committee.text.contains("Your role does not allow this"))
                    var foreign = fields
                    if let name = HTTPField.Name("sec-fetch-site") { foreign[name] = "cross-site" }
                    #expect(try await ballots.send(.post, "\(community.page)/\(path)", foreign, form).status == 403)
                }
                let elsewhere = try await ballots.get(
                    "\(community.page)/mine", as: [.owner], of: try CommunityID(parsing: "elsewhere"),
                    subject: OwnerID(UUID()).description)
                #expect(elsewhere.status == 403 && elsewhere.text.contains("href=\"/sign-in?again=true&amp;next="))
                let stranger = try await community.look(
                    "\(community.page)/mine", as: [.owner], OwnerID(UUID()), at: ballots)
                #expect(stranger.status == 200 && stranger.text.contains("no unit that you vote for"))
            }
        }
    }

    @Test func `before the opening nobody votes; after the close owners see how their units were counted`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)
            func mine(_ owner: OwnerID) async throws -> TestBallots.Reply {
                try await community.look("\(community.page)/mine", as: [.owner], owner, at: ballots)
            }
            #expect(try await mine(Owner.bao).status == 409)
            _ = try await community.open(at: ballots)
            _ = try await community.vote("1-1-201", by: Owner.bao, "against", at: ballots)
            _ = try await community.handIn(TestCommunity.paper("1-1-201", scan: "0b"), at: ballots)
            _ = try await community.close(at: ballots)

            let counted = try await mine(Owner.bao)
            #expect(counted.status == 200 && counted.text.contains("<p class=\"chosen\">Against</p>"))
            #expect(counted.text.contains("kept and not counted") && counted.text.contains("9 July 2023"))
            #expect(try await mine(Owner.ding).text.contains("No vote was received"))
        }
    }

    @Test func `after the close owners of several units see the papers of each of them`() async throws {
        try await TestBallots.run { ballots in
            try await Self.open(at: ballots) { community in
                _ = try await community.vote("1-1-101", by: Owner.anna, at: ballots)
                let papers =
                    TestCommunity.paper("1-1-102", "against", scan: "0b")
                    + TestCommunity.paper("1-1-201", "against", scan: "0c")
                #expect(try await community.handIn(papers, at: ballots).status == 200)
                _ = try await community.close(at: ballots)

                let mine = try await community.look("\(community.page)/mine", as: [.owner], Owner.anna, at: ballots)
                #expect(mine.status == 200 && mine.text.contains("kept and not counted"))
                #expect(mine.text.ranges(of: "Against").count == 1, "of nobody else")
            }
        }
    }

    @Test func `where votes are cast on paper only, the pages say so and ask nothing`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(by: Samples.rules(), terms: #", "form": "written""#, at: ballots)
            let mine = try await community.look("\(community.page)/mine", as: [.owner], Owner.anna, at: ballots)
            let confirm = try await community.fill(
                "confirm", "item=overhaul&unit=1-1-101&choice=for", by: Owner.anna, at: ballots)
            for page in [mine, confirm] {
                #expect(page.status == 409 && page.text.contains("takes ballots on paper only"))
                #expect(!page.text.contains("name=\"choice\""))
            }
            _ = try await community.close(at: ballots)
            let counted = try await community.look("\(community.page)/mine", as: [.owner], Owner.anna, at: ballots)
            #expect(counted.status == 200, "how a paper was counted is seen all the same")
        }
    }

    @Test func `a receipt that is unknown or no receipt is told apart from one that is there`() async throws {
        try await TestBallots.run { ballots in
            try await Self.open(at: ballots) { community in
                let receipt = try await community.vote("1-1-101", by: Owner.anna, at: ballots).decode(Receipt.self)
                func check(_ code: String) async throws -> TestBallots.Reply {
                    try await community.look("\(community.page)/receipts?code=\(code)", at: ballots)
                }
                let typed = receipt.receipt.description.uppercased()
                #expect(try await check("%20\(typed)").text.contains("This vote is there"))
                let unknown = try await check(UUID().uuidString)
                #expect(unknown.status == 404 && unknown.text.contains("no vote of this receipt"))
                #expect(try await check("%3Cb%3E").text.contains("&lt;b&gt;"))
                #expect(try await check("x").status == 400)
                #expect(try await community.look("\(community.page)/receipts", at: ballots).status == 200)
            }
        }
    }
}
