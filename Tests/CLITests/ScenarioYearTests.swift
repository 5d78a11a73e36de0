import Foundation
import Model
import Testing

@testable import tongti

/// Steps for which a service has to know the holidays of a year that nobody has loaded.
struct ScenarioYearTests {
    @Test func `the page names the years whose holidays are loaded`() throws {
        let page = try String(contentsOfFile: ScenarioTests.root + "/docs/scenarios.md", encoding: .utf8)
        let years = try WorkCalendar.announced().years.map(\.year)
        let (first, last) = (try #require(years.first), try #require(years.last))
        #expect(page.contains("from \(first) to \(last)"))
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "lastDay: \"2024-04-20\"", instead: "lastDay: \"9999-12-31\"",
            message: "scenario.yaml: more than ten years are too long to play"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "firstDay: \"2024-02-20\"\nlastDay: \"2024-04-20\"",
            instead: "firstDay: \"9999-12-30\"\nlastDay: \"9999-12-31\"",
            message: "scenario.yaml: lastDay is after 9899-12-31, the last day that can be played"),
    ])
    func `days that are too many to play, or too far to reckon from, are told`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    /// `jinshan` is a story of 2018, which is before the first year that is loaded.
    @Test(
        arguments: [
            ("manage: {mode: emergency, until: \"2018-02-12\", basis: x}", "manage.until"),
            ("manage: {mode: entrusted, until: \"2018-02-12\", basis: x}", nil),
            ("manage: {mode: company, basis: x}", nil),
            ("seat: {code: pmc, kind: propertyManagementCommittee, listPostedOn: \"2018-01-02\", \(members)}", posted),
            ("seat: {code: pmc, kind: propertyManagementCommittee, \(members)}", nil),
            ("seat: {code: group, kind: preparatoryGroup, \(members)}", "seat.termEndsOn"),
            ("seat: {code: joint, kind: jointBody, \(members)}", nil),
        ] as [(String, String?)])
    func `a step that needs the holidays of a year that is not loaded is told`(step: String, member: String?) throws {
        try ScenarioTests.withCopy(of: "jinshan") { folder in
            try ScenarioTests.add(steps: "  - {day: \"2018-02-11\", \(step)}\n", to: folder)
            let told = try ScenarioTests.told(of: folder)
            guard let member else {
                #expect(told == nil)
                return
            }
            #expect(told?.hasSuffix(", steps[0].\(member): \(Self.unknown)") == true, "\(told ?? "")")
        }
    }

    @Test func `a notice of working days lets nothing be opened in a year that is not loaded`() throws {
        try ScenarioTests.withCopy(of: "jinshan") { folder in
            let pack = try String(contentsOfFile: ScenarioTests.root + "/deploy/rules/national.yaml", encoding: .utf8)
            let notice = "regularMeetingNotice:\n    value: \"15d\""
            try #require(pack.contains(notice))
            try ScenarioTests.write(
                pack.replacing(notice, with: notice.replacing("15d", with: "5wd")), to: "mine.yaml", in: folder)
            let script = try String(contentsOf: folder.appending(path: "scenario.yaml"), encoding: .utf8)
            try ScenarioTests.write(
                script.replacing(/rules: .*\.yaml/, with: "rules: mine.yaml"), to: "scenario.yaml", in: folder)

            let told = try ScenarioTests.told(of: folder)

            let unknown = ", steps[1].open: the working days of 2017 have not been loaded"
            #expect(told?.hasSuffix(unknown) == true, "\(told ?? "")")
        }
    }

    private static let members = "origin: appointed, members: [{ownerRef: P0188}]"
    private static let posted = "seat.listPostedOn"
    private static let unknown = "the working days of 2018 have not been loaded"
}
