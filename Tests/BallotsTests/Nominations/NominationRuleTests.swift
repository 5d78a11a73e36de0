import Model
import Testing

@testable import Ballots

/// Rounds of nominations in themselves (R-E-01, R-E-02).
@Suite struct NominationRuleTests {
    private static let owner = TestCommunity.Owner.anna

    private static func round(seats: Int64 = 2, _ opens: String = "2023-03-01", _ closes: String = "2023-03-10") throws
        -> NominationRound
    {
        NominationRound(
            code: try RoundCode(parsing: "2023"), body: try BodyID(parsing: "committee"), seats: seats,
            opensOn: Samples.day(opens), closesOn: Samples.day(closes))
    }

    private static func nomination(
        _ channel: NominationChannel = .oneself, supporters: Int64 = 0, accepted: Bool? = nil, withdrawn: Bool = false,
        _ code: String = "c01"
    ) throws -> Nomination {
        Nomination(
            candidate: try CandidateCode(parsing: code), channel: channel, owner: owner, evidence: nil,
            nominatedOn: Samples.day("2023-03-02"), supporters: supporters,
            decision: accepted.map {
                Nomination.Decision(isAccepted: $0, reason: "符合条件", on: Samples.day("2023-03-11"))
            }, withdrawnOn: withdrawn ? Samples.day("2023-03-12") : nil)
    }

    private static let rounds: [(Int64, String, String, [String])] = [
        (2, "2023-03-01", "2023-03-10", []), (2, "2023-03-01", "2023-03-01", []),
        (0, "2023-03-01", "2023-03-10", ["seats"]), (61, "2023-03-01", "2023-03-10", ["seats"]),
        (2, "2023-02-28", "2023-03-10", ["opensOn"]), (2, "2023-03-05", "2023-03-04", ["closesOn"]),
    ]

    @Test(arguments: rounds)
    func `a round has seats and days that are still to come`(
        seats: Int64, opens: String, closes: String, fields: [String]
    ) throws {
        let round = try Self.round(seats: seats, opens, closes)
        #expect(round.faults(today: Samples.day("2023-03-01")).map(\.field) == fields)
    }

    @Test(arguments: [
        ("2023-02-28", false), ("2023-03-01", true), ("2023-03-10", true), ("2023-03-11", false),
    ])
    func `nominations are taken from the first day to the last`(day: String, isTaken: Bool) throws {
        let round = try Self.round()
        if isTaken {
            try round.checkOpen(on: Samples.day(day))
        } else {
            #expect(throws: NominationRefusal.notOpen(from: round.opensOn, until: round.closesOn)) {
                try round.checkOpen(on: Samples.day(day))
            }
        }
    }

    private static func nominee(
        _ channel: NominationChannel = .oneself, evidence: String? = nil, withdrawn: Bool = false
    ) -> Nominee {
        Nominee(
            channel: channel, owner: owner, evidence: evidence.map(Samples.digest),
            withdrawnOn: withdrawn ? Samples.day("2023-03-12") : nil)
    }

    @Test func `nobody supports themselves, who stands by themselves, or who has withdrawn`() throws {
        let (other, couple) = (TestCommunity.Owner.bao, [Self.owner, TestCommunity.Owner.chen])
        let friend = Person(subject: other.description)
        let (alone, together) = (HeadID(owners: [Self.owner]), HeadID(owners: couple))
        let head = HeadID(owners: [other])
        try Self.nominee(.joint).checkSupport(by: friend, for: head, own: [alone, together])
        #expect(throws: NominationRefusal.supportsOneself) {
            try Self.nominee(.joint).checkSupport(by: friend, for: together, own: [alone, together])
        }
        #expect(throws: NominationRefusal.notJoint) {
            try Self.nominee().checkSupport(by: friend, for: head, own: [alone])
        }
        #expect(throws: NominationRefusal.supportsOneself, "under another id") {
            let oneself = Person(subject: other.description, alike: [Self.owner.description])
            try Self.nominee(.joint).checkSupport(by: oneself, for: head, own: [alone])
        }
        #expect(throws: NominationRefusal.withdrawn) {
            try Self.nominee(.joint, withdrawn: true).checkSupport(by: friend, for: head, own: [alone])
        }
    }

    @Test func `nobody decides about their own nomination`() throws {
        let officer = Person(subject: "committee-1", account: "a", owners: [TestCommunity.Owner.bao.description])
        try Self.nominee().checkDecision(by: officer)
        for (subject, owners) in [(Self.owner.description, []), ("committee-1", [Self.owner.description])] {
            #expect(throws: NominationRefusal.decidesOneself) {
                try Self.nominee().checkDecision(by: Person(subject: subject, account: "a", owners: owners))
            }
        }
        #expect(throws: NominationRefusal.withdrawn) {
            try Self.nominee(withdrawn: true).checkDecision(by: officer)
        }
    }

    @Test func `nominees take back their own, others only what came on paper`() throws {
        try Self.nominee().checkWithdrawal(by: Person(subject: Self.owner.description))
        try Self.nominee(.party, evidence: "paper").checkWithdrawal(by: Person(subject: Self.owner.description))
        try Self.nominee(.party, evidence: "paper").checkWithdrawal(by: nil)
        #expect(throws: NominationRefusal.onlyNominee) { try Self.nominee(.joint).checkWithdrawal(by: nil) }
        #expect(throws: NominationRefusal.unknownNomination) {
            try Self.nominee().checkWithdrawal(by: Person(subject: TestCommunity.Owner.bao.description))
        }
        #expect(throws: NominationRefusal.withdrawn) {
            try Self.nominee(withdrawn: true).checkWithdrawal(by: Person(subject: Self.owner.description))
        }
    }

    @Test func `a list is posted after the last day, of those who were accepted, when everybody is decided`() throws {
        let round = try Self.round()
        let after = Samples.day("2023-03-11")
        let decided = try [
            Self.nomination(accepted: true, "c01"), Self.nomination(accepted: false, "c02"),
            Self.nomination(accepted: true, withdrawn: true, "c03"), Self.nomination(accepted: true, "c04"),
        ]
        #expect(try round.list(of: decided, today: after).map(\.description) == ["c01", "c04"])
        #expect(throws: NominationRefusal.roundRuns(until: round.closesOn)) {
            try round.list(of: decided, today: round.closesOn)
        }
        #expect(throws: NominationRefusal.undecided(1)) {
            try round.list(of: decided + [Self.nomination(_: .oneself, "c05")], today: after)
        }
        #expect(throws: NominationRefusal.nobodyAccepted) { try round.list(of: [decided[1]], today: after) }
    }

    private static let postings: [(String?, String?, String)] = [
        ("7d", "15d", "2023-03-17"), ("20d", "15d", "2023-03-22"), (nil, nil, "2023-03-01"),
    ]

    @Test(arguments: postings)
    func `a list is voted on when it was posted for long enough`(
        posted: String?, before: String?, earliest: String
    ) throws {
        let pack = try Samples.rules([.candidatesPosted: posted, .candidatesBefore: before])
        let rules = MeetingRules(pack: pack, calendar: try WorkCalendar.announced())
        #expect(try rules.earliestVote(postedOn: Samples.day("2023-03-01")) == Samples.day(earliest))
    }
}
