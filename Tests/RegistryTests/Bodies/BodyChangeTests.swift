import Model
import TestSupport
import Testing

@testable import Registry

struct BodyChangeTests {
    /// Seven members and three alternates, in office from 3 April 2023 for five years.
    private static func committee(
        _ rules: BodyRules, members: Int = 7, alternates: [Int] = [8, 9, 10]
    ) throws -> Body {
        try TestBodies.proposal(
            members: [TestBodies.member(1, .chair)] + (2...members).map { TestBodies.member($0) },
            alternates: TestBodies.alternates(alternates)
        ).decide(TestBodies.circumstances(rules), others: [])
    }

    private static func leave(_ seat: Int64, _ day: String, _ cause: LeavingCause = .resigned) -> BodyChange {
        .leave(.seat(seat), cause: cause, on: TestBodies.day(day))
    }

    private static func fill(
        _ day: String, seat: Int64? = nil, alternate: Int64? = nil, who: Who? = nil
    ) -> BodyChange {
        .fill(.init(seat: seat, alternate: alternate, who: who, on: TestBodies.day(day)))
    }

    @discardableResult
    private static func apply(
        _ change: BodyChange, to body: inout Body, _ circumstances: BodyCircumstances
    ) throws -> BodyMemberChanged? {
        try body.apply(change, circumstances, others: []) as? BodyMemberChanged
    }

    // MARK: - Leaving and moving up

    @Test func `alternates move up in order and serve the rest of the term`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules)

        let left = try Self.apply(Self.leave(3, "2023-09-01"), to: &body, circumstances)
        #expect(left?.next == .fillFromAlternates && left?.serving == 6 && left?.alternates == 3)
        let seated = try Self.apply(Self.fill("2023-09-05"), to: &body, circumstances)

        #expect(
            seated?.seat == 3 && seated?.serving == 7 && seated?.alternates == 2 && seated?.next == VacancyStep.none)
        #expect(seated?.member == MemberID(TestBodies.owner(8).uuid))
        #expect(body.termEndsOn?.description == "2028-04-03")
        #expect(body.last(of: 3)?.turn == 2)
        #expect(body.standing.map(\.rank) == [2, 3])
    }

    @Test func `an alternate out of order, or somebody else while alternates stand, is refused`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules)
        try Self.apply(Self.leave(2, "2023-09-01"), to: &body, circumstances)
        let before = body
        func refused(_ change: BodyChange) -> [String] {
            refusal { try body.apply(change, circumstances, others: []) }
        }

        #expect(refused(Self.fill("2023-09-05", alternate: 2)) == ["conflict at alternate"])
        #expect(refused(Self.fill("2023-09-05", who: .ownerRef(TestBodies.ref("R20")))) == ["conflict at ownerRef"])
        #expect(refused(Self.fill("2023-08-31")) == ["on"])
        #expect(refused(Self.fill("2024-06-04")) == ["on"])
        #expect(refused(Self.fill("2023-09-05", seat: 3)) == ["conflict at seat"])
        #expect(body == before)
    }

    @Test func `an alternate who has sold does not move up, and the next one does after that is recorded`() throws {
        let rules = try TestBodies.rules()
        var body = try Self.committee(rules)
        let later = TestBodies.circumstances(rules, onRoll: 1...7)
        let sold = BodyCircumstances(
            today: later.today, rules: rules, adoption: 1, ids: later.ids,
            onRoll: later.onRoll.union([TestBodies.owner(9)]))
        try Self.apply(Self.leave(2, "2023-09-01"), to: &body, sold)

        #expect(refusal { try body.apply(Self.fill("2023-09-05"), sold, others: []) } == ["conflict at alternate"])
        let gone = BodyChange.leave(.alternate(1), cause: .noLongerOwner, on: TestBodies.day("2023-09-04"))
        let withdrawn = try Self.apply(gone, to: &body, sold)
        #expect(withdrawn?.seat == nil && withdrawn?.alternates == 2)
        let seated = try Self.apply(Self.fill("2023-09-05"), to: &body, sold)
        #expect(seated?.member == MemberID(TestBodies.owner(9).uuid))
    }

    @Test func `nobody takes a second seat under another name`() throws {
        var circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules)
        var lone = try Self.committee(circumstances.rules, alternates: [])
        try Self.apply(Self.leave(2, "2023-09-01"), to: &body, circumstances)
        try Self.apply(Self.leave(2, "2023-09-01"), to: &lone, circumstances)
        for number in [3, 8, 20] { circumstances.firstAlike[TestBodies.owner(number)] = TestBodies.owner(3) }
        let known = circumstances

        #expect(refusal { try body.apply(Self.fill("2023-09-05"), known, others: []) } == ["conflict at alternate"])
        let gone = BodyChange.leave(.alternate(1), cause: .resigned, on: TestBodies.day("2023-09-04"))
        try Self.apply(gone, to: &body, known)
        let seated = try Self.apply(Self.fill("2023-09-05"), to: &body, known)
        #expect(seated?.member == MemberID(TestBodies.owner(9).uuid))

        let again = Self.fill("2023-09-05", who: .ownerRef(TestBodies.ref("R20")))
        #expect(refusal { try lone.apply(again, known, others: []) } == ["ownerRef"])
        let other = Self.fill("2023-09-05", who: .ownerRef(TestBodies.ref("R21")))
        #expect(refusal { try lone.apply(other, known, others: []) } == [])
    }

    /// What follows when no alternate is left (R-E-08): a by-election while enough remain, else what the city says.
    @Test(arguments: [
        ("moreThan", "newElection", 7, [VacancyStep.byElection, .byElection, .newElection]),
        ("atLeast", "streetOrganises", 9, [.byElection, .byElection, .byElection, .byElection, .streetOrganises]),
        (
            "moreThan", "earlyChangeOver", 11,
            [.byElection, .byElection, .byElection, .byElection, .byElection, .earlyChangeOver]
        ),
    ])
    func `what follows a vacancy without alternates depends on how many remain`(
        comparison: String, shortage: String, seats: Int, steps: [VacancyStep]
    ) throws {
        let circumstances = TestBodies.circumstances(
            try TestBodies.rules([.committeeRemainingComparison: comparison, .committeeShortage: shortage]))
        var body = try Self.committee(circumstances.rules, members: seats, alternates: [])

        var found: [VacancyStep] = []
        for seat in 1...steps.count {
            let event = try Self.apply(Self.leave(Int64(seat), "2023-10-0\(seat)"), to: &body, circumstances)
            found.append(try #require(event?.next))
        }

        #expect(found == steps)
    }

    @Test func `exactly half is enough where the city says so, and not where it asks for more`() throws {
        for (comparison, step) in [("atLeast", VacancyStep.byElection), ("moreThan", .newElection)] {
            let circumstances = TestBodies.circumstances(
                try TestBodies.rules([
                    .committeeRemainingComparison: comparison, .committeeSizeOdd: "no", .committeeSizeLeast: "3",
                ]))
            var body = try Self.committee(circumstances.rules, members: 6, alternates: [])
            for seat in 1...3 { try Self.apply(Self.leave(Int64(seat), "2023-10-01"), to: &body, circumstances) }

            #expect(try circumstances.rules.step(for: body) == step)
        }
    }

    @Test func `a by-election's winner takes the seat, unless too few remain for one`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules, alternates: [])
        let winner = Who.ownerRef(TestBodies.ref("R20"))
        try Self.apply(Self.leave(1, "2023-10-01"), to: &body, circumstances)

        #expect(refusal { try body.apply(Self.fill("2023-10-02"), circumstances, others: []) } == ["owner"])
        let sitting = Self.fill("2023-10-02", who: .ownerRef(TestBodies.ref("R2")))
        #expect(refusal { try body.apply(sitting, circumstances, others: []) } == ["ownerRef"])
        let stranger = Self.fill("2023-10-02", who: .ownerRef(TestBodies.ref("R99")))
        #expect(refusal { try body.apply(stranger, circumstances, others: []) } == ["ownerRef"])
        #expect(try Self.apply(Self.fill("2023-11-01", who: winner), to: &body, circumstances)?.seat == 1)

        for seat in 1...3 { try Self.apply(Self.leave(Int64(seat), "2023-12-01"), to: &body, circumstances) }
        let late = Self.fill("2023-12-02", who: .ownerRef(TestBodies.ref("R21")))
        #expect(refusal { try body.apply(late, circumstances, others: []) } == ["conflict at seat"])
    }

    @Test(arguments: [
        (3, 1, "moreThan", "2 serve, and committeeSizeSmall asks for 3; what follows is newElection"),
        (7, 4, "moreThan", "3 of 7 serve, and committeeRemaining asks for more than 1/2; what follows is newElection"),
        (9, 5, "atLeast", "4 of 9 serve, and committeeRemaining asks for at least 1/2; what follows is newElection"),
    ])
    func `the limit that too few members miss for a by-election is named`(
        seats: Int, leaving: Int, comparison: String, words: String
    ) throws {
        let rules = try TestBodies.rules([.committeeRemainingComparison: comparison], households: 60)
        let circumstances = TestBodies.circumstances(rules)
        var body = try Self.committee(rules, members: seats, alternates: [])
        for seat in 1...leaving { try Self.apply(Self.leave(Int64(seat), "2023-10-01"), to: &body, circumstances) }

        let late = Self.fill("2023-10-02", who: .ownerRef(TestBodies.ref("R20")))
        let refused = #expect(throws: BodyRefusal.self) {
            _ = try body.apply(late, circumstances, others: [])
        }

        guard case .conflict(let fault)? = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(fault.reason.en.hasSuffix("too few members for a by-election: \(words)"), "\(fault.reason.en)")
    }

    @Test func `an organisation's seat is filled by the organisation`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        let members = (1...6).map { TestBodies.member($0) } + [TestBodies.member(7, represents: .street)]
        var body = try TestBodies.proposal(.propertyManagementCommittee, origin: .appointed, members: members).decide(
            circumstances, others: [])

        #expect(
            refusal { try body.apply(Self.leave(1, "2023-09-01", .replaced), circumstances, others: []) } == ["cause"])
        #expect(
            refusal { try body.apply(Self.leave(7, "2023-09-01", .noLongerOwner), circumstances, others: []) } == [
                "cause"
            ])
        let left = try Self.apply(Self.leave(7, "2023-09-01", .replaced), to: &body, circumstances)
        #expect(left?.next == .nameAnother)
        let owner = Self.fill("2023-09-02", who: .ownerRef(TestBodies.ref("R20")))
        #expect(refusal { try body.apply(owner, circumstances, others: []) } == ["ownerRef"])
        let sent = Self.fill("2023-09-02", who: .person(MemberID(TestBodies.owner(30).uuid)))
        #expect(try Self.apply(sent, to: &body, circumstances)?.seat == 7)
        #expect(body.last(of: 7)?.represents == .street)
    }

    // MARK: - Bad input

    @Test func `days that lie backwards and seats that nobody has are refused by field`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules)
        func refused(_ change: BodyChange) -> [String] {
            refusal { try body.apply(change, circumstances, others: []) }
        }

        #expect(refused(Self.leave(1, "2023-04-02")) == ["on"])
        #expect(refused(Self.leave(1, "2024-06-04")) == ["on"])
        #expect(refused(Self.leave(8, "2023-09-01")) == ["seat"])
        #expect(refused(Self.leave(1, "2023-09-01", .noLongerOwner)) == ["cause"])
        #expect(refused(.leave(.alternate(4), cause: .resigned, on: TestBodies.day("2023-09-01"))) == ["alternate"])
        #expect(refused(.end(.termEnded, on: TestBodies.day("2023-09-01"))) == ["on"])
        #expect(refused(.end(.committeeElected, on: TestBodies.day("2023-09-01"))) == ["cause"])
        #expect(refused(.handOver(to: nil, on: TestBodies.day("2023-09-01"))) == ["conflict at body"])
        #expect(refused(Self.fill("2023-09-01")) == ["conflict at seat"])
        try Self.apply(Self.leave(1, "2023-09-01"), to: &body, circumstances)
        #expect(refused(Self.leave(1, "2023-09-02")) == ["seat"])
        #expect(refused(.end(.dissolved, on: TestBodies.day("2023-08-31"))) == ["on"])
    }

    @Test func `there is one chair, of the organisation that the rules name`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules([.pmcChair: "street"]))
        let day = TestBodies.day("2023-09-01")
        func chair(_ seat: Int64) -> BodyChange {
            .assign(seat: seat, office: .chair, portfolios: [.finance], on: day)
        }
        var committee = try Self.committee(circumstances.rules)
        #expect(refusal { try committee.apply(chair(2), circumstances, others: []) } == ["conflict at office"])
        try Self.apply(Self.leave(1, "2023-09-01"), to: &committee, circumstances)
        #expect(try Self.apply(chair(2), to: &committee, circumstances)?.office == .chair)

        let members = (1...6).map { TestBodies.member($0) } + [TestBodies.member(7, represents: .street)]
        var pmc = try TestBodies.proposal(.propertyManagementCommittee, members: members).decide(
            circumstances, others: [])
        #expect(refusal { try pmc.apply(chair(1), circumstances, others: []) } == ["pmcChair at members"])
        #expect(try Self.apply(chair(7), to: &pmc, circumstances)?.change == .assigned)

        let wish = BodyProposal.Wish(reason: "residents elected them", allowedBy: .street)
        let elected = [TestBodies.member(1, .chair)] + (2...7).map { TestBodies.member($0) }
        var excepted = try TestBodies.proposal(.propertyManagementCommittee, members: elected, exception: wish).decide(
            circumstances, others: [])
        try Self.apply(Self.leave(1, "2023-09-01"), to: &excepted, circumstances)
        #expect(try Self.apply(chair(2), to: &excepted, circumstances)?.office == .chair)
    }

    // MARK: - The end

    @Test func `a body that ended changes no more, and hands over once`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules)
        let ended = try body.apply(.end(.dissolved, on: TestBodies.day("2024-04-01")), circumstances, others: [])

        #expect((ended as? BodyEnded)?.handOverBy?.description == "2024-04-11")
        #expect(
            refusal { try body.apply(Self.leave(1, "2024-04-02"), circumstances, others: []) } == ["conflict at body"])
        #expect(
            refusal { try body.apply(.end(.dissolved, on: TestBodies.day("2024-04-02")), circumstances, others: []) }
                == ["conflict at body"])
        let early = BodyChange.handOver(to: nil, on: TestBodies.day("2024-03-31"))
        #expect(refusal { try body.apply(early, circumstances, others: []) } == ["on"])
        let nobody = BodyChange.handOver(to: TestBodies.code("nobody"), on: TestBodies.day("2024-04-05"))
        #expect(refusal { try body.apply(nobody, circumstances, others: []) } == ["to"])
        let done = BodyChange.handOver(to: nil, on: TestBodies.day("2024-04-05"))
        _ = try body.apply(done, circumstances, others: [])
        #expect(refusal { try body.apply(done, circumstances, others: []) } == ["conflict at body"])
    }

    @Test func `a hand-over's last day moves to a worked one, and is left open in a year that is not loaded`() throws {
        let rules = try TestBodies.rules()
        let last = try #require(rules.calendar.years.last?.year)
        // Ten days after 28 September 2024 is the 8th of October, the first worked day after the holiday.
        for (ended, today, expected) in [
            ("2024-09-28", "2024-10-01", "2024-10-08"), ("2024-09-22", "2024-10-01", "2024-10-08"),
            ("\(last)-12-28", "\(last)-12-30", nil),
        ] {
            let circumstances = TestBodies.circumstances(rules, today: today)
            var body = try Self.committee(circumstances.rules)
            _ = try body.apply(.end(.dissolved, on: TestBodies.day(ended)), circumstances, others: [])
            let report = BodyReport(body, rules: rules, today: circumstances.today, onRoll: nil)

            #expect(report.ending?.handOverBy?.description == expected)
            #expect(report.ending?.yearNotLoaded == (expected == nil ? last + 1 : nil))
            #expect(report.state == .ended)
        }
    }

    @Test(arguments: [
        ("2023-04-03", BodyReport.State.inOffice), ("2028-01-02", .inOffice), ("2028-01-03", .expiring),
        ("2028-04-03", .expiring), ("2028-04-04", .expired),
    ])
    func `a term that ends is warned of at the distance that the rules set`(
        today: String, state: BodyReport.State
    ) throws {
        let rules = try TestBodies.rules()
        let body = try Self.committee(rules)

        #expect(BodyReport(body, rules: rules, today: TestBodies.day(today), onRoll: nil).state == state)
    }

    @Test func `an overdue hand-over is shown`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules)
        _ = try body.apply(.end(.dissolved, on: TestBodies.day("2024-04-01")), circumstances, others: [])
        func state(_ day: String) -> BodyReport.State {
            BodyReport(body, rules: circumstances.rules, today: TestBodies.day(day), onRoll: nil).state
        }

        #expect(state("2024-04-11") == .ended)
        #expect(state("2024-04-12") == .handOverOverdue)
        _ = try body.apply(.handOver(to: nil, on: TestBodies.day("2024-04-15")), circumstances, others: [])
        #expect(state("2024-04-20") == .handedOver)
    }

    // MARK: - Generated

    @Test func `whatever happens, no seat has two members, nobody has two seats, and places move up in order`() throws {
        var random = SeededGenerator()
        let rules = try TestBodies.rules()
        for _ in 0..<300 {
            let circumstances = TestBodies.circumstances(rules)
            var body = try Self.committee(rules)
            var day = TestBodies.day("2023-04-03")
            for _ in 0..<20 {
                day = day.advanced(by: Int64.random(in: 0...10, using: &random))
                let seat = Int64.random(in: 1...8, using: &random)
                let change: BodyChange =
                    switch Int.random(in: 0...4, using: &random) {
                    case 0: .leave(.seat(seat), cause: .resigned, on: day)
                    case 1: .leave(.alternate(seat), cause: .resigned, on: day)
                    case 2: .assign(seat: seat, office: .chair, portfolios: [.order], on: day)
                    case 3: .fill(.init(seat: nil, alternate: nil, who: nil, on: day))
                    default:
                        .fill(.init(seat: seat, alternate: nil, who: .owner(TestBodies.owner(Int(seat) + 20)), on: day))
                    }
                let before = body
                do {
                    _ = try body.apply(change, circumstances, others: [])
                } catch {
                    #expect(body == before, "seed \(random.seed): a refusal changed the body")
                }
                #expect(Set(body.serving.map(\.seat)).count == body.serving.count, "seed \(random.seed)")
                #expect(Set(body.serving.map(\.member)).count == body.serving.count, "seed \(random.seed)")
                let moved = body.alternates.filter { $0.seatedOn != nil }.map(\.rank)
                let standing = body.standing.map(\.rank)
                #expect((moved.max() ?? 0) < (standing.first ?? .max), "seed \(random.seed)")
                #expect(body.serving.count + body.vacantSeats.count == Int(body.seats), "seed \(random.seed)")
            }
        }
    }
}
