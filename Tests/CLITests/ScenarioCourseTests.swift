import Foundation
import Model
import Testing

@testable import tongti

/// Steps that stand where the services would refuse them, whatever is voted.
struct ScenarioCourseTests {
    private static let letter = String(repeating: "0", count: 64)

    /// Each case is a step of the assembly `works` of `shuangqiao`, which is opened on 2023-03-22 and closed on 2023-04-10.
    @Test(
        arguments: [
            ("2023-03-21", "papers: {assembly: works, file: papers.csv}", ": no step before it opens works"),
            ("2023-04-11", "papers: {assembly: works, file: papers.csv}", ended),
            ("2023-03-21", "deliveries: {assembly: works, file: deliveries-1.csv}", ": no step before it opens works"),
            ("2023-04-11", "deliveries: {assembly: works, file: deliveries-2.csv}", ended),
            ("2023-04-11", "proxies: {assembly: works, file: proxies.csv}", ended),
            ("2023-04-11", "withdrawProxy: {assembly: works, unit: 3-1-102}", ended),
            ("2023-03-21", "extend: {assembly: works, days: 7, reason: x}", ": no step before it opens works"),
            ("2023-04-11", "extend: {assembly: works, days: 7, reason: x}", ended),
            ("2023-03-23", "open: works", ": works was opened before"),
            ("2023-03-21", "close: works", ": no step before it opens works"),
            ("2023-04-09", "effective: works", ": no step before it closes works"),
            ("2023-04-25", "effective: works", ": the result of works is posted until 2023-04-25"),
            ("2023-04-27", "effective: works", ": an objection to the result of works is not answered"),
            ("2023-06-11", "effective: garden", ": an objection to the result of garden was upheld"),
            ("2023-06-13", "effective: garden", ": garden was set aside before"),
            ("2023-04-10", object, ": no step before it closes works"),
            ("2023-04-26", object, ": the result of works is posted no longer than until 2023-04-25"),
            // Nothing of the story waits for an answer to this one.
            ("2023-06-08", object.replacing("works", with: "garden"), nil),
            (
                "2023-04-09", "setAside: {assembly: works, by: court, document: \"\(letter)\"}",
                ": no step before it closes works"
            ),
            (
                "2023-08-03", "setAside: {assembly: works, item: \"2\", by: authority, document: \"\(letter)\"}",
                ".setAside.item: item 2 of works was set aside before"
            ),
            (
                "2023-04-09",
                "convene: {code: again, title: x, revoteOf: works, items: [{code: x, title: x, kind: other}]}",
                ": no step before it closes works"
            ),
            (
                "2023-05-05", "convene: {code: works, title: x, items: [{code: x, title: x, kind: other}]}",
                ".convene.code: works is convened before"
            ),
        ] as [(String, String, String?)])
    func `a step that the assembly's course does not allow is told`(
        day: String, step: String, message: String?
    ) throws {
        try Self.expect([(day, step)], message)
    }

    /// Holidays are announced from 2021 on; a second close is a repetition, and posts nothing anew.
    @Test func `a result is posted from its first close on`() throws {
        struct Story: Codable { let steps: [ScenarioScript.Step] }
        let text = """
            steps:
              - day: "2020-10-01"
                convene: {code: works, title: x, items: [{code: x, title: x, kind: other}]}
              - {day: "2020-10-20", open: works}
              - {day: "2020-11-02", close: works}
              - {day: "2021-01-05", close: works}
              - {day: "2021-02-01", effective: works}
            """
        let steps = try StrictYAML(Array(text.utf8), name: "scenario.yaml").decode(Story.self).steps
        let rules = try RulePackReader.pack(at: ScenarioTests.root + "/deploy/rules/national.yaml")
        var course = AssemblyCourse(try #require(steps[0].convene), on: steps[0].day)
        for step in steps[1...3] { try course.take(step, by: rules) }
        #expect(course.phase(on: steps[4].day) == .inPublicity)
    }

    @Test func `an objection is answered once, and extensions come to an end`() throws {
        let first = "00dbff9a3dd7c7a9206c2cd84916e81d5aabede4f103239bd495cea16ac22f77"
        let again = "answer: {assembly: works, letter: \(first), verdict: upheld, reply: \"\(Self.letter)\"}"
        try Self.expect([("2023-04-15", again)], ".answer.letter: the objection was answered before")
        // The story extends it by seven days itself.
        let longer = "extend: {assembly: works, days: 23, reason: x}"
        try Self.expect([("2023-04-04", longer)], nil)
        try Self.expect(
            [("2023-04-04", longer), ("2023-04-05", longer)],
            ".extend: the rules let a voting be extended 2 times at most")
        try Self.expect(
            [("2023-04-04", longer.replacing("23", with: "31"))],
            ".extend.days: the rules let a voting be extended by 30 days at most at once")
        try Self.expect(
            [("2023-04-04", longer.replacing("23", with: "24"))],
            ".extend.days: the voting would last 61 days in all, and votingWindowMost of the rules is 60d")
    }

    /// Each is convened for 30 days by the clock, and opened a moment after that.
    @Test(
        arguments: [
            ("Least", "1d", "29d", nil), ("Least", "1d", "30d", "votingWindowLeast of the rules is 30d"),
            ("Least", "1d", "2m", "votingWindowLeast of the rules is 2m"), ("Most", "60d", "30d", nil),
            ("Most", "60d", "29d", "votingWindowMost of the rules is 29d"), ("Most", "60d", "2m", nil),
        ] as [(String, String, String, String?)])
    func `rules by which no voting of a story may be as long as it is are told`(
        end: String, value: String, instead: String, message: String?
    ) throws {
        let key = "votingWindow\(end):\n    value: "
        try ScenarioTests.withPack(replacing: key + "\"\(value)\"", with: key + "\"\(instead)\"") { folder in
            let told = try ScenarioTests.told(of: folder)
            guard let message else {
                #expect(told == nil)
                return
            }
            let whole = ", steps[1].open: each voting of a story is convened for 30 days, and \(message)"
            #expect(told?.hasSuffix(whole) == true, "\(told ?? "")")
        }
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "\"2024-03-08\"\n    open", instead: "\"2024-03-06\"\n    open",
            message: "steps[1].open: not before 2024-03-07, since the owners were told on 2024-02-20"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "form: mixed\n      convener: committee\n      documents",
            instead: "form: written\n      convener: committee\n      documents",
            message: "votes.csv: line 2: works has the form written, which takes no electronic votes",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2023-03-25", instead: "\n2023-03-25,again,1,1-1-101,for,\n2023-03-25",
            message: "votes.csv: line 2: no step convenes again with an item 1; there are only committee, garden, ",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "  - day: \"2024-03-12\"\n    advance:",
            instead: "  - day: \"2024-03-10\"\n    advance:",
            message: ".advance.campaign: no step before it closes lifts, with which lifts-1 opens"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "closesOn: \"2023-06-25\"", instead: "closesOn: \"2023-06-18\"",
            message: ".day: owners are nominated in the round 2023 until 2023-06-18, then screened",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "closesOn: \"2023-06-25\"", instead: "closesOn: \"2023-06-28\"",
            message: ".day: owners are nominated in the round 2023 until 2023-06-28, then screened",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "closesOn: \"2023-06-25\"", instead: "closesOn: \"2023-06-14\"",
            message: ".nominations.closesOn: 2023-06-14 is before the step's day, 2023-06-15", scenario: "shuangqiao"),
    ])
    func `what comes before its time or in a way that is not open is told`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    private static let ended = ": the voting on works ended with its close on 2023-04-10"
    private static let object =
        "object: {assembly: works, unit: 1-1-102, category: other, letter: \"\(letter)\"}"

    /// The story of `shuangqiao` with further steps, which come before those of their day.
    private static func expect(_ steps: [(day: String, deed: String)], _ message: String?) throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            let script = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: script, encoding: .utf8)
            let more = steps.map { "  - day: \"\($0.day)\"\n    \($0.deed)\n" }.joined()
            try Data(text.replacing("\nsteps:\n", with: "\nsteps:\n" + more).utf8).write(to: script)
            guard let message else {
                _ = try Scenario(directory: folder.path)
                return
            }

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
        }
    }
}
