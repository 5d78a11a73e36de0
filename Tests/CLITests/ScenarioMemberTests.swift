import Foundation
import Testing

@testable import tongti

/// Steps that give a member an office, suspend a member, and let one act again.
struct ScenarioMemberTests {
    // MARK: - Offices

    /// Seven are elected in `jinshan`, and the first of them is chair.
    @Test(
        arguments: [
            ("seat: 7, office: member", nil),
            ("seat: 8, office: member", ".assign.seat: committee-2017 has 7 seats, counted from 1"),
            ("seat: 0, office: member", ".assign.seat: committee-2017 has 7 seats, counted from 1"),
            ("seat: 4, office: member, portfolios: [works, records, works]", ".assign.portfolios: names works twice"),
        ] as [(String, String?)])
    func `an office is for a seat that there is`(assign: String, message: String?) throws {
        try ScenarioTests.withCopy(of: "jinshan") { folder in
            let step = "  - {day: \"2017-11-29\", assign: {body: committee-2017, \(assign)}}\n"
            try ScenarioTests.add(steps: step, to: folder)

            try Self.expect(message, of: folder)
        }
    }

    /// A body whose members are named, so that it is known who has which seat.
    @Test(
        arguments: [
            ([assign(2, "chair")], ".assign.office: the chair of big has seat 1"), ([assign(1, "chair")], nil),
            ([leave(1), assign(2, "chair")], nil), ([assign(1, "member"), assign(2, "chair")], nil),
            ([leave(2), assign(2, "deputy")], ".assign.seat: nobody has seat 2 of big"),
            ([leave(2), "fill: {body: big, ownerRef: P0007}", assign(2, "deputy")], nil),
            (
                [leave(2), "fill: {body: big, ownerRef: X0007}"],
                ".fill.ownerRef: X0007 is no owner of the roll by then"
            ),
            (["end: {body: big, cause: dissolved}", assign(1, "deputy")], ": big ended before"),
            (
                ["assign: {body: bigg, seat: 1, office: chair}"],
                ": no step before it seats bigg; is big meant?"
            ),
        ] as [([String], String?)])
    func `one member is chair, and an office is nobody's whose seat is vacant`(
        deeds: [String], message: String?
    ) throws {
        try Self.expect(big: [("2021-10-26", deeds)], message)
    }

    @Test(
        arguments: [
            ([leave(2), leave(2)], ".leave.seat: nobody has seat 2 of big"),
            ([leave(3)], ".leave.seat: big has 2 seats, counted from 1"),
            (["leave: {body: big, cause: resigned}"], ".leave needs either `seat` or `alternate`"),
            (
                ["leave: {body: big, seat: 1, alternate: 1, cause: resigned}"],
                ".leave needs either `seat` or `alternate`"
            ),
            (
                [leave(2), "fill: {body: big, ownerRef: P0007, person: \(person)}"],
                ".fill: `ownerRef` goes without `person`"
            ),
        ] as [([String], String?)])
    func `whoever leaves a seat has it, and one takes it`(deeds: [String], message: String?) throws {
        try Self.expect(big: [("2021-10-26", deeds)], message)
    }

    @Test(
        arguments: [
            ("members: [{ownerRef: P0005}], alternates: [{ownerRef: P0006}]", nil),
            ("seats: 3, members: [{ownerRef: P0005}, {person: \(person), represents: street}]", nil),
            ("members: []", ".members: are from 1 to 99 together with the alternates"),
            (
                "seats: 1, members: [{ownerRef: P0005}, {ownerRef: P0006}]",
                ".seats: must lie between the number of members, 2, and 99"
            ),
            (
                "seats: 100, members: [{ownerRef: P0005}]",
                ".seats: must lie between the number of members, 1, and 99"
            ),
            ("members: [{ownerRef: P0005}, {office: chair}]", ".members[1] needs either `ownerRef` or `person`"),
            (
                "members: [{ownerRef: P0005, person: \(person), represents: street}]",
                ".members[0] needs either `ownerRef` or `person`"
            ),
            ("members: [{ownerRef: P0005}, {ownerRef: P0005}]", ".members[1]: P0005 is named twice"),
            ("members: [{person: \(person)}]", ".members[0].represents: must say who sends a `person`"),
            (
                "members: [{ownerRef: P0005, office: chair}, {ownerRef: P0006, office: chair}]",
                ".members[1].office: there is a chair before"
            ),
            ("members: [{ownerRef: P0005, portfolios: [works, works]}]", ".members[0].portfolios: names one twice"),
            (
                "members: [{ownerRef: P0005}], alternates: [{ownerRef: P0005}]",
                ".alternates: P0005 is named twice"
            ),
        ] as [(String, String?)])
    func `who takes office by name is told where they cannot`(members: String, message: String?) throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            let seat = "seat: {code: big, kind: jointBody, origin: appointed, \(members)}"
            try ScenarioTests.add(steps: "  - {day: \"2021-10-26\", \(seat)}\n", to: folder)

            try Self.expect(message.map { ".seat\($0)" }, of: folder)
        }
    }

    /// Who is suspended keeps the seat, and is suspended once at a time.
    @Test(
        arguments: [
            ([suspend(1)], nil), ([suspend(1, until: "2021-10-26")], nil),
            ([suspend(3)], ".suspend.seat: big has 2 seats, counted from 1"),
            ([leave(2), suspend(2)], ".suspend.seat: nobody has seat 2 of big"),
            (
                [suspend(1, until: "2021-10-25")],
                ".suspend.until: 2021-10-25 is before the step's day, 2021-10-26"
            ),
            ([suspend(1), suspend(1)], ".suspend.seat: who has seat 1 of big is suspended since 2021-10-26"),
            ([suspend(1), suspend(2)], nil), ([suspend(1), assign(1, "deputy")], nil),
            ([suspend(2), leave(2), fill, suspend(2)], nil),
            ([reinstate(1)], ".reinstate.seat: who has seat 1 of big is not suspended"),
            ([suspend(1), reinstate(1)], ".reinstate.seat: who is suspended on a day acts again on a later one"),
            (["end: {body: big, cause: dissolved}", suspend(1)], ": big ended before"),
            (["end: {body: big, cause: dissolved}", reinstate(1)], ": big ended before"),
            (
                [suspend(1).replacing("body: big", with: "body: bigg")],
                ": no step before it seats bigg; is big meant?"
            ),
        ] as [([String], String?)])
    func `a member is suspended while nobody has suspended them before`(deeds: [String], message: String?) throws {
        try Self.expect(big: [("2021-10-26", deeds)], message)
    }

    @Test(
        arguments: [
            ("2021-10-27", [reinstate(1)], nil),
            ("2021-10-27", [reinstate(1), suspend(1)], nil),
            (
                "2021-10-27", [reinstate(1), reinstate(1)],
                ".reinstate.seat: who has seat 1 of big is not suspended"
            ),
            ("2021-10-28", [suspend(1)], ".suspend.seat: who has seat 1 of big is suspended since 2021-10-26"),
            // The last day is over.
            ("2021-10-29", [suspend(1)], nil),
            ("2021-10-29", [reinstate(1)], ".reinstate.seat: who has seat 1 of big is not suspended"),
        ] as [(String, [String], String?)])
    func `a suspension ends with its last day or by a step`(day: String, deeds: [String], message: String?) throws {
        try Self.expect(big: [("2021-10-26", [Self.suspend(1, until: "2021-10-28")]), (day, deeds)], message)
    }

    // MARK: - Helpers

    /// Of `jinhua` with a body of two whose members are named, and further deeds of some days.
    private static func expect(big days: [(String, [String])], _ message: String?) throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            let members = "[{ownerRef: P0005, office: chair}, {ownerRef: P0006}]"
            let seat = "seat: {code: big, kind: jointBody, origin: appointed, members: \(members)}"
            let steps = ([("2021-10-26", [seat])] + days).flatMap { day, deeds in
                deeds.map { "  - {day: \"\(day)\", \($0)}\n" }
            }
            try ScenarioTests.add(steps: steps.joined(), to: folder)

            try expect(message, of: folder)
        }
    }

    private static let person = "6c1b8a52-52f0-4a4c-8bd4-0a1c3a6f4a51"
    private static let fill = "fill: {body: big, ownerRef: P0007}"

    private static func suspend(_ seat: Int, until: String? = nil) -> String {
        let end = until.map { ", until: \"\($0)\"" } ?? ""
        return "suspend: {body: big, seat: \(seat), cause: absences, decidedBy: street\(end)}"
    }

    private static func reinstate(_ seat: Int) -> String { "reinstate: {body: big, seat: \(seat)}" }

    private static func assign(_ seat: Int, _ office: String) -> String {
        "assign: {body: big, seat: \(seat), office: \(office)}"
    }

    private static func leave(_ seat: Int) -> String { "leave: {body: big, seat: \(seat), cause: resigned}" }

    private static func expect(_ message: String?, of folder: URL) throws {
        let told = try ScenarioTests.told(of: folder)
        guard let message else {
            #expect(told == nil)
            return
        }
        #expect(told?.hasSuffix(message) == true, "\(told ?? "")")
    }
}
