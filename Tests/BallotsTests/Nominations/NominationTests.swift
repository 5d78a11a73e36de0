import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// A round of nominations over HTTP, and an election by its list.
@Suite(.database) struct NominationTests {
    private typealias Owner = TestCommunity.Owner
    private typealias Round = TestRound

    @Test func `owners stand and support, papers are recorded, the accepted are posted and elected`() async throws {
        try await TestBallots.run { ballots in
            let round = try await Round.arrived(at: ballots)
            let opened = try await round.open()
            #expect(opened.status == 201, "\(opened.text)")

            let own = try await round.own("/candidates", Owner.anna, #"{"channel": "self"}"#)
            #expect(own.status == 201 && own.text == #"{"candidate":"c01"}"#, "\(own.text)")
            #expect(try await round.own("/candidates", Owner.ding, #"{"channel": "joint"}"#).status == 201)
            let evidence = String(repeating: "ab", count: 32)
            let recommended = try await round.post(
                "/recommendations",
                #"{"channel": "party", "owner": "\#(Owner.developer)", "evidence": "\#(evidence)"}"#)
            #expect(recommended.status == 201 && recommended.text.contains("c03"), "\(recommended.text)")

            #expect(try await round.decide("c02").slug == "too-few-supporters")
            #expect(try await round.own("/candidates/c02/support", Owner.anna).status == 200)
            #expect(try await round.own("/candidates/c02/support", Owner.bao).status == 200)
            let same = try await round.own("/candidates/c02/support", Owner.chen)
            #expect(try same.slug == "already-supported", "co-owners are one head")
            #expect(try await round.own("/candidates/c02/support", Owner.ding).slug == "own-nomination")
            #expect(try await round.own("/candidates/c01/support", Owner.bao).slug == "not-joint")

            let running = try await round.post("/posting")
            #expect(try running.status == 409 && running.slug == "nominations-run")
            for candidate in ["c01", "c02"] { #expect(try await round.decide(candidate).status == 200) }
            try await round.end()
            #expect(try await round.post("/posting").slug == "undecided")
            #expect(try await round.decide("c03", false).status == 200)
            let posted = try await round.post("/posting")
            #expect(posted.status == 200 && posted.text.contains(#""candidates":["c01","c02"]"#), "\(posted.text)")
            #expect(!posted.text.contains(Owner.anna.description), "the list has codes only")
            #expect(try await round.post("/posting").slug == "already-posted")

            let convened = try await round.convene(#"{"candidate": "c01"}, {"candidate": "c02"}"#)
            #expect(convened.status == 201, "\(convened.text)")
            #expect(convened.text.contains(#""nominated":"joint""#) && convened.text.contains(#""supporters":2"#))
            #expect(convened.text.contains(#""nominations":{"postedOn":"\#(Round.day(0))","round":"2023"}"#))
            #expect(try await round.decide("c03").slug == "round-in-use")
            #expect(try await round.own("/candidates/c01/withdrawal", Owner.anna).slug == "round-in-use")
            let page = try await round.community.look(round.community.page, at: ballots).text
            #expect(page.contains("The list of candidates has been posted since"))
        }
    }

    @Test func `a list that changes is posted anew, and an election is by the one that stands`() async throws {
        try await TestBallots.run { ballots in
            let round = try await Round.arrived(at: ballots)
            #expect(try await round.open(seats: 1).status == 201)
            for owner in [Owner.anna, Owner.bao, Owner.ding] {
                #expect(try await round.own("/candidates", owner, #"{"channel": "self"}"#).status == 201)
            }
            for candidate in ["c01", "c02", "c03"] { #expect(try await round.decide(candidate).status == 200) }
            try await round.end()
            let unposted = try await round.convene(#"{"candidate": "c01"}"#, seats: 1)
            #expect(try unposted.fields == ["items[0].election.round"])
            #expect(try await round.post("/posting").status == 200)

            let other = try await round.own("/candidates/c02/withdrawal", Owner.anna)
            #expect(try other.status == 404 && other.slug == "unknown-nomination")
            #expect(try await round.own("/candidates/c02/withdrawal", Owner.bao).status == 200)
            #expect(try await round.own("/candidates/c02/withdrawal", Owner.bao).slug == "nomination-withdrawn")
            let shown = try await ballots.get("\(round.rounds)/2023", of: round.community.id).text
            #expect(shown.contains(#""candidates":["c01","c03"]"#) && shown.contains(#"["c01","c02","c03"]"#))
            #expect(shown.contains(#""withdrawn":1"#))

            let all = #"{"candidate": "c01"}, {"candidate": "c02"}, {"candidate": "c03"}"#
            #expect(try await round.convene(all, seats: 1).fields == ["items[0].election.candidates"])
            let two = #"{"candidate": "c03"}, {"candidate": "c01"}"#
            #expect(try await round.convene(two).fields == ["items[0].election.seats"])
            #expect(try await round.convene(two, seats: 1, body: "other").fields == ["items[0].mandate.body"])
            #expect(
                try await round.convene(two, seats: 1, round: "2022").fields == ["items[0].election.round"])
            let stranger = #"{"candidate": "c01", "owner": "\#(Owner.bao)"}, {"candidate": "c03"}"#
            #expect(
                try await round.convene(stranger, seats: 1).fields == ["items[0].election.candidates[0].owner"])
            #expect(try await round.convene(two, seats: 1).status == 201)
        }
    }

    @Test func `an election opens when its list was posted for long enough`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let round = try await Round.arrived([.candidatesPosted: "7d"], at: ballots)
            #expect(try await round.open(seats: 1).status == 201)
            #expect(try await round.own("/candidates", Owner.anna, #"{"channel": "self"}"#).status == 201)
            #expect(try await round.decide("c01").status == 200)
            try await round.end()
            #expect(try await round.post("/posting").status == 200)
            let early = try await round.convene(#"{"candidate": "c01"}"#, seats: 1)
            #expect(try early.status == 400 && early.fields == ["closesAt"], "it would close before it may open")

            let none = try Samples.rules()
            try await ballots.receive(RulesAdopted(pack: none, hash: try none.hash()), of: round.community.id)
            #expect(try await round.convene(#"{"candidate": "c01"}"#, seats: 1).status == 201)
            let strict = try Samples.rules([.candidatesPosted: "7d"])
            try await ballots.receive(RulesAdopted(pack: strict, hash: try strict.hash()), of: round.community.id)
            let refused = try await round.community.open(at: ballots)
            #expect(try refused.status == 409 && refused.slug == "candidates-posted-late")
            #expect(try refused.fields == ["seats.election.round"] && refused.text.contains("\(Round.day(8))"))
            try await ballots.receive(RulesAdopted(pack: none, hash: try none.hash()), of: round.community.id)
            #expect(try await round.community.open(at: ballots).status == 200)
        }
    }

    @Test func `heads are those of units that count, and nobody's own head supports them`() async throws {
        try await TestBallots.run { ballots in
            let parker = OwnerID(UUID())
            // Places that do not count, in front of all other units, and one of somebody who owns nothing else.
            let places = [
                try TestCommunity.unit("0-1-P1", 12_00, [Owner.bao], use: .parking),
                try TestCommunity.unit("0-1-P2", 12_00, [Owner.ding], use: .parking),
                try TestCommunity.unit("0-1-P3", 12_00, [parker], use: .parking),
                try TestCommunity.unit("9-1-101", 50_00, [Owner.chen]),
            ]
            let round = try await Round.arrived(more: places, at: ballots)
            #expect(try await round.open().status == 201)
            #expect(try await round.own("/candidates", parker, #"{"channel": "self"}"#).slug == "not-an-owner")
            #expect(try await round.own("/candidates", Owner.ding, #"{"channel": "joint"}"#).status == 201)
            #expect(try await round.own("/candidates/c01/support", parker).slug == "not-an-owner")
            #expect(try await round.own("/candidates/c01/support", Owner.bao).status == 200)
            #expect(
                try await round.own("/candidates/c01/support", Owner.chen).slug == "already-supported",
                "bao and chen are one head")
            #expect(try await round.own("/candidates/c01/support", Owner.ding).slug == "own-nomination")
            #expect(try await round.own("/candidates", Owner.chen, #"{"channel": "joint"}"#).status == 201)
            #expect(
                try await round.own("/candidates/c02/support", Owner.bao).slug == "own-nomination",
                "bao owns together with chen")
        }
    }

    @Test func `nobody decides about themselves, and officers take back on paper what came on paper`() async throws {
        try await TestBallots.run { ballots in
            let round = try await Round.arrived(at: ballots)
            #expect(try await round.open().status == 201)
            #expect(try await round.own("/candidates", Owner.anna, #"{"channel": "self"}"#).status == 201)
            let hash = String(repeating: "ab", count: 32)
            let recommended = try await round.post(
                "/recommendations", #"{"channel": "party", "owner": "\#(Owner.ding)", "evidence": "\#(hash)"}"#)
            #expect(recommended.status == 201)

            let decision = #"{"accepted": true, "reason": "符合条件"}"#
            let own = try await round.post("/candidates/c01/decision", decision, as: .committee, Owner.anna)
            #expect(try own.status == 403 && own.slug == "own-candidacy")
            #expect(
                try await round.post("/candidates/c02/decision", decision, as: .committee, Owner.anna).status == 200)

            let declaration = #"{"declaration": "\#(hash)"}"#
            #expect(try await round.post("/candidates/c02/withdrawal").slug == "unknown-nomination")
            #expect(try await round.post("/candidates/c02/declared-withdrawal", "{}").status == 400)
            let other = try await round.post("/candidates/c01/declared-withdrawal", declaration)
            #expect(try other.status == 409 && other.slug == "only-the-nominee")
            #expect(try await round.post("/candidates/c02/declared-withdrawal", declaration).status == 200)
            #expect(
                try await round.post("/candidates/c02/declared-withdrawal", declaration).slug == "nomination-withdrawn")
            #expect(try await round.own("/candidates/c01/withdrawal", Owner.anna).status == 200)
        }
    }

    @Test func `who has sold since sees their nomination and takes it back, but nobody stands or supports`()
        async throws
    {
        try await TestBallots.run { ballots in
            let round = try await Round.arrived(at: ballots)
            #expect(try await round.open().status == 201)
            #expect(try await round.own("/candidates", Owner.ding, #"{"channel": "joint"}"#).status == 201)
            let elsewhere = try CommunityID(parsing: "elsewhere")
            func post(_ path: String, _ body: String = "", by owner: OwnerID) async throws -> TestBallots.Reply {
                try await ballots.post(
                    "\(round.rounds)/2023/candidates\(path)", body, as: [.owner], of: elsewhere,
                    subject: owner.description)
            }
            for (owner, count) in [(Owner.ding, 1), (Owner.bao, 0)] {
                let mine = try await ballots.get(
                    "\(round.rounds)/2023/mine", as: [.owner], of: elsewhere, subject: owner.description)
                #expect(mine.status == 200 && mine.text.ranges(of: #""c01""#).count == count, "\(mine.text)")
            }
            #expect(try await post("", #"{"channel": "self"}"#, by: Owner.bao).slug == "role-required")
            #expect(try await post("/c01/support", by: Owner.bao).slug == "role-required")
            #expect(try await post("/c01/withdrawal", by: Owner.bao).slug == "unknown-nomination")
            #expect(try await post("/c01/withdrawal", by: Owner.ding).status == 200)
        }
    }

    @Test func `nobody is kept from standing by what officers record on paper`() async throws {
        try await TestBallots.run { ballots in
            let round = try await Round.arrived(at: ballots)
            #expect(try await round.open().status == 201)
            let hash = String(repeating: "ab", count: 32)
            let paper = #"{"channel": "party", "owner": "\#(Owner.ding)", "evidence": "\#(hash)"}"#
            #expect(try await round.post("/recommendations", paper).status == 201)
            #expect(try await round.post("/recommendations", paper).slug == "already-nominated")

            let own = try await round.own("/candidates", Owner.ding, #"{"channel": "self"}"#)
            #expect(own.status == 201 && own.text.contains("c02"), "\(own.text)")
            let declaration = #"{"declaration": "\#(hash)"}"#
            for (candidate, slug) in [("c01", "nomination-withdrawn"), ("c02", "only-the-nominee")] {
                let refused = try await round.post("/candidates/\(candidate)/declared-withdrawal", declaration)
                #expect(try refused.slug == slug)
            }
            let mine = try await ballots.get(
                "\(round.rounds)/2023/mine", as: [.owner], of: round.community.id, subject: Owner.ding.description)
            #expect(mine.text.ranges(of: #""standing":"withdrawn""#).count == 1, "\(mine.text)")
            #expect(try await round.own("/candidates", Owner.ding, #"{"channel": "self"}"#).slug == "already-nominated")
            #expect(try await round.post("/recommendations", paper).slug == "already-nominated")
        }
    }

    @Test func `one person stands once and supports once, under whichever id`() async throws {
        try await TestBallots.run { ballots in
            let round = try await Round.arrived(
                more: [try TestCommunity.unit("3-1-101", 50_00, [Owner.chen])], at: ballots)
            #expect(try await round.open().status == 201)
            // Two accounts whose owners have shown one document.
            let chen = Person(subject: Owner.chen.description, account: "a", alike: [Owner.ding.description])
            let ding = Person(subject: Owner.ding.description, account: "b", alike: [Owner.chen.description])
            #expect(try await round.own("/candidates", chen, #"{"channel": "joint"}"#).status == 201)
            #expect(try await round.own("/candidates", ding, #"{"channel": "self"}"#).slug == "already-nominated")
            #expect(try await round.own("/candidates/c01/support", ding).slug == "own-nomination")

            #expect(try await round.own("/candidates", Owner.anna, #"{"channel": "joint"}"#).status == 201)
            #expect(try await round.own("/candidates/c02/support", ding).status == 200)
            #expect(try await round.own("/candidates/c02/support", chen).slug == "already-supported")
        }
    }

    @Test func `an election opens only while its candidates own what counts`() async throws {
        try await TestBallots.run { ballots in
            let round = try await Round.arrived(at: ballots)
            #expect(try await round.open(seats: 1).status == 201)
            #expect(try await round.own("/candidates", Owner.ding, #"{"channel": "self"}"#).status == 201)
            #expect(try await round.decide("c01").status == 200)
            try await round.end()
            #expect(try await round.post("/posting").status == 200)
            #expect(try await round.convene(#"{"candidate": "c01"}"#, seats: 1).status == 201)

            // ding keeps the parking space, which does not count.
            var sold = round.community
            sold.units = try sold.units.map { unit in
                unit.unit.description == "2-1-101" ? try TestCommunity.unit("2-1-101", 100_00, [Owner.anna]) : unit
            }
            try await sold.recordUnits(with: ballots)
            try await sold.recordRoll(with: ballots)
            let refused = try await sold.open(at: ballots)
            #expect(try refused.status == 409 && refused.slug == "candidate-no-owner")
            #expect(try refused.fields == ["seats.election.candidates[0].owner"])
            try await round.community.recordUnits(with: ballots)
            try await round.community.recordRoll(with: ballots)
            #expect(try await round.community.open(at: ballots).status == 200)
        }
    }

    @Test func `who is nominated how, and by whom, is checked`() async throws {
        try await TestBallots.run { ballots in
            let round = try await Round.arrived([:], at: ballots)
            let missing = try await round.own("/candidates", Owner.anna, #"{"channel": "self"}"#)
            #expect(try missing.status == 404 && missing.slug == "unknown-round")
            #expect(try await round.open().status == 201)
            #expect(try await round.open().slug == "round-exists")

            let stranger = try await round.own("/candidates", OwnerID(UUID()), #"{"channel": "self"}"#)
            #expect(try stranger.status == 409 && stranger.slug == "not-an-owner")
            #expect(try await round.own("/candidates", Owner.anna, #"{"channel": "joint"}"#).status == 201)
            #expect(try await round.own("/candidates", Owner.anna, #"{"channel": "self"}"#).slug == "already-nominated")
            #expect(try await round.own("/candidates", Owner.bao, #"{"channel": "party"}"#).status == 400)
            #expect(try await round.own("/candidates/c09/support", Owner.bao).slug == "unknown-nomination")

            let evidence = String(repeating: "ab", count: 32)
            func record(_ channel: String, _ more: String = "") async throws -> TestBallots.Reply {
                try await round.post(
                    "/recommendations",
                    #"{"channel": "\#(channel)", "owner": "\#(Owner.bao)", "evidence": "\#(evidence)"\#(more)}"#)
            }
            #expect(try await record("joint").fields == ["supporters"])
            #expect(try await record("joint", #", "supporters": 0"#).fields == ["supporters"])
            #expect(try await record("party", #", "supporters": 3"#).fields == ["supporters"])
            #expect(try await record("joint", #", "supporters": 12"#).status == 201)
            let old = try await round.decide("c02")
            #expect(try old.slug == "rules-too-old" && old.text.contains("jointNominationLeast"))
            let blank = try await round.post("/candidates/c02/decision", #"{"accepted": false, "reason": " "}"#)
            #expect(try blank.fields == ["reason"])
            #expect(try await round.decide("c02", false).status == 200)

            let register = try await ballots.get(
                "\(round.rounds)/2023/register", as: [.street], of: round.community.id
            ).text
            #expect(register.contains(Owner.bao.description) && register.contains("符合条件"))
            let mine = try await ballots.get(
                "\(round.rounds)/2023/mine", as: [.owner], of: round.community.id, subject: Owner.bao.description
            ).text
            #expect(mine.contains("符合条件") && !mine.contains(Owner.anna.description))
            let list = try await ballots.get(round.rounds, of: round.community.id).text
            #expect(list.contains(#""round":"2023""#) && !list.contains("next"))
        }
    }
}
