import Configuration
import Foundation
import HTTPTypes
import Model
import Pages
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

@Suite(.database) struct PrintTests {
    private typealias Owner = TestCommunity.Owner

    @Test func `each household of a building has a letter and a ballot, with its own QR code and nobody's name`()
        async throws
    {
        try await TestBallots.run(settings: ["site.url": "https://tongti.example/"]) { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)
            for role in [Role.scrutineer, .committee, .operator] {
                let list = try await community.look("\(community.page)/papers", as: [role], at: ballots)
                #expect(list.status == 200 && list.text.contains("href=\"\(community.page)/papers/2\""))
                #expect(list.text.contains("4 households"), "the parking space gets none")
                #expect(list.text.contains("https://tongti.example\(community.page)"))
            }
            for isOpen in [false, true] {
                if isOpen { _ = try await community.open(at: ballots) }
                let sheets = try await community.look("\(community.page)/papers/2", as: [.scrutineer], at: ballots)
                #expect(sheets.status == 200 && sheets.headers[.contentType] == "text/html; charset=utf-8")
                #expect(sheets.text.hasSuffix("</html>\n"))
                #expect(sheets.text.ranges(of: #"<article class="paper">"#).count == 8)
                #expect(sheets.text.ranges(of: #"<svg class="qr""#).count == 8)
                #expect(sheets.text.contains("2-1-101") && !sheets.text.contains("2-1-P1"))
                let address = "https://tongti.example\(community.page)?unit=2-1-203"
                #expect(sheets.text.contains(address))
                let code = try QRCode(address).svg(label: "QR code of the meeting's page")
                #expect(sheets.text.contains(code.description))
                for owner in community.units.flatMap(\.owners) { #expect(!sheets.text.contains(owner.description)) }
            }
            let chinese = try await community.look(
                "\(community.page)/papers/1", as: [.operator], language: "zh-CN", at: ballots)
            for word in ["表决票", "业主签名", "签署日期", "同意", "反对", "弃权", "截止时间", "1-1-201"] {
                #expect(chinese.text.contains(word), "\(word)")
            }
            #expect(!chinese.text.contains("class=\"silence\""), "the rules do not count who keeps silent")
        }
    }

    @Test func `an address that no telephone would open keeps the service from starting`() async throws {
        let config = try await ConfigurationSources.read(environment: [
            "TONGTI_SITE_URL": "tongti.example", "TONGTI_CERTIFICATE_KEY_FILE": "key.pem",
        ])
        let error = #expect(throws: ConfigurationError.self) { try BallotsConfiguration(config) }
        #expect(error?.key == "site.url")
    }

    @Test func `nobody else prints, and there are no papers of a building that is not there`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            for path in ["papers", "papers/2"] {
                let owner = try await community.look("\(community.page)/\(path)", as: [.owner], Owner.anna, at: ballots)
                #expect(owner.status == 403)
                let nobody = try await community.look("\(community.page)/\(path)", at: ballots)
                #expect(nobody.status == 303)
            }
            let missing = try await community.look("\(community.page)/papers/9", as: [.operator], at: ballots)
            #expect(missing.status == 404)
            let list = try await community.look("\(community.page)/papers", as: [.operator], at: ballots)
            #expect(list.text.contains("site.url"), "without an address there are no codes, and it says so")
            let sheets = try await community.look("\(community.page)/papers/2", as: [.operator], at: ballots)
            #expect(sheets.status == 200 && !sheets.text.contains("<svg"))
        }
    }

    @Test func `a building of a thousand households is sent as it is drawn`() async throws {
        try await TestBallots.run(settings: ["site.url": "https://tongti.example"]) { ballots in
            let community = try TestCommunity.large(1_080, TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            let start = ContinuousClock.now
            let sheets = try await community.look("\(community.page)/papers/1", as: [.operator], at: ballots)
            print("1,080 households: \(sheets.body.count) bytes in \(ContinuousClock.now - start)")
            #expect(sheets.text.ranges(of: #"<article class="paper">"#).count == 2_160)
        }
    }

    @Test(arguments: AssemblyForm.allCases)
    func `a letter offers an online vote only where one can be cast`(_ form: AssemblyForm) throws {
        let assembly = Assembly(
            id: try AssemblyID(parsing: "a"), title: "t", closesAt: Timestamp(microseconds: 0),
            items: [try Samples.item("i", .other)], state: .convened, terms: Terms(form: form))
        let wording = Wording(.english)
        let paper = try Samples.paper(of: assembly, by: Samples.rules([.voteChange: "yes"]))
        let sheet = try SheetView(
            UnitCode(parsing: "1-1-101"), in: SheetFrame(paper, wording: wording),
            address: "https://tongti.example", wording: wording)
        let text = try BallotsPages.load().fragment("sheet", sheet, in: .english)
        for words in ["Online:", "either way", "and to vote", "be changed online"] {
            #expect(text.contains(words) == (form == .electronic || form == .mixed), "\(words)")
        }
        #expect(text.contains("On paper:") && text.contains("https://tongti.example"))
    }

    @Test func `who keeps silent is warned where the rules count silence`() throws {
        let id = try AssemblyID(parsing: "a")
        let assembly = Assembly(
            id: id, title: "t", closesAt: Timestamp(microseconds: 0), items: [try Samples.item("i", .other)],
            state: .convened)
        let cases: [(RulePack.SilentBallotPolicy, Language)] = [
            (.majority, .chinese), (.abstain, .english), (.off, .chinese), (.followOption, .chinese),
        ]
        for (policy, language) in cases {
            let wording = Wording(language)
            let paper = try Samples.paper(of: assembly, by: Samples.rules(proxyLimit: 0, silent: policy))
            let frame = try SheetFrame(paper, wording: wording)
            let unit = try UnitCode(parsing: "1-1-101")
            let sheet = try BallotsPages.load().fragment(
                "sheet", SheetView(unit, in: frame, address: nil, wording: wording), in: language)
            #expect(sheet.contains("class=\"silence\"") == (policy == .majority || policy == .abstain))
            #expect(sheet.contains("从多数") == (policy == .followOption))
        }
    }

    @Test(
        arguments: [
            (.majority, .areaAndHeads, "计入面积和人数都较多的一方；没有这一方的，计为弃权", "more area and more owners, or"),
            (.majority, .area, "计入面积较多的一方", "the side that has more area, or"),
            (.majority, .heads, "计入人数较多的一方", "the side that has more owners, or"),
            (.inFavour, .area, "并计为同意", "are counted as being in favour"),
            (.abstain, .area, "并计为弃权", "are counted as abstaining"),
            (.off, .area, nil, nil), (.followOption, .area, nil, nil),
        ] as [(RulePack.SilentBallotPolicy, RulePack.FollowedMajority, String?, String?)])
    func `a letter says plainly what silence is counted as, and on which questions`(
        _ policy: RulePack.SilentBallotPolicy, _ followed: RulePack.FollowedMajority, _ chinese: String?,
        _ english: String?
    ) throws {
        let (resolution, election) = (try Samples.item("i", .other), try Samples.election())
        func silence(on items: [AgendaItem], in language: Language) throws -> String? {
            let assembly = Assembly(
                id: try AssemblyID(parsing: "a"), title: "t", closesAt: Timestamp(microseconds: 0), items: items,
                state: .convened)
            let rules = try Samples.rules(proxyLimit: 0, silent: policy, followed: followed)
            return try SheetFrame(Samples.paper(of: assembly, by: rules), wording: Wording(language)).silence
        }
        let cases: [(Language, String?, String)] = [
            (.chinese, chinese, "没有对第 2 项表决"), (.english, english, "not voted on question 2 by the end"),
        ]
        for (language, words, place) in cases {
            let all = try silence(on: [resolution], in: language)
            #expect(all.map { $0.contains(words ?? "") } == words.map { _ in true })
            #expect(try silence(on: [election, resolution], in: language)?.contains(place) == words.map { _ in true })
            #expect(all?.contains(place) != true)
            #expect(try silence(on: [election], in: language) == nil, "only resolutions count silence")
        }
    }
}
