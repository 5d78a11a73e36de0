import Foundation
import Model
import Testing

@testable import tongti

/// Applications, nominations and ways of being managed that the services would refuse, whatever is voted.
struct ScenarioBodyTests {
    /// 105 of the 400 heads of `jinhua` sign on paper.
    @Test(
        arguments: [
            ("share: \"10%\"", "share: \"26.25%\"", nil),
            (
                "share: \"10%\"", "share: \"26.26%\"",
                ".apply.petition: at most 105 of 400 owners sign it, and it takes 106"
            ),
            (petition, "applicants: 40", nil),
            (petition, "applicants: 400", nil),
            (petition, "applicants: 39", ".apply.applicants: 39 of 400 owners apply, and the rules ask for 40"),
            (petition, "applicants: 0", ".apply.applicants: must lie between 1 and the 400 owners of the roll"),
            (petition, "applicants: 401", ".apply.applicants: must lie between 1 and the 400 owners of the roll"),
        ] as [(String, String, String?)])
    func `too few who apply are told`(text: String, instead: String, message: String?) throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            try ScenarioTests.change("scenario.yaml", in: folder, text, instead)
            try Self.expect(message, of: folder)
        }
    }

    @Test func `the rules may ask for more who apply than the petition does`() throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            let papers = try String(contentsOf: folder.appending(path: "papers-petition.csv"), encoding: .utf8)
            let few = papers.split(separator: "\n").prefix(40).joined(separator: "\n")
            try ScenarioTests.write(few, to: "papers-petition.csv", in: folder)
            try ScenarioTests.change("scenario.yaml", in: folder, "share: \"10%\"", "share: \"5%\"")
            try Self.expect(".apply.petition: 39 of 400 owners apply, and the rules ask for 40", of: folder)
        }
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "\"2021-02-22\"\n    apply", instead: "\"2021-02-19\"\n    apply",
            message: ".apply.petition: no step before it closes petition", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "\"2021-10-18\"\n    seat", instead: "\"2021-10-14\"\n    seat",
            message: ".seat.elected: no step before it closes change-over", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "P0003, P0012, P0032]", instead: "P0003, P0012]",
            message: ".screen: P0024 is nominated with 9 supporters, and the rules ask for 10", scenario: "shuangqiao"),
    ])
    func `what rests on a result or on supporters that are not there is told`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    /// `xiaoyi` is managed by its committee from the 17th of June 2021 on.
    @Test(
        arguments: [
            ("mode: emergency", ".manage.until: is needed, because the mode is temporary"),
            ("mode: entrusted", ".manage.until: is needed, because the mode is temporary"),
            (
                "mode: entrusted, until: \"2021-06-16\"",
                ".manage.until: 2021-06-16 is before the step's day, 2021-06-17"
            ),
            ("mode: entrusted, until: \"2031-06-16\"", nil), ("mode: emergency, until: \"2021-12-17\"", nil),
            (
                "mode: emergency, until: \"2021-12-18\"",
                ".manage.until: the rules let an emergency service last until 2021-12-17 at most"
            ),
        ] as [(String, String?)])
    func `a way of being managed for a time has an end that the rules allow`(mode: String, message: String?) throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            try ScenarioTests.change("scenario.yaml", in: folder, "manage: {mode: pmc,", "manage: {\(mode),")
            try Self.expect(message, of: folder)
        }
    }

    @Test(
        arguments: [
            ("mode: pmc, manager: 物业管理委员会, basis: 五十八户选举产生物业管理委员会", nil),
            ("mode: committee, basis: x", ".manage: who manages it from 2021-06-17 on is said before"),
        ] as [(String, String?)])
    func `who manages a community changes once on a day`(manage: String, message: String?) throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            try ScenarioTests.add(steps: "  - {day: \"2021-06-17\", manage: {\(manage)}}\n", to: folder)
            try Self.expect(message, of: folder)
        }
    }

    // MARK: - Bodies

    /// The committee of `jinhua` takes office on the 18th of October 2021, with which the other body ends that hands over
    /// on the 25th.
    @Test(
        arguments: [
            ("2021-10-19", "end: {body: pmc, cause: dissolved}", ": pmc ended before"),
            ("2021-10-19", "leave: {body: pmc, seat: 5, cause: resigned}", ": pmc ended before"),
            ("2021-10-17", "end: {body: pmc, cause: dissolved}", nil),
            ("2021-10-18", "handOver: {body: pmc}", ".handOver.body: pmc is still in office"),
            ("2021-10-26", "handOver: {body: pmc}", ".handOver.body: pmc handed over before"),
            ("2021-10-26", "seat: {code: pmc, kind: jointBody, \(others)}", ".seat.code: pmc is seated before"),
            ("2021-10-26", "seat: {code: third, kind: jointBody, \(others)}", nil),
            (
                "2021-10-26", "seat: {code: third, kind: ownersCommittee, \(others)}",
                ".seat.kind: committee-2 is still in office, and has to end first"
            ),
            (
                "2021-10-26", "seat: {code: third, kind: jointBody, applicants: 3, \(others)}",
                ".seat.applicants: goes with the origin appliedFor"
            ),
            (
                "2021-10-26", "seat: {code: third, kind: jointBody, termEndsOn: \"2021-10-26\", \(others)}",
                ".seat.termEndsOn: 2021-10-26 is not after the step's day, 2021-10-26"
            ),
            (
                "2021-10-26", "seat: {code: third, kind: jointBody, listPostedOn: \"2021-10-27\", \(others)}",
                ".seat.listPostedOn: 2021-10-27 is after the step's day, 2021-10-26"
            ),
        ] as [(String, String, String?)])
    func `a body takes office, ends and hands over once`(day: String, step: String, message: String?) throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            try ScenarioTests.add(steps: "  - {day: \"\(day)\", \(step)}\n", to: folder)
            try Self.expect(message, of: folder)
        }
    }

    @Test func `nobody hands over to a body that there is not`() throws {
        try ScenarioTests.expect(
            ScenarioTests.Mistake(
                file: "scenario.yaml", text: "{body: pmc, to: committee-2}", instead: "{body: pmc, to: committee-3}",
                message: ".handOver.to: no step before it seats committee-3; is committee-2 meant?", scenario: "jinhua")
        )
    }

    /// Seven seats are elected for.
    @Test(arguments: [("", 7), ("\n      seats: 9", 9)] as [(String, Int64)])
    func `a body that was elected has the seats of its election, however many were elected`(
        seats: String, count: Int64
    ) throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            let origin = "      kind: ownersCommittee\n      origin: elected"
            try ScenarioTests.change("scenario.yaml", in: folder, origin, origin + seats)

            let scenario = try Scenario(directory: folder.path)

            let community = scenario.script.community.code
            let bodies = scenario.script.steps.compactMap(\.seat)
            let elected = try #require(bodies.first { $0.elected != nil })
            #expect(scenario.seats(of: elected, in: community) == count)
            let named = try #require(bodies.first { $0.elected == nil })
            #expect(scenario.seats(of: named, in: community) == named.seats)
        }
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "      kind: ownersCommittee\n",
            instead: "      kind: ownersCommittee\n      seats: 8\n",
            message: ".seat: the rules ask for an odd number of seats, and there are 8", scenario: "jinhua")
    ])
    func `an even number of seats is told where the rules ask for an odd one`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test func `who was elected for an even number of seats may be seated, for nobody knows how many will be`() throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            try ScenarioTests.change("scenario.yaml", in: folder, "seats: 7\n", "seats: 6\n")
            #expect(try ScenarioTests.told(of: folder) == nil)
        }
    }

    @Test func `an exception allows an even number of seats`() throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            let kind = "      kind: ownersCommittee\n"
            let allowed = kind + "      seats: 8\n      exception: {reason: x, allowedBy: street}\n"
            try ScenarioTests.change("scenario.yaml", in: folder, kind, allowed)
            #expect(try ScenarioTests.told(of: folder) == nil)
        }
    }

    // MARK: - Chairs

    /// The street presides over the committee of `jinhua` by the rules of its city.
    @Test(
        arguments: [
            ([assign(1, "chair")], nil), ([assign(1, "member"), assign(1, "chair")], nil),
            ([assign(1, "member"), assign(2, "deputy")], nil),
            ([assign(1, "member"), assign(2, "chair")], strange(2, "residentsCommittee")),
            ([leave, assign(5, "chair")], strange(5, "owner")),
            // Whoever is sent after somebody is sent by the same.
            ([leave, "fill: {body: pmc, person: 6c1b8a52-52f0-4a4c-8bd4-0a1c3a6f4a51}", assign(1, "chair")], nil),
        ] as [([String], String?)])
    func `a chair stands for whom the rules say`(deeds: [String], message: String?) throws {
        try Self.expect(deeds, message)
    }

    @Test func `an exception allows another chair as long as the body is in office`() throws {
        let chair = "represents: mediationCommittee, office: chair"
        let allowed = "      exception: {reason: 另有规定, allowedBy: street}\n      members:\n"
        let deeds = [Self.assign(1, "member"), Self.assign(2, "chair")]
        let told = ".seat.members: the rules ask for a chair who stands for street, and this one for mediationCommittee"
        try Self.expect([], told, chair: chair)
        try Self.expect(deeds, nil, chair: chair, members: allowed)
        // What was set aside is another rule.
        try Self.expect(deeds, Self.strange(2, "residentsCommittee"), members: allowed)
    }

    private static func strange(_ seat: Int, _ other: String) -> String {
        ".assign.office: the rules ask for a chair who stands for street, and seat \(seat) of pmc for \(other)"
    }

    private static func assign(_ seat: Int, _ office: String) -> String {
        "assign: {body: pmc, seat: \(seat), office: \(office)}"
    }

    private static let leave = "leave: {body: pmc, seat: 1, cause: replaced}"

    /// Of `jinhua` with further deeds on the day after its committee takes office, whose members are written so.
    private static func expect(
        _ deeds: [String], _ message: String?, chair: String = "represents: street, office: chair",
        members: String = "      members:\n"
    ) throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            try ScenarioTests.change("scenario.yaml", in: folder, "represents: street, office: chair", chair)
            try ScenarioTests.change("scenario.yaml", in: folder, "      members:\n", members)
            if !deeds.isEmpty {
                let steps = deeds.map { "  - {day: \"2021-05-21\", \($0)}\n" }
                try ScenarioTests.add(steps: steps.joined(), to: folder)
            }
            try expect(message, of: folder)
        }
    }

    private static let others = "origin: appointed, members: [{ownerRef: P0005}]"
    private static let petition = "petition: {assembly: petition, item: \"1\"}"

    private static func expect(_ message: String?, of folder: URL) throws {
        let told = try ScenarioTests.told(of: folder)
        guard let message else {
            #expect(told == nil)
            return
        }
        #expect(told?.hasSuffix(message) == true, "\(told ?? "")")
    }
}
