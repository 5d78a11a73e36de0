import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// An election on the boards: by codes, which lead to the page where those who stand are named.
struct ElectionBoardTests {
    private static let seats: ItemID = Samples.parsed("seats")
    private static let candidates: [CandidateCode] = ["c1", "c2", "c3"].map { Samples.parsed($0) }

    private static let convened = AssemblyConvened(
        assembly: Samples.assembly, title: "换届", closesAt: Samples.parsed("2023-04-10T18:00:00+08:00"),
        items: [
            AgendaItem(
                item: seats, title: "选举业委会", kind: .committeeElection, form: .election,
                election: Election(
                    seats: 2, alternates: 1, least: 1, ranking: .shares,
                    candidates: candidates.map { Election.Candidate(candidate: $0) })),
            AgendaItem(item: Samples.item, title: "自筹资金大修", kind: .raiseFund),
        ])

    private static let opened = AssemblyOpened(
        assembly: Samples.assembly, electorate: Samples.electorate, rollHash: Digest256(of: [1]), rollPosition: 9,
        rulesHash: Digest256(of: [2]))

    private static func result(_ outcome: ItemResult.Outcome, elected: Int, alternates: Int = 0) -> ItemResult {
        ItemResult(
            electorate: Samples.electorate, inFavour: Samples.weight(300_00, 3), against: .zero, abstained: .zero,
            outcome: outcome,
            election: ElectionResult(
                elected: Array(candidates.prefix(elected)),
                alternates: Array(candidates.dropFirst(elected).prefix(alternates)),
                candidates: candidates.map { ElectionResult.Votes(candidate: $0, votes: Samples.weight(100_00, 1)) }))
    }

    private struct Board: Decodable {
        let assemblies: [Assembly]

        struct Assembly: Decodable { let items: [Item] }

        struct Item: Decodable { let election: Contest? }

        struct Contest: Decodable, Equatable {
            let seats: Int
            let candidates: [String]
            var elected: [String]?
            var alternates: [String]?
            var reached: [String]?
        }
    }

    @Test(.database) func `boards say who stands and who was elected by codes, and lead to the names`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + [Self.convened, Self.opened])
            let link = "href=\"/assemblies/runfeng/2023-lifts#item-seats\""
            for path in ["/c/runfeng", "/c/runfeng/1"] {
                let chinese = try await notices.get("\(path)?lang=zh").text
                #expect(chinese.contains("应选 2 人，候选人 3 人：c1、c2、c3") && chinese.contains(link))
                #expect(chinese.contains("候选人的姓名和自我介绍"))
                let english = try await notices.get("\(path)?lang=en").text
                #expect(english.contains("Seats: 2. Candidates: 3, c1, c2, c3") && english.contains(link))
            }
            var board: Board = try await notices.read("board")
            #expect(
                board.assemblies[0].items.map(\.election)
                    == [Board.Contest(seats: 2, candidates: ["c1", "c2", "c3"]), nil])

            let counted = Self.result(.passed, elected: 2, alternates: 1)
            try await notices.receive([
                AssemblyClosed(
                    assembly: Samples.assembly,
                    items: [
                        CountedItem(item: Self.seats, result: counted),
                        CountedItem(item: Samples.item, result: Samples.result),
                    ]),
                ResolutionPassed(
                    assembly: Samples.assembly, item: Self.seats, title: "选举业委会", kind: .committeeElection,
                    mandate: nil, result: counted),
            ])
            board = try await notices.read("board")
            #expect(board.assemblies[0].items[0].election?.elected == ["c1", "c2"])
            #expect(board.assemblies[0].items[0].election?.alternates == ["c3"])
            let page = try await notices.get("/c/runfeng/1?lang=zh").text
            for text in ["当选：c1、c2", "候补：c3", "当选人和每位候选人的得票", link] { #expect(page.contains(text), "\(text)") }
            let card = try #require(page.firstRange(of: "选举业委会"))
            let next = try #require(page.firstRange(of: "自筹资金大修"))
            #expect(!page[card.upperBound..<next.lowerBound].contains("同意"), "nobody is for an election")
            let said: NoticesAnswer = try await notices.get(
                "/v1/communities/runfeng/notices?limit=1", of: Samples.community,
                headers: [.acceptLanguage: "zh-CN"]
            ).decode()
            #expect(said.notices[0].title == "表决通过：选举业委会")
            #expect(said.notices[0].text.hasSuffix("当选：c1、c2\n候补：c3"))
        }
    }

    @Test(
        .database,
        arguments: [
            (1, "可以当选的只有c1：得票达到要求的候选人太少，没有人当选。", "Only c1 could have been elected: too few candidates reached"),
            (0, "没有候选人的得票达到要求，没有人当选。", "No candidate reached the votes that it takes, so nobody was elected."),
        ])
    func `where too few reached the votes, boards say so and call nobody elected`(
        _ number: Int, _ chinese: String, _ english: String
    ) async throws {
        try await NoticesHarness.run { notices in
            let counted = Self.result(.rejected, elected: number, alternates: 1)
            try await notices.receive(
                Story.registry + [
                    Self.convened, Self.opened,
                    AssemblyClosed(
                        assembly: Samples.assembly,
                        items: [
                            CountedItem(item: Self.seats, result: counted),
                            CountedItem(item: Samples.item, result: Samples.result),
                        ]),
                    ResolutionNotPassed(
                        assembly: Samples.assembly, item: Self.seats, title: "选举业委会", kind: .committeeElection,
                        result: counted),
                ])

            let board: Board = try await notices.read("board")
            let election = try #require(board.assemblies[0].items[0].election)
            #expect(election.elected == [] && election.alternates == [])
            #expect(election.reached == (number == 0 ? [] : ["c1"]))
            for path in ["/c/runfeng", "/c/runfeng/1"] {
                let page = try await notices.get("\(path)?lang=zh").text
                #expect(page.contains(chinese) && page.contains("每位候选人的得票"), "\(page)")
                #expect(!page.contains("当选：") && !page.contains("候补") && !page.contains("当选人"))
                let translated = try await notices.get("\(path)?lang=en").text
                #expect(translated.contains(english) && !translated.contains("Elected: "), "\(translated)")
            }
            let said: NoticesAnswer = try await notices.get(
                "/v1/communities/runfeng/notices?limit=1", of: Samples.community,
                headers: [.acceptLanguage: "zh-CN"]
            ).decode()
            #expect(said.notices[0].title == "表决未通过：选举业委会" && said.notices[0].text.hasSuffix(chinese))
        }
    }

    @Test func `the notice of an election names the codes and says where the names are`() {
        let notice = BallotAnnouncements.convened(Self.convened)

        #expect(
            notice.text.zh.hasPrefix("表决事项：\n1. 选举业委会\n应选 2 人，候选人 3 人：c1、c2、c3\n2. 自筹资金大修"))
        #expect(notice.text.zh.hasSuffix("同意公开的候选人，姓名和自我介绍见会议页面。"))
        #expect(notice.text.en.contains("Candidates who agreed to it are named on the meeting's page"))
    }

    @Test func `a void election says why, and that nobody was elected`() throws {
        let notice = try BallotAnnouncements.notPassed(
            ResolutionNotPassed(
                assembly: Samples.assembly, item: Self.seats, title: "选举业委会", kind: .committeeElection,
                result: Self.result(.void, elected: 0)))

        #expect(notice.title == Phrase(zh: "选举无效：选举业委会", en: "Void: 选举业委会"))
        #expect(notice.text.zh.contains("收回的纸质票多于发出的，选举无效。\n没有人当选。"))
        #expect(notice.text.en.hasSuffix("Nobody was elected."))
    }
}
