import Model
import TestSupport
import Testing

@testable import Registry

struct SuspensionTests {
    private static func committee(_ rules: BodyRules) throws -> Body {
        let offices: [BodyOffice] = [.chair, .deputy, .deputy, .member, .member]
        return try TestBodies.proposal(
            members: offices.enumerated().map { TestBodies.member($0.offset + 1, $0.element) },
            alternates: TestBodies.alternates([8])
        ).decide(TestBodies.circumstances(rules), others: [])
    }

    private static func suspension(
        _ seat: Int64, _ from: String = "2024-05-06", until: String? = nil, cause: SuspensionCause = .absences
    ) -> BodyChange {
        .suspend(
            seat: seat,
            Suspension(
                from: TestBodies.day(from), until: until.map(TestBodies.day), cause: cause, decidedBy: .street))
    }

    private static let today = TestBodies.day("2024-06-03")

    @Test func `a suspended member keeps the seat, does not act, and no alternate moves up`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules)

        let event = try body.apply(Self.suspension(4), circumstances, others: []) as? BodyMemberSuspended

        #expect(event?.serving == 5 && event?.acting == 4 && event?.actingChair == nil && event?.until == nil)
        #expect(event?.member == MemberID(TestBodies.owner(4).uuid) && event?.cause == .absences)
        #expect(body.vacantSeats.isEmpty && body.acting(on: Self.today).map(\.seat) == [1, 2, 3, 5])
        #expect(
            refusal {
                try body.apply(
                    .fill(.init(seat: 4, alternate: nil, who: nil, on: Self.today)), circumstances, others: [])
            } == ["conflict at seat"])
        let report = BodyReport(body, rules: circumstances.rules, today: Self.today, onRoll: [])
        #expect(report.acting == 4 && report.serving == 5 && report.canDecide == true)
        #expect(report.members?.first { $0.seat == 4 }?.suspension?.cause == .absences)
        #expect(BodyReport(body, rules: circumstances.rules, today: Self.today, onRoll: nil).members == nil)
    }

    @Test func `a deputy presides for a suspended chair, the next one where the first is suspended too`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules)
        let first = try body.apply(Self.suspension(1), circumstances, others: []) as? BodyMemberSuspended
        #expect(first?.actingChair == 2)
        let second = try body.apply(Self.suspension(2), circumstances, others: []) as? BodyMemberSuspended
        #expect(second?.actingChair == 3 && body.canDecide(on: Self.today))
        let third = try body.apply(Self.suspension(3), circumstances, others: []) as? BodyMemberSuspended
        #expect(third?.actingChair == nil && !body.canDecide(on: Self.today), "two of five decide nothing (R-B-06)")
    }

    @Test func `a suspension ends with its last day, or when it is decided, and not before it began`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules)
        _ = try body.apply(Self.suspension(4, until: "2024-06-10"), circumstances, others: [])
        #expect(body.lapseSuspensions(on: TestBodies.day("2024-06-10")).isEmpty, "the last day counts")
        #expect(body.acting(on: TestBodies.day("2024-06-11")).count == 5, "by itself, whoever publishes it when")
        let over = body.lapseSuspensions(on: TestBodies.day("2024-06-12"))
        #expect(over.map(\.end) == [.lapsed] && over.map(\.lastDay.description) == ["2024-06-10"])
        #expect(over.map(\.acting) == [5])
        #expect(body.lapseSuspensions(on: TestBodies.day("2024-06-12")).isEmpty, "published once")

        _ = try body.apply(Self.suspension(5), circumstances, others: [])
        let lifted =
            try body.apply(
                .reinstate(seat: 5, on: TestBodies.day("2024-05-20")), circumstances, others: [])
            as? BodySuspensionEnded
        #expect(lifted?.end == .lifted && lifted?.lastDay.description == "2024-05-19" && lifted?.acting == 4)
        #expect(!body.seatings[4].isSuspended(on: TestBodies.day("2024-05-20")))
        #expect(body.seatings[4].isSuspended(on: TestBodies.day("2024-05-19")))
    }

    @Test func `what cannot be is refused by its field and changes nothing`() throws {
        let circumstances = TestBodies.circumstances(try TestBodies.rules())
        var body = try Self.committee(circumstances.rules)
        _ = try body.apply(Self.suspension(4), circumstances, others: [])
        let before = body
        func refused(_ change: BodyChange) -> [String] {
            refusal { try body.apply(change, circumstances, others: []) }
        }
        #expect(refused(Self.suspension(9)) == ["seat"])
        #expect(refused(Self.suspension(4)) == ["conflict at seat"])
        #expect(refused(Self.suspension(5, "2024-06-04")) == ["on"], "a fact is not recorded before it is one")
        #expect(refused(Self.suspension(5, "2023-04-02")) == ["on"])
        #expect(refused(Self.suspension(5, until: "2024-05-05")) == ["until"])
        #expect(refused(Self.suspension(5, until: "2024-06-02")) == ["until"])
        #expect(refused(.reinstate(seat: 5, on: Self.today)) == ["conflict at seat"])
        #expect(refused(.reinstate(seat: 4, on: TestBodies.day("2024-05-06"))) == ["on"])
        #expect(body == before)
        _ = try body.apply(.reinstate(seat: 4, on: Self.today), circumstances, others: [])
        #expect(refused(Self.suspension(4, "2024-06-02")) == ["from"])
        _ = try body.apply(.end(.dissolved, on: Self.today), circumstances, others: [])
        #expect(refused(Self.suspension(5)) == ["conflict at body"])
    }

    // MARK: - A committee is elected

    @Test func `a property management committee gives way to an elected committee, with its hand-over`() throws {
        let rules = try TestBodies.rules([.committeeSmallHouseholds: "0"])
        let circumstances = TestBodies.circumstances(rules)
        let committee = try Self.committee(rules)
        func temporary(_ kind: BodyKind, seatedOn: String = "2022-04-04") throws -> Body {
            try TestBodies.proposal(
                kind, "temporary", origin: .appointed, seatedOn: seatedOn,
                termEndsOn: kind == .preparatoryGroup ? "2022-05-01" : nil,
                members: (11...17).map { TestBodies.member($0) }
            ).decide(circumstances, others: [])
        }
        var body = try temporary(.propertyManagementCommittee)
        let ended = try body.give(way: committee, rules)
        #expect(ended?.cause == .committeeElected && ended?.endedOn == committee.seatedOn)
        #expect(ended?.handOverBy?.description == "2023-04-13" && body.ending != nil)
        #expect(try body.give(way: committee, rules) == nil, "once")

        // What was recorded of it later has happened all the same.
        var late = try temporary(.propertyManagementCommittee)
        _ = try late.apply(
            .leave(.seat(3), cause: .resigned, on: TestBodies.day("2023-06-01")), circumstances, others: [])
        #expect(try late.give(way: committee, rules)?.endedOn.description == "2023-06-01")

        for kind in [BodyKind.preparatoryGroup, .jointBody] {
            var other = try temporary(kind)
            #expect(try other.give(way: committee, rules) == nil)
        }
        var pmc = try temporary(.propertyManagementCommittee)
        #expect(try pmc.give(way: late, rules) == nil, "only an owners' committee takes its place")
    }

    // MARK: - Applications and publicity

    @Test func `an application has its deadline from the rules, and the body that comes late is out of rule`() throws {
        let rules = try TestBodies.rules([.pmcFormation: "6m", .pmcListPosted: "15d"])
        let day = TestBodies.day("2022-10-03")
        func apply(_ applicants: Int64, _ others: [BodyApplication] = []) throws -> BodyApplication {
            try BodyApplication.decide(
                applicants: applicants, on: day, today: Self.today, rules: rules, others: others)
        }
        let application = try apply(40)
        #expect(application.formation == .months(6))
        #expect(application.deadline(rules.calendar).due?.description == "2023-04-03")
        #expect(refusal { try apply(39) } == ["pmcApplication at applicants"])
        #expect(refusal { try apply(0) } == ["applicants"] && refusal { try apply(401) } == ["applicants"])
        #expect(refusal { try apply(40, [application]) } == ["conflict at on"])
        var answered = application
        answered.body = TestBodies.code("pmc")
        #expect(refusal { try apply(40, [answered]) } == ["on"], "not twice on a day")
        #expect(
            refusal {
                try BodyApplication.decide(
                    applicants: 40, on: TestBodies.day("2024-06-04"), today: Self.today, rules: rules, others: [])
            } == ["on"])

        func form(_ seatedOn: String, posted: String? = nil) -> [String] {
            refusal {
                var proposal = TestBodies.proposal(
                    .propertyManagementCommittee, "pmc", origin: .appliedFor, seatedOn: seatedOn)
                proposal.listPostedOn = posted.map(TestBodies.day)
                var circumstances = TestBodies.circumstances(rules)
                circumstances.application = application
                let body = try proposal.decide(circumstances, others: [])
                #expect(body.applicants == 40, "the application says how many")
            }
        }
        #expect(form("2023-04-03").isEmpty)
        #expect(form("2023-04-04") == ["pmcFormation at seatedOn"])
        #expect(form("2023-03-31", posted: "2023-03-15").isEmpty, "posted from the 15th, fifteen full days")
        #expect(form("2023-03-30", posted: "2023-03-15") == ["pmcListPosted at listPostedOn"])
        #expect(form("2023-03-30", posted: "2023-03-31") == ["listPostedOn"])
    }
}
