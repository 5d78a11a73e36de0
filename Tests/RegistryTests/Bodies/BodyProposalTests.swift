import Model
import TestSupport
import Testing

@testable import Registry

struct BodyProposalTests {
    private static func members(_ count: Int, others: Int = 0) -> [BodyProposal.Member] {
        guard count > 0 else { return [] }
        return (1...count).map { TestBodies.member($0, represents: $0 > count - others ? .residentsCommittee : nil) }
    }

    // MARK: - Owners' committees

    @Test(arguments: [
        (1, 400, ["committeeSizeLeast at seats"]), (3, 400, ["committeeSizeLeast at seats"]),
        (4, 400, ["committeeSizeLeast at seats", "committeeSizeOdd at seats"]), (5, 400, []),
        (6, 400, ["committeeSizeOdd at seats"]), (8, 400, ["committeeSizeOdd at seats"]), (11, 400, []),
        (12, 400, ["committeeSizeMost at seats", "committeeSizeOdd at seats"]),
        (13, 400, ["committeeSizeMost at seats"]),
        (3, 100, []), (3, 101, ["committeeSizeLeast at seats"]),
        (2, 100, ["committeeSizeSmall at seats", "committeeSizeOdd at seats"]),
    ])
    func `the size of a committee is that of the rules, and odd`(size: Int, households: Int, breaches: [String]) throws
    {
        let rules = try TestBodies.rules(households: Int64(households))
        let proposal = TestBodies.proposal(members: Self.members(size))

        #expect(refusal { try proposal.decide(TestBodies.circumstances(rules), others: []) } == breaches)
    }

    @Test func `a city may tell small communities by their area`() throws {
        let shanghai: [RuleKey: String] = [.committeeSmallHouseholds: "0", .committeeSmallArea: "10000"]
        let proposal = TestBodies.proposal(members: Self.members(3))
        let small = try TestBodies.rules(shanghai, households: 300, area: 10_000_00)
        let large = try TestBodies.rules(shanghai, households: 50, area: 10_000_01)

        #expect(refusal { try proposal.decide(TestBodies.circumstances(small), others: []) } == [])
        #expect(
            refusal { try proposal.decide(TestBodies.circumstances(large), others: []) }
                == ["committeeSizeLeast at seats"])
    }

    @Test(arguments: [
        (0, "100", "0", false), (0, "0", "10000", false), (0, "100", "40000", true), (1, "100", "0", true),
        (100, "100", "0", true), (101, "100", "0", false), (1, "0", "10000", false),
    ])
    func `no households are not few`(households: Int64, few: String, area: String, isSmall: Bool) throws {
        let rules = try TestBodies.rules(
            [.committeeSmallHouseholds: few, .committeeSmallArea: area], households: households)
        #expect(try rules.leastSizeKey(of: .ownersCommittee) == (isSmall ? .committeeSizeSmall : .committeeSizeLeast))
    }

    @Test func `a breach names the rule's source, and an unverified one is not called law`() throws {
        let rules = try TestBodies.rules()
        let proposal = TestBodies.proposal(members: Self.members(8))

        let found = breaches { try proposal.decide(TestBodies.circumstances(rules), others: []) }
        #expect(found.map(\.en) == ["8 seats are not an odd number (source: source of committeeSizeOdd)"])
        #expect(found.map(\.zh) == ["8 人，应为单数（依据：source of committeeSizeOdd）"])
        let group = TestBodies.proposal(.propertyManagementCommittee, members: Self.members(4))
        let design = RulePack.Parameter(value: "yes", source: "elsewhere", grade: .design)
        let pack = try TestBodies.pack()
        let other = RulePack(
            jurisdiction: "x", version: "1", participation: pack.participation, approval: pack.approval,
            duplicates: pack.duplicates, silentBallots: pack.silentBallots,
            parameters: pack.parameters?.merging([.pmcSizeOdd: design]) { _, own in own })
        let byDefault = BodyRules(pack: other, calendar: rules.calendar, electorate: rules.electorate)
        let defaults = breaches { try group.decide(TestBodies.circumstances(byDefault), others: []) }
        #expect(defaults.last?.en == "4 seats are not an odd number (by default: elsewhere)")
    }

    @Test func `an exception is kept with its reason, and one that nothing needs is refused`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        let wish = BodyProposal.Wish(reason: "by-election follows", allowedBy: .street)

        let body = try TestBodies.proposal(members: Self.members(8), exception: wish).decide(circumstances, others: [])

        #expect(body.exception?.reason == "by-election follows")
        #expect(body.exception?.allowedBy == .street)
        #expect(body.exception?.breaches.map(\.rule) == ["parameters.committeeSizeOdd"])
        #expect(body.seated(warnOn: nil).overridden == ["parameters.committeeSizeOdd"])
        #expect(refusal { try TestBodies.proposal(exception: wish).decide(circumstances, others: []) } == ["exception"])
    }

    /// R-E-06: the committee is constituted if its members reach the legal minimum and exceed half of the agreed number.
    @Test(arguments: [
        (7, 9, []), (5, 9, []), (4, 9, ["committeeSizeLeast at members", "committeeRemaining at members"]),
        (4, 7, ["committeeSizeLeast at members"]), (5, 11, ["committeeRemaining at members"]), (6, 11, []),
    ])
    func `fewer winners than seats constitute a committee where they are enough`(
        winners: Int, seats: Int, breaches: [String]
    ) throws {
        let rules = try TestBodies.rules()
        let proposal = TestBodies.proposal(seats: Int64(seats), members: Self.members(winners))

        #expect(refusal { try proposal.decide(TestBodies.circumstances(rules), others: []) } == breaches)
    }

    @Test(arguments: [
        ("2028-04-03", []), ("2028-04-04", ["committeeTerm at termEndsOn"]),
        ("2026-04-03", []), ("2026-04-02", ["committeeTermLeast at termEndsOn"]),
        ("2023-04-03", ["termEndsOn"]), ("2023-04-02", ["termEndsOn"]),
    ])
    func `a term is neither longer nor shorter than the rules have it`(end: String, expected: [String]) throws {
        let rules = try TestBodies.rules([.committeeTermLeast: "3y"])
        let proposal = TestBodies.proposal(termEndsOn: end)

        #expect(refusal { try proposal.decide(TestBodies.circumstances(rules), others: []) } == expected)
    }

    @Test func `a term that is not said is the longest one, even into a year that nobody has announced`() throws {
        let body = try TestBodies.proposal().decide(
            TestBodies.circumstances(try TestBodies.rules()), others: [])

        #expect(body.termEndsOn?.description == "2028-04-03")
        #expect(try TestBodies.rules().warnOn(body)?.description == "2028-01-03")
        #expect(try TestBodies.rules([.committeeTermNotice: "6m"]).warnOn(body)?.description == "2027-10-03")
    }

    @Test func `alternates are so many as the rules allow, in the order of their votes`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        func decide(_ numbers: [Int], _ votes: [Int64?]? = nil) -> [String] {
            refusal {
                try TestBodies.proposal(alternates: TestBodies.alternates(numbers, votes: votes)).decide(
                    circumstances, others: [])
            }
        }
        #expect(decide([8, 9, 10]) == [])
        #expect(decide([8, 9, 10, 11]) == ["alternatesShare at alternates"])
        #expect(decide([8, 9, 10], [120, 120, 80]) == [])
        #expect(decide([8, 9, 10], [120, nil, 121]) == ["alternates[2].votes"])
        #expect(decide([8, 9, 8]) == ["alternates[2].ownerRef"])
        #expect(decide([7]) == ["alternates[0].ownerRef"])
        let all = TestBodies.circumstances(try TestBodies.rules([.alternatesShare: "1/1"]))
        let seven = TestBodies.proposal(alternates: TestBodies.alternates(Array(8...14)))
        #expect(refusal { try seven.decide(all, others: []) } == [])
    }

    @Test func `an owners' committee is elected and has owners only`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())

        #expect(
            refusal { try TestBodies.proposal(origin: .appointed).decide(circumstances, others: []) }
                == ["committeeElection at origin"])
        #expect(
            refusal { try TestBodies.proposal(members: Self.members(7, others: 1)).decide(circumstances, others: []) }
                == ["members[6].represents"])
    }

    // MARK: - Bad input

    @Test func `who is no owner of the roll, or named twice, is refused by field`() throws {
        let rules = try TestBodies.rules()
        let circumstances = TestBodies.circumstances(rules, onRoll: 1...4)
        let twice = TestBodies.proposal(members: Self.members(6) + [TestBodies.member(2)])

        #expect(
            refusal { try TestBodies.proposal(members: Self.members(6)).decide(circumstances, others: []) }
                == ["members[4].ownerRef", "members[5].ownerRef"])
        #expect(
            refusal { try twice.decide(TestBodies.circumstances(rules), others: []) } == ["members[6].ownerRef"])
    }

    @Test func `who has shown one document is one person in a body, whatever the roll calls them`() throws {
        var circumstances = TestBodies.circumstances(try TestBodies.rules())
        circumstances.firstAlike = [
            TestBodies.owner(2): TestBodies.owner(2), TestBodies.owner(7): TestBodies.owner(2),
            TestBodies.owner(8): TestBodies.owner(8),
        ]
        let known = circumstances
        func decide(_ members: Int, alternate: Int) -> [String] {
            let proposal = TestBodies.proposal(
                members: Self.members(members), alternates: TestBodies.alternates([alternate]))
            return refusal { try proposal.decide(known, others: []) }
        }

        #expect(decide(7, alternate: 8) == ["members[6].ownerRef"])
        #expect(decide(5, alternate: 7) == ["alternates[0].ownerRef"])
        #expect(decide(5, alternate: 8) == [])
    }

    @Test func `figures and days that make no sense are refused by field`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        func decide(_ proposal: BodyProposal) -> [String] { refusal { try proposal.decide(circumstances, others: []) } }
        let chairs =
            [TestBodies.member(1, .chair), TestBodies.member(2, .chair)] + (3...7).map { TestBodies.member($0) }
        let organisation =
            [TestBodies.member(1, represents: .owner)] + [
                BodyProposal.Member(
                    who: .person(MemberID(TestBodies.owner(2).uuid)), represents: nil, office: .member, portfolios: [])
            ]

        #expect(decide(TestBodies.proposal(seatedOn: "2024-06-04")) == ["seatedOn"])
        #expect(decide(TestBodies.proposal(members: [])) == ["members"])
        #expect(decide(TestBodies.proposal(seats: 6)) == ["seats"])
        #expect(decide(TestBodies.proposal(seats: 100)) == ["seats"])
        #expect(decide(TestBodies.proposal(seats: .max)) == ["seats"])
        #expect(decide(TestBodies.proposal(members: chairs)) == ["members[1].office"])
        #expect(decide(TestBodies.proposal(.jointBody, members: organisation)) == ["members[1].represents"])
        #expect(decide(TestBodies.proposal(applicants: 3)) == ["applicants"])
        #expect(decide(TestBodies.proposal(.propertyManagementCommittee, origin: .appliedFor)) == ["applicants"])
        #expect(
            decide(TestBodies.proposal(.propertyManagementCommittee, origin: .appliedFor, applicants: 401))
                == ["applicants"])
    }

    @Test func `one body of a kind is in office, and they are recorded in the order of time`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var first = try TestBodies.proposal().decide(circumstances, others: [])
        func decide(_ proposal: BodyProposal) -> [String] {
            refusal { try proposal.decide(circumstances, others: [first]) }
        }

        #expect(decide(TestBodies.proposal()) == ["conflict at code"])
        #expect(decide(TestBodies.proposal(.ownersCommittee, "next", seatedOn: "2024-05-01")) == ["conflict at kind"])
        #expect(decide(TestBodies.proposal(.propertyManagementCommittee, "pmc")) == [])
        first.ending = Body.Ending(cause: .dissolved, on: TestBodies.day("2024-05-01"), handOver: nil)
        #expect(decide(TestBodies.proposal(.ownersCommittee, "next", seatedOn: "2024-04-30")) == ["seatedOn"])
        #expect(decide(TestBodies.proposal(.ownersCommittee, "next", seatedOn: "2024-05-01")) == [])
    }

    /// S4-05: seven members and two alternates took office on 23 November 2017, before the first year that is loaded.
    @Test func `a committee of years ago is recorded, and what nobody can work out any more is left open`() throws {
        let rules = try TestBodies.rules()
        let body = try TestBodies.proposal(seatedOn: "2017-11-23", alternates: TestBodies.alternates([8, 9])).decide(
            TestBodies.circumstances(rules), others: [])

        let report = BodyReport(body, rules: rules, today: TestBodies.day("2024-06-03"), onRoll: nil)

        #expect(report.state == .expired)
        #expect(report.termEndsOn?.description == "2022-11-23")
        #expect(report.duties.map(\.due) == [nil, nil])
        #expect(report.duties.map(\.yearNotLoaded) == [2017, 2017])
        #expect(report.members == nil && report.alternates == 2)
    }

    // MARK: - Other bodies

    @Test(
        arguments: [
            (7, 3, [:], []), (7, 4, [:], ["pmcOwnersShare at members"]), (6, 0, [:], ["pmcSizeOdd at seats"]),
            (3, 0, [:], ["pmcSizeLeast at seats"]), (7, 0, [.pmcSizeLeast: "9"], ["pmcSizeLeast at seats"]),
            (17, 0, [:], ["pmcSizeMost at seats"]),
        ] as [(Int, Int, [RuleKey: String], [String])])
    func `a property management committee has its own size and share of owners`(
        size: Int, others: Int, own: [RuleKey: String], breaches: [String]
    ) throws {
        let rules = try TestBodies.rules(own)
        let proposal = TestBodies.proposal(
            .propertyManagementCommittee, origin: .appointed, members: Self.members(size, others: others))

        #expect(refusal { try proposal.decide(TestBodies.circumstances(rules), others: []) } == breaches)
    }

    @Test func `a committee that was applied for needs its share of applicants, an elected one none`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules(heads: 421))
        func decide(_ origin: BodyOrigin, _ applicants: Int64?) -> [String] {
            refusal {
                try TestBodies.proposal(.propertyManagementCommittee, origin: origin, applicants: applicants).decide(
                    circumstances, others: [])
            }
        }

        // Ten per cent of 421 heads: 43 are enough, 42 are not.
        #expect(decide(.appliedFor, 105) == [])
        #expect(decide(.appliedFor, 43) == [])
        #expect(decide(.appliedFor, 42) == ["pmcApplication at applicants"])
        #expect(decide(.elected, nil) == [])
    }

    @Test func `who presides is the city's choice, and nobody has to from the first day`() throws {
        func decide(_ wanted: String, _ chair: BodyProposal.Member?) throws -> [String] {
            let rules = try TestBodies.rules([.pmcChair: wanted])
            let members = ([chair].compactMap(\.self) + (2...8).map { TestBodies.member($0) }).prefix(7)
            return refusal {
                try TestBodies.proposal(.propertyManagementCommittee, members: Array(members)).decide(
                    TestBodies.circumstances(rules), others: [])
            }
        }

        #expect(try decide("street", TestBodies.member(1, .chair, represents: .street)) == [])
        #expect(try decide("street", TestBodies.member(1, .chair)) == ["pmcChair at members"])
        #expect(
            try decide("residentsCommittee", TestBodies.member(1, .chair, represents: .street))
                == ["pmcChair at members"])
        #expect(try decide("any", TestBodies.member(1, .chair)) == [])
        #expect(try decide("street", nil) == [])
    }

    @Test func `a preparatory group is odd, has owners enough, and ends on a worked day`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        func group(_ size: Int, others: Int) -> BodyProposal {
            TestBodies.proposal(
                .preparatoryGroup, origin: .appointed, seatedOn: "2024-04-03",
                members: Self.members(size, others: others))
        }

        // The sixtieth day after 3 April 2024 is a Sunday.
        #expect(try group(5, others: 2).decide(circumstances, others: []).termEndsOn?.description == "2024-06-03")
        #expect(
            refusal { try group(5, others: 3).decide(circumstances, others: []) } == [
                "preparatoryOwnersShare at members"
            ])
        #expect(
            refusal { try group(6, others: 0).decide(circumstances, others: []) } == ["preparatorySizeOdd at seats"])
    }

    @Test func `a joint body is as its members want it, without a term`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        let body = try TestBodies.proposal(.jointBody, origin: .appointed, members: Self.members(4, others: 3)).decide(
            circumstances, others: [])

        #expect(body.termEndsOn == nil)
        #expect(try TestBodies.rules().warnOn(body) == nil)
        #expect(body.owners == 1)
    }

    // MARK: - Generated

    @Test func `whatever is taken keeps to the rules, and whatever is refused breaks one`() throws {
        var random = SeededGenerator()
        for _ in 0..<2_000 {
            let least = [3, 5, 7].randomElement(using: &random) ?? 5
            let most = [7, 9, 11].randomElement(using: &random) ?? 11
            let isOdd = Bool.random(using: &random)
            let rules = try TestBodies.rules([
                .committeeSizeLeast: "\(least)", .committeeSizeMost: "\(most)", .committeeSizeOdd: isOdd ? "yes" : "no",
            ])
            let seats = Int.random(in: 1...14, using: &random)
            let members = Int.random(in: 1...seats, using: &random)
            let alternates = Int.random(in: 0...8, using: &random)
            let proposal = TestBodies.proposal(
                seats: Int64(seats), members: Self.members(members),
                alternates: alternates == 0 ? [] : TestBodies.alternates(Array(20..<20 + alternates)))

            let isRight =
                members >= least && seats <= most && (!isOdd || seats % 2 == 1)
                && (members == seats || 2 * members > seats)
                && 2 * alternates <= seats
            let found = refusal { try proposal.decide(TestBodies.circumstances(rules), others: []) }

            #expect(found.isEmpty == isRight, "seed \(random.seed): \(members)/\(seats)+\(alternates) \(found)")
        }
    }
}
