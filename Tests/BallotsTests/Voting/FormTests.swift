import Foundation
import LocalDistrict
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Items of every form from the convening to the certificate.
@Suite(.database) struct FormTests {
    private typealias Owner = TestCommunity.Owner

    private static let agenda = """
        {"code": "board", "title": "选举业委会", "kind": "committeeElection", "form": "election", "election": {
            "seats": 2, "alternates": 1, "least": 1, "ranking": "shares",
            "candidates": [{"candidate": "c1"}, {"candidate": "c2"}, {"candidate": "c3"}]}},
        {"code": "two", "title": "两部梯", "kind": "raiseFund", "group": "lifts"},
        {"code": "six", "title": "六部梯", "kind": "raiseFund", "group": "lifts"},
        {"code": "sign", "title": "联名", "kind": "other", "form": "petition", "share": "1/5"},
        {"code": "letter", "title": "公开信", "kind": "other", "form": "endorsement"},
        {"code": "hands", "title": "现场意见", "kind": "other", "form": "showOfHands"}
        """

    private static func opened(at ballots: TestBallots) async throws -> TestCommunity {
        let community = try TestCommunity.small("f\(UUID().uuidString.prefix(8).lowercased())")
        try await community.arrive(at: ballots)
        let convened = try await community.convene(items: agenda, at: ballots)
        try #require(convened.status == 201, "\(convened.text)")
        try #require(try await community.open(at: ballots).status == 200)
        return community
    }

    @Test func `an election, alternatives, a petition, an endorsement and hands are counted in one assembly`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try await Self.opened(at: ballots)
            func vote(_ unit: String, _ owner: OwnerID, _ choices: [String: String]) async throws {
                for (item, choice) in choices {
                    let answer = try await community.vote(unit, by: owner, choice, item: item, at: ballots)
                    #expect(answer.status == 201, "\(answer.text)")
                }
            }
            try await vote(
                "1-1-101", Owner.anna, ["board": "c3+c1", "two": "for", "six": "for", "sign": "for", "letter": "for"])
            try await vote("1-1-201", Owner.bao, ["board": "c1+c3", "two": "for", "six": "for", "letter": "against"])
            try await vote("2-1-101", Owner.ding, ["board": "c1+c2", "two": "for", "six": "for"])
            try await vote("2-1-203", Owner.developer, ["board": "c3", "two": "against", "six": "for"])
            let hands = try await community.hands(item: "hands", inFavour: 3, against: 1, at: ballots)
            #expect(hands.status == 201, "\(hands.text)")

            let closed = try await community.close(at: ballots)

            let items = try closed.decode(FormAssembly.self).items
            #expect(items.map(\.result?.outcome) == ["passed", "surpassed", "passed", "passed", "noted", "noted"])
            let board = try #require(items[0].result?.election)
            #expect(board.elected == ["c1", "c3"])
            #expect(board.alternates.isEmpty)
            #expect(board.candidates.first?.votes == Samples.weight(300_00, 3))
            #expect(items[5].result?.inFavour.heads == 3)
            let page = try await community.look(community.page, at: ballots).text
            let sections = page.split(separator: "<section class=\"card\" id=\"item-")
            let election = try #require(sections.first { $0.hasPrefix("board\"") })
            // Nobody is for or against an election: each candidate has a bar of their own, in the order of their rank.
            #expect(!election.contains("class=\"legend\""))
            #expect(election.contains("<b>c1</b> <span>75.0%</span>") && election.contains("3 owners / 4 owners"))
            #expect(try #require(sections.first { $0.hasPrefix("two\"") }).contains("class=\"legend\""))
            let shown = try #require(sections.first { $0.hasPrefix("hands\"") })
            #expect(shown.contains("4 owners / 4 owners") && !shown.contains("By area</h3>"))
            try await ballots.service.certify()
            let bundle = try await ballots.get("\(community.path)/2023-lifts/bundle", as: [.auditor], of: community.id)
            // Candidates stand in the order of the agenda, whatever the order in which they were ticked.
            #expect(bundle.text.contains(#""choice":"c1+c3""#))
            let recount = try await Recount.run(bundle.body)
            #expect(recount.status == .exited(0), "\(recount.complaint)")
        }
    }

    @Test func `of a petition that runs only the number of signatures is told`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.opened(at: ballots)
            for item in ["sign", "letter"] {
                #expect(try await community.vote("1-1-101", by: Owner.anna, item: item, at: ballots).status == 201)
            }
            func shown(_ place: Int) async throws -> FormAssembly.Turnout? {
                try await ballots.get("\(community.path)/2023-lifts", of: community.id).decode(FormAssembly.self)
                    .items[place].participation
            }
            let whole = FormAssembly.Turnout(heads: 1, area: Area(hundredths: 100_00))
            #expect(try await shown(3) == FormAssembly.Turnout(heads: 1, area: nil))
            #expect(try await shown(4) == whole)
            let page = try await community.look(community.page, at: ballots).text
            let cards = page.split(separator: "<section class=\"card\" id=\"item-")
            let petition = try #require(cards.first { $0.hasPrefix("sign\"") })
            #expect(petition.contains("1 owner / 4 owners") && !petition.contains("m²"))
            #expect(try #require(cards.first { $0.hasPrefix("letter\"") }).contains("100.00 m² / 399.99 m²"))

            #expect(try await community.close(at: ballots).status == 200)
            #expect(try await shown(3) == whole)
        }
    }

    @Test func `who signed a petition is told by no building while it runs, and after it by none where nearly all did`()
        async throws
    {
        struct Told: Decodable {
            struct Building: Decodable { let participation: Heads? }
            struct Heads: Decodable { let heads: Int64 }

            let buildings: [Building]
        }
        try await TestBallots.run { ballots in
            let community = try TestCommunity.large(6, TestCommunity.newName())
            try await community.arrive(at: ballots)
            let petition = #""title": "联名", "kind": "other", "form": "petition", "share": "1/5""#
            let agenda = #"{"code": "all", \#(petition)}, {"code": "some", \#(petition)}"#
            #expect(try await community.convene(items: agenda, at: ballots).status == 201)
            #expect(try await community.open(at: ballots).status == 200)
            for (item, signers) in [("all", community.units), ("some", Array(community.units.prefix(4)))] {
                for unit in signers {
                    let answer = try await community.vote(
                        unit.unit.description, by: unit.voter, item: item, at: ballots)
                    #expect(answer.status == 201, "\(answer.text)")
                }
            }
            func told(_ item: String) async throws -> [Int64?] {
                try await ballots.get("\(community.path)/2023-lifts/items/\(item)/buildings", of: community.id)
                    .decode(Told.self).buildings.map { $0.participation?.heads }
            }
            #expect(try await told("all") == [nil])
            #expect(try await told("some") == [nil])
            let page = try await community.look("\(community.page)/buildings/some", at: ballots).text
            #expect(page.contains("only the number of all signatures") && !page.contains("4 owners / 6 owners"))

            #expect(try await community.close(at: ballots).status == 200)
            #expect(try await told("all") == [nil])
            #expect(try await told("some") == [4])
        }
    }

    @Test(arguments: [
        ("board", "for"), ("board", "c9"), ("board", "c1+c2+c3"), ("board", "follow"), ("sign", "against"),
        ("sign", "abstain"), ("letter", "c1"), ("hands", "for"), ("two", "follow"), ("two", "c1"),
    ])
    func `a ballot takes no answer that it does not offer`(_ item: String, _ choice: String) async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.opened(at: ballots)

            let electronic = try await community.vote("1-1-101", by: Owner.anna, choice, item: item, at: ballots)
            let paper = try await community.handIn(
                TestCommunity.paper("1-1-101", choice, item: item), at: ballots)

            #expect(try electronic.slug == "not-offered")
            #expect(try electronic.fields == ["choice"])
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).isEmpty)
            if choice != "c1+c2+c3" { #expect(try paper.places == ["2 choice"]) }
        }
    }

    @Test func `hands are counted once, for an item of that form, and are no more than there are heads`() async throws {
        try await TestBallots.run { ballots in
            let community = try await Self.opened(at: ballots)

            let wrong = try await community.hands(item: "letter", inFavour: 1, at: ballots)
            let many = try await community.hands(item: "hands", inFavour: 3, against: 2, at: ballots)
            let negative = try await community.hands(item: "hands", inFavour: -1, at: ballots)
            let watcher = UUID().uuidString.lowercased()
            for person in [Person(subject: watcher), Person(subject: "s", account: "a", owners: [watcher])] {
                let alone = try await community.hands(
                    item: "hands", inFavour: 3, witness: watcher, by: person, at: ballots)
                #expect(try alone.status == 400 && alone.fields == ["witness"])
            }
            let first = try await community.hands(item: "hands", inFavour: 3, against: 1, at: ballots)
            let again = try await community.hands(item: "hands", inFavour: 4, at: ballots)

            #expect(try wrong.slug == "not-by-hands")
            #expect(try many.slug == "more-hands-than-heads")
            #expect(try negative.fields == ["inFavour"])
            #expect(first.status == 201)
            #expect(try again.slug == "hands-recorded")
        }
    }
}

/// The parts of an assembly's answer that forms add.
private struct FormAssembly: Decodable {
    let items: [Item]

    struct Item: Decodable {
        let participation: Turnout?
        let result: Result?
    }

    struct Turnout: Decodable, Equatable {
        let heads: Int64
        let area: Area?
    }

    struct Result: Decodable {
        let outcome: String
        let inFavour: Weight
        let election: Elected?
    }

    struct Elected: Decodable {
        let elected: [String]
        let alternates: [String]
        let candidates: [Votes]
    }

    struct Votes: Decodable {
        let candidate: String
        let votes: Weight
    }
}

extension TestCommunity {
    fileprivate func convene(items: String, at ballots: TestBallots) async throws -> TestBallots.Reply {
        let closesAt = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 86_400) * 1_000_000)
        return try await ballots.post(
            path,
            """
            {"code": "2023-lifts", "title": "业主大会", "closesAt": "\(closesAt)", "noticeOn": "2020-01-01", "items": [\(items)]}
            """, as: [.committee], of: id)
    }

    fileprivate func hands(
        item: String, inFavour: Int, against: Int = 0, witness: String = UUID().uuidString.lowercased(),
        by person: Person? = nil, at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(path)/2023-lifts/hands",
            """
            {"item": "\(item)", "inFavour": \(inFavour), "against": \(against), "abstained": 0,
             "evidence": "\(String(repeating: "0a", count: 32))", "witness": "\(witness)"}
            """, as: [.scrutineer], of: id, person: person)
    }
}
