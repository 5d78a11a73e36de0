import Model
import Testing

@testable import Ballots

/// What the rules say of elections (R-E-05, R-E-06, R-E-07).
@Suite struct ElectionRuleTests {
    private static func election(
        seats: Int64 = 7, alternates: Int64 = 2, least: Int64 = 5, _ ranking: Election.Ranking = .shares
    ) -> Election {
        Election(seats: seats, alternates: alternates, least: least, ranking: ranking, candidates: [])
    }

    private static let large = ElectionRules.Size(households: 421, area: Area(hundredths: 4_000_000))
    private static let small = ElectionRules.Size(households: 100, area: Area(hundredths: 4_000_000))

    /// As the nation has them.
    private static let pack: [RuleKey: String?] = [
        .electionRanking: "shares", .alternatesShare: "1/2", .committeeSizeLeast: "5", .committeeSizeSmall: "3",
        .committeeSmallHouseholds: "100", .committeeSmallArea: "0", .committeeRemaining: "1/2",
        .committeeRemainingComparison: "moreThan", .pmcSizeLeast: "5",
    ]

    private static func faults(
        _ election: Election, for body: BodyKind = .ownersCommittee, in size: ElectionRules.Size? = large,
        _ changes: [RuleKey: String?] = [:]
    ) throws -> [ProposalFault] {
        let rules = try Samples.rules(pack.merging(changes) { $1 })
        return try ElectionRules(rules, for: size).faults(of: election, for: body, in: "e")
    }

    @Test func `candidates are ranked as the rules say`() throws {
        #expect(try Self.faults(Self.election()).isEmpty)
        #expect(try Self.faults(Self.election(.area)) == [ProposalFault("e.ranking", .rankedBy(.shares))])
        #expect(try Self.faults(Self.election(.area), [.electionRanking: "area"]).isEmpty)
        #expect(try Self.faults(Self.election(.heads), [.electionRanking: nil]).isEmpty)
    }

    @Test(
        arguments: [
            (7, 3, "1/2", nil), (7, 4, "1/2", 3), (7, 7, "1/1", nil), (7, 8, "1/1", 7), (1, 1, "1/2", 0),
            (7, 9, nil, nil),
        ] as [(Int64, Int64, String?, Int64?)])
    func `there are as many alternates as the rules say at most`(
        seats: Int64, alternates: Int64, share: String?, most: Int64?
    ) throws {
        let election = Self.election(seats: seats, alternates: alternates, least: seats)
        let faults = try Self.faults(election, [.alternatesShare: share, .committeeSizeLeast: "1"])
        #expect(faults == (most.map { [ProposalFault("e.alternates", .atMost($0))] } ?? []))
        #expect(try Self.faults(Self.election(alternates: 7), for: .propertyManagementCommittee).isEmpty)
    }

    @Test(
        arguments: [
            (7, 5, large, nil), (7, 4, large, 5), (5, 3, small, nil), (5, 2, small, 3), (5, 3, nil, nil),
            (5, 2, nil, 3),
            // More than half of the seats, whatever the least size is.
            (11, 6, large, nil), (11, 5, large, 6), (9, 5, small, nil), (9, 4, small, 5),
        ] as [(Int64, Int64, ElectionRules.Size?, Int64?)])
    func `with fewer members than the law asks for there is no committee`(
        seats: Int64, least: Int64, size: ElectionRules.Size?, wanted: Int64?
    ) throws {
        let faults = try Self.faults(Self.election(seats: seats, least: least), in: size)
        #expect(faults == (wanted.map { [ProposalFault("e.least", .tooFew(least: $0))] } ?? []))
    }

    @Test(
        arguments: [
            (0, "100", "0", false), (0, "0", "10000", false), (0, "100", "40000", true), (1, "100", "0", true),
            (100, "100", "0", true), (101, "100", "0", false), (1, "0", "10000", false), (0, nil, nil, false),
        ] as [(Int64, String?, String?, Bool)])
    func `no households are not few`(households: Int64, few: String?, area: String?, isSmall: Bool) throws {
        let size = ElectionRules.Size(households: households, area: Area(hundredths: 4_000_000))
        let election = Self.election(seats: 5, alternates: 0, least: 3)
        let faults = try Self.faults(
            election, in: size, [.committeeSmallHouseholds: few, .committeeSmallArea: area])
        #expect(faults.isEmpty == isSmall)
    }

    @Test func `small communities are told by households or by area`() throws {
        let shanghai: [RuleKey: String?] = [.committeeSmallHouseholds: "0", .committeeSmallArea: "10000"]
        let election = Self.election(seats: 5, alternates: 0, least: 3)
        let tiny = ElectionRules.Size(households: 421, area: Area(hundredths: 1_000_000))
        #expect(try Self.faults(election, in: tiny, shanghai).isEmpty)
        #expect(try Self.faults(election, in: Self.small, shanghai).map(\.field) == ["e.least"])
        #expect(try Self.faults(election, in: tiny, [.committeeSizeLeast: nil]).isEmpty)
    }

    @Test func `half of the seats may be enough, where the rules say so`() throws {
        let election = Self.election(seats: 10, alternates: 0, least: 5)
        #expect(try Self.faults(election).map(\.field) == ["e.least"])
        #expect(try Self.faults(election, [.committeeRemainingComparison: "atLeast"]).isEmpty)
        #expect(try Self.faults(election, [.committeeRemaining: nil]).isEmpty)
    }

    @Test func `a property management committee has its own least size`() throws {
        let election = Self.election(seats: 9, alternates: 0, least: 5)
        #expect(try Self.faults(election, for: .propertyManagementCommittee).isEmpty)
        let guangzhou = try Self.faults(election, for: .propertyManagementCommittee, [.pmcSizeLeast: "9"])
        #expect(guangzhou == [ProposalFault("e.least", .tooFew(least: 9))])
        #expect(try Self.faults(election, for: .propertyManagementCommittee, [.pmcSizeLeast: nil]).isEmpty)
    }

    @Test func `an item elects what its mandate seats`() throws {
        let body = try BodyID(parsing: "b")
        func item(_ mandate: Mandate?) -> AgendaItem {
            AgendaItem(
                item: Samples.itemID("seats"), title: "选举", kind: .committeeElection, mandate: mandate, form: .election,
                election: Self.election())
        }
        #expect(item(nil).electedBody == .ownersCommittee)
        #expect(item(.seatCommittee(Mandate.SeatCommittee(body: body))).electedBody == .ownersCommittee)
        let management = Mandate.SeatCommittee(body: body, bodyKind: .propertyManagementCommittee)
        #expect(item(.seatCommittee(management)).electedBody == .propertyManagementCommittee)
        #expect(
            try String(decoding: CanonicalJSON.encode(Mandate.seatCommittee(management)), as: UTF8.self)
                == #"{"body":"b","bodyKind":"propertyManagementCommittee","kind":"seatCommittee"}"#)
    }

    @Test(arguments: [
        (BodyKind.ownersCommittee, false), (.propertyManagementCommittee, false), (.preparatoryGroup, true),
        (.jointBody, true),
    ])
    func `owners elect committees and no other bodies`(kind: BodyKind, isRefused: Bool) throws {
        let mandate = Mandate.SeatCommittee(body: try BodyID(parsing: "b"), bodyKind: kind)
        let stands = try Samples.election()
        let item = AgendaItem(
            item: stands.item, title: stands.title, kind: stands.kind, mandate: .seatCommittee(mandate),
            form: stands.form, election: stands.election)
        let proposal = Proposal(
            assembly: try AssemblyID(parsing: "a"), title: "换届", closesAt: Timestamp(microseconds: 1), items: [item])
        let fault = ProposalFault("items[0].mandate.bodyKind", .notElected)
        if isRefused {
            #expect(throws: BallotsError.proposal([fault])) {
                try proposal.convene(at: Timestamp(microseconds: 0), today: Day(daysSince1970: 0))
            }
        } else {
            _ = try proposal.convene(at: Timestamp(microseconds: 0), today: Day(daysSince1970: 0))
        }
    }

    @Test func `a large number of seats overflows nothing`() throws {
        let faults = try Self.faults(Self.election(seats: .max, alternates: .max, least: .min, .area))
        #expect(faults.map(\.field) == ["e.ranking"])
    }
}
