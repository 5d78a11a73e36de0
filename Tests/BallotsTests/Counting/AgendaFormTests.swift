import Foundation
import Model
import Testing

@testable import Ballots

/// What an item of each form must have and cannot have.
@Suite struct AgendaFormTests {
    private static func item(
        _ form: ItemForm?, _ kind: MatterKind = .other, also: [MatterKind]? = nil, election: Election? = nil,
        group: String? = nil, share: Ratio? = nil, mandate: Mandate? = nil
    ) throws -> AgendaItem {
        AgendaItem(
            item: try ItemID(parsing: "1"), title: "事项", kind: kind, mandate: mandate, form: form, alsoKinds: also,
            election: election, group: try group.map { try GroupCode(parsing: $0) }, share: share)
    }

    private static func election(
        seats: Int64 = 3, alternates: Int64 = 1, least: Int64 = 2, _ candidates: [String] = ["c1", "c2", "c3", "c4"],
        owners: [String: OwnerID] = [:]
    ) throws -> Election {
        Election(
            seats: seats, alternates: alternates, least: least, ranking: .shares,
            candidates: try candidates.map {
                Election.Candidate(candidate: try CandidateCode(parsing: $0), owner: owners[$0])
            })
    }

    private static func faults(_ item: AgendaItem) -> [ProposalFault] { item.formFaults(in: "i") }

    @Test func `each form takes what it asks for`() throws {
        #expect(Self.faults(try Self.item(nil)).isEmpty)
        #expect(Self.faults(try Self.item(.resolution, group: "doors")).isEmpty)
        #expect(Self.faults(try Self.item(.petition, share: try Ratio(1, 10))).isEmpty)
        #expect(Self.faults(try Self.item(.election, .committeeElection, election: try Self.election())).isEmpty)
        for form in [ItemForm.endorsement, .survey, .showOfHands] { #expect(Self.faults(try Self.item(form)).isEmpty) }
        #expect(Self.faults(try Self.item(nil, .useFund, also: [.raiseFund])).isEmpty)
    }

    @Test func `each form misses what it asks for, and refuses what is another's`() throws {
        #expect(
            Self.faults(try Self.item(.election, .committeeElection)) == [
                ProposalFault("i.election", .missing(for: .election))
            ])
        #expect(Self.faults(try Self.item(.petition)) == [ProposalFault("i.share", .missing(for: .petition))])
        #expect(
            Self.faults(try Self.item(.survey, election: try Self.election(), group: "a", share: try Ratio(1, 5))) == [
                ProposalFault("i.election", .notFor(.survey)), ProposalFault("i.share", .notFor(.survey)),
                ProposalFault("i.group", .notFor(.survey)),
            ])
        #expect(
            Self.faults(try Self.item(.election, .other, election: try Self.election())) == [
                ProposalFault("i.kind", .notFor(.election))
            ])
        #expect(
            Self.faults(try Self.item(.petition, share: try Ratio(0, 5))) == [ProposalFault("i.share", .zero)])
        #expect(Self.faults(try Self.item(nil, also: [])) == [ProposalFault("i.alsoKinds", .empty)])
        #expect(Self.faults(try Self.item(nil, also: [.other])) == [ProposalFault("i.alsoKinds", .repeated)])
    }

    @Test func `an election has candidates for its seats, each once and none with a ballot's word`() throws {
        func faults(_ election: Election) throws -> [ProposalFault] {
            Self.faults(try Self.item(.election, .committeeElection, election: election))
        }
        #expect(
            try faults(try Self.election(["c1", "c2"])) == [ProposalFault("i.election.candidates", .tooFew(least: 3))])
        #expect(
            try faults(try Self.election(["c1", "c1", "abstain", "c4"])) == [
                ProposalFault("i.election.candidates[1].candidate", .repeated),
                ProposalFault("i.election.candidates[2].candidate", .reserved),
            ])
        let (one, other) = (OwnerID(UUID()), OwnerID(UUID()))
        #expect(
            try faults(try Self.election(owners: ["c1": one, "c2": other, "c4": one])) == [
                ProposalFault("i.election.candidates[3].owner", .repeated)
            ], "nobody takes two seats")
        #expect(
            try faults(try Self.election(seats: 0, alternates: -1, least: 0)) == [
                ProposalFault("i.election.seats", .zero), ProposalFault("i.election.least", .zero),
                ProposalFault("i.election.alternates", .tooFew(least: 0)),
            ])
        #expect(
            try faults(try Self.election(alternates: 61)) == [
                ProposalFault("i.election.alternates", .tooLarge(limit: 60))
            ])
        #expect(try faults(try Self.election(alternates: 60)).isEmpty)
        #expect(
            try faults(try Self.election(seats: 3, least: 4)) == [
                ProposalFault("i.election.seats", .tooFew(least: 4))
            ])
        let many = (0...Proposal.candidateLimit).map { "c\($0)" }
        #expect(
            try faults(try Self.election(many)) == [
                ProposalFault("i.election.candidates", .tooMany(limit: Proposal.candidateLimit))
            ])
    }

    @Test func `what decides nothing carries no mandate`() throws {
        for form in [ItemForm.petition, .endorsement, .survey, .showOfHands] {
            let item = try Self.item(
                form, .raiseFund, share: form == .petition ? try Ratio(1, 5) : nil, mandate: try Samples.collect())
            let proposal = Proposal(
                assembly: try AssemblyID(parsing: "a"), title: "会议", closesAt: Timestamp(microseconds: 1), items: [item]
            )
            #expect(throws: BallotsError.proposal([ProposalFault("items[0].mandate", .notFor(form))])) {
                try proposal.convene(at: Timestamp(microseconds: 0), today: Day(daysSince1970: 0))
            }
        }
    }

    @Test func `of mixed kinds the strictest threshold holds`() throws {
        let rules = try Samples.rules()
        let mixed = try Self.item(nil, .useFund, also: [.raiseFund])
        #expect(try rules.approval(of: mixed) == rules.approval[.raiseFund])
        let other = try Self.item(nil, .raiseFund, also: [.useFund])
        #expect(try rules.approval(of: other) == rules.approval[.raiseFund])
        let half = RulePack.Threshold(ratio: try Ratio(1, 2), comparison: .moreThan, source: "", grade: .design)
        let same = RulePack.Threshold(ratio: try Ratio(2, 4), comparison: .atLeast, source: "", grade: .design)
        #expect(half.isStricter(than: same))
        #expect(!same.isStricter(than: half))
        #expect(!half.isStricter(than: half))
    }
}
