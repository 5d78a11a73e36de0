import Foundation
import Testing

@testable import tongti

/// Works that fail an inspection go on when another one lets them pass.
struct ScenarioInspectionTests {
    /// In `sanlou` the works on 1-1-A begin on the evening of the 12th of March, and the lift is back on that of the 16th.
    @Test(
        arguments: [
            (
                [inspect("2024-03-12", "failed")],
                ".inspect.lift: the works of lifts-1 on 1-1-A have not begun on a day before"
            ),
            ([inspect("2024-03-13", "failed")], nil), ([inspect("2024-03-16", "failed")], nil),
            (
                [inspect("2024-03-17", "failed")],
                ".inspect.lift: 1-1-A is back from the works of lifts-1 since 2024-03-16"
            ),
            ([inspect("2024-03-14", "passed")], unfailed),
            ([inspect("2024-03-14", "failed"), inspect("2024-03-14", "passed")], nil),
            (
                [inspect("2024-03-13", "failed"), inspect("2024-03-14", "passed"), inspect("2024-03-15", "passed")],
                unfailed
            ),
            (
                [inspect("2024-03-13", "failed"), inspect("2024-03-15", "failed"), inspect("2024-04-01", "passed")],
                nil
            ),
            // They are back on the evening of the day on which they pass.
            (
                [inspect("2024-03-16", "failed"), inspect("2024-03-19", "passed"), inspect("2024-03-19", "failed")],
                nil
            ),
            (
                [inspect("2024-03-16", "failed"), inspect("2024-03-19", "passed"), inspect("2024-03-20", "failed")],
                ".inspect.lift: 1-1-A is back from the works of lifts-1 since 2024-03-19"
            ),
            ([inspect("2024-03-13", "failed", "9-1-A")], ".inspect.lift: lifts-1 has no works on a lift 9-1-A"),
            (
                [inspect("2024-03-13", "failed", of: "lifts-2")],
                ".inspect.campaign: no item of an assembly of sanlou collects for lifts-2; is lifts-1 meant?"
            ),
        ] as [([String], String?)])
    func `works fail while they go on, and pass after that`(steps: [String], message: String?) throws {
        try ScenarioTests.expect(steps, message)
    }

    /// Nobody lends for works that are completed, which a further advance tells.
    @Test(
        arguments: [
            ([inspect("2024-03-16", "failed")], "2024-04-19", nil),
            ([inspect("2024-03-16", "failed"), inspect("2024-03-20", "passed")], "2024-03-20", nil),
            ([inspect("2024-03-16", "failed"), inspect("2024-03-20", "passed")], "2024-03-21", "2024-03-20"),
            // What is due later waits for its day.
            ([inspect("2024-03-13", "failed"), inspect("2024-03-14", "passed")], "2024-03-16", nil),
            ([inspect("2024-03-13", "failed"), inspect("2024-03-14", "passed")], "2024-03-17", "2024-03-16"),
            // Other works go on.
            ([inspect("2024-03-16", "failed", "2-1-A")], "2024-03-17", "2024-03-16"),
        ] as [([String], String, String?)])
    func `works that failed are completed once they have passed`(
        steps: [String], day: String, completed: String?
    ) throws {
        let lend =
            "  - {day: \"\(day)\", advance: {campaign: lifts-1, reference: a, lender: other, amount: \"10.00\", "
            + "lifts: [{lift: 1-1-A, amount: \"10.00\"}]}}\n"
        try ScenarioTests.expect(
            steps + [lend], completed.map { ".advance.lifts: the works of lifts-1 on 1-1-A are completed on \($0)" })
    }

    @Test func `nothing is inspected where nobody works`() throws {
        try ScenarioTests.withCopy { folder in
            let script = try String(contentsOf: folder.appending(path: "scenario.yaml"), encoding: .utf8)
            let idle = script.replacing(/\nworks:\n(?:  .*\n)*/, with: "\n")
            try ScenarioTests.write(idle, to: "scenario.yaml", in: folder)
            #expect(try ScenarioTests.told(of: folder) == nil)
            let message = ".inspect: nobody works, since the story has no `works`"
            try ScenarioTests.expect([Self.inspect("2024-03-13", "failed")], message, of: folder)
        }
    }

    private static let unfailed =
        ".inspect.result: the works of lifts-1 on 1-1-A pass by themselves where no step lets them fail"

    private static func inspect(
        _ day: String, _ result: String, _ lift: String = "1-1-A", of campaign: String = "lifts-1"
    ) -> String {
        "  - {day: \"\(day)\", inspect: {campaign: \(campaign), lift: \(lift), result: \(result), certificate: JC-1}}\n"
    }
}
