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

    @Test func `what was recorded on paper takes no place of those who stand by themselves`() async throws {
        try await TestBallots.run { ballots in
            let round = try await TestRound.arrived(at: ballots)
            #expect(try await round.open().status == 201)
            try await ballots.pool.withConnection { connection in
                try await connection.execute(
                    """
                    INSERT INTO nomination (
                        round, candidate, channel, owner, evidence, on_paper, nominated_on, recorded_by, recorded_at
                    )
                    SELECT number, 'c' || lpad(place::text, greatest(2, length(place::text)), '0'), 'party',
                        gen_random_uuid(), sha256('paper'), 0, opens_on, 'officer', now()
                    FROM nomination_round
                    CROSS JOIN generate_series(1::bigint, \(Int64(NominationRound.limit))) AS place
                    WHERE community = \(round.community.id)
                    """)
            }
            let evidence = String(repeating: "ab", count: 32)
            let full = try await round.post(
                "/recommendations", #"{"channel": "party", "owner": "\#(Owner.ding)", "evidence": "\#(evidence)"}"#)
            #expect(try full.status == 409 && full.slug == "round-full")
            let own = try await round.own("/candidates", Owner.ding, #"{"channel": "self"}"#)
            #expect(own.status == 201 && own.text == #"{"candidate":"c201"}"#, "\(own.text)")
        }
    }
}
