import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// What becomes of a round and its list once an election was convened by it (decision 42), and how much a round takes.
@Suite(.database) struct ListHoldTests {
    private typealias Owner = TestCommunity.Owner

    private static let both = #"{"candidate": "c01"}, {"candidate": "c02"}"#
    private static let first = #"{"candidate": "c01"}"#

    /// Anna is `c01` and Ding `c02` of a list that was posted long ago.
    private static func posted(
        _ changes: [RuleKey: String?] = [:], at ballots: TestBallots
    ) async throws -> TestRound {
        let round = try await TestRound.arrived(changes, at: ballots)
        #expect(try await round.open(seats: 1).status == 201)
        for owner in [Owner.anna, Owner.ding] {
            #expect(try await round.own("/candidates", owner, #"{"channel": "self"}"#).status == 201)
        }
        for candidate in ["c01", "c02"] { #expect(try await round.decide(candidate).status == 200) }
        try await round.end()
        #expect(try await round.post("/posting").status == 200)
        try await round.age()
        return round
    }

    @Test func `who owns nothing any more leaves the list of an election that is not open, and another is convened`()
        async throws
    {
        try await TestBallots.run { ballots in
            let round = try await Self.posted(at: ballots)
            #expect(try await round.convene(Self.both, seats: 1).status == 201)
            #expect(try await round.decide("c02", false).slug == "round-in-use")
            #expect(try await round.own("/candidates/c02/withdrawal", Owner.ding).slug == "round-in-use")

            // Ding keeps the parking space, which does not count.
            try await round.sell(Owner.ding, to: Owner.bao)
            #expect(try await round.community.open(at: ballots).slug == "candidate-no-owner")
            #expect(try await round.decide("c02").slug == "round-in-use", "who leaves is not accepted")
            #expect(try await round.decide("c01", false).slug == "round-in-use", "anna still owns")
            #expect(try await round.own("/candidates/c01/withdrawal", Owner.anna).slug == "round-in-use")
            let struck = try await round.decide("c02", false)
            #expect(struck.status == 200, "\(struck.text)")
            let shown = try await ballots.get("\(round.rounds)/2023", of: round.community.id).text
            #expect(shown.contains(#""candidates":["c01"]"#) && shown.contains(#"["c01","c02"]"#), "\(shown)")

            try await round.community.recordUnits(with: ballots)
            try await round.community.recordRoll(with: ballots)
            let replaced = try await round.community.open(at: ballots)
            #expect(try replaced.status == 409 && replaced.slug == "candidates-replaced", "also when ding buys again")
            #expect(try replaced.fields == ["seats.election.round"])
            let page = try await round.community.look(round.community.page, at: ballots).text
            #expect(page.contains("so that this election is not held") && !page.contains("has been posted since"))

            let old = try await round.convene(Self.both, seats: 1, as: "again")
            #expect(try old.fields == ["items[0].election.candidates"])
            #expect(try await round.convene(Self.first, seats: 1, as: "again").status == 201)
            let opened = try await round.community.open("again", at: ballots)
            #expect(opened.status == 200, "\(opened.text)")
        }
    }

    @Test func `a list that somebody has left is posted for as long as any other`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let round = try await Self.posted([.candidatesPosted: "7d"], at: ballots)
            #expect(try await round.convene(Self.both, seats: 1).status == 201)
            try await round.sell(Owner.ding, to: Owner.bao)
            #expect(try await round.own("/candidates/c02/withdrawal", Owner.ding).status == 200)
            let early = try await round.convene(Self.first, seats: 1, as: "again")
            #expect(try early.status == 400 && early.fields == ["closesAt"], "it would close before it may open")

            let none = try Samples.rules()
            try await ballots.receive(RulesAdopted(pack: none, hash: try none.hash()), of: round.community.id)
            #expect(try await round.convene(Self.first, seats: 1, as: "again").status == 201)
            let strict = try Samples.rules([.candidatesPosted: "7d"])
            try await ballots.receive(RulesAdopted(pack: strict, hash: try strict.hash()), of: round.community.id)
            #expect(try await round.community.open("again", at: ballots).slug == "candidates-posted-late")
        }
    }

    @Test func `nobody leaves while a roll comes in, nor once an election by a list of the round was opened`()
        async throws
    {
        try await TestBallots.run { ballots in
            let round = try await Self.posted(at: ballots)
            #expect(try await round.convene(Self.both, seats: 1).status == 201)
            #expect(try await round.convene(Self.both, seats: 1, as: "other").status == 201)
            var sold = round.community
            sold.units = try sold.units.map { unit in
                unit.unit.description == "2-1-101" ? try TestCommunity.unit("2-1-101", 100_00, [Owner.bao]) : unit
            }
            try await sold.recordUnits(with: ballots)
            #expect(try await round.decide("c02", false).slug == "roll-incomplete")

            try await round.community.recordUnits(with: ballots)
            try await round.community.recordRoll(with: ballots)
            #expect(try await round.community.open(at: ballots).status == 200)
            try await round.sell(Owner.ding, to: Owner.bao)
            #expect(try await round.decide("c02", false).slug == "round-in-use")
            #expect(try await round.own("/candidates/c02/withdrawal", Owner.ding).slug == "round-in-use")
        }
    }
}
