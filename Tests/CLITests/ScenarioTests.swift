import Foundation
import Testing

@testable import tongti

/// Reading a scenario's directory: what is wrong in it is found before a day is played, and told with its place.
struct ScenarioTests {
    @Test(arguments: ["runfeng", "sanlou"])
    func `the district's own scenarios can be played`(name: String) throws {
        let scenario = try Scenario(directory: Self.root + "/deploy/scenarios/\(name)")
        #expect(!scenario.figures.isEmpty)
    }

    @Test func `the page's own example is a scenario`() throws {
        try Self.withCopy { folder in
            let page = try String(contentsOfFile: Self.root + "/docs/scenarios.md", encoding: .utf8)
            let example = try #require(page.firstMatch(of: /```yaml\n(title:[^`]*)```/)).output.1
            try Data(example.replacing("../../rules/", with: Self.root + "/deploy/rules/").utf8)
                .write(to: folder.appending(path: "scenario.yaml"))
            _ = try Scenario(directory: folder.path)
        }
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let file: String
        let text: String
        let instead: String
        let message: String
        var testDescription: String { "\(file): \(instead)" }
    }

    @Test(arguments: [
        Mistake(
            file: "scenario.yaml", text: "threshold: \"40%\"", instead: "treshold: \"40%\"",
            message: "scenario.yaml: line 23, steps[0].convene.items[0].mandate: threshold is missing; there are only"),
        Mistake(
            file: "scenario.yaml", text: "payments:", instead: "payment:",
            message: "scenario.yaml: line 12, payment is not known; is it misspelt?"),
        Mistake(
            file: "scenario.yaml", text: "rate: \"8.005\"", instead: "rate: \"8,005\"",
            message: "steps[0].convene.items[0].mandate.rate: "),
        Mistake(
            file: "scenario.yaml", text: "  - day: \"2024-03-08\"", instead: "  - day: \"2024-02-30\"",
            message: "steps[1].day: "),
        Mistake(
            file: "scenario.yaml", text: "  - day: \"2024-03-08\"", instead: "  - day: \"2025-03-08\"",
            message: "scenario.yaml: steps[1].day: 2025-03-08 lies outside firstDay … lastDay"),
        Mistake(
            file: "scenario.yaml", text: "open: lifts", instead: "open: lift",
            message: "scenario.yaml: steps[1]: no step convenes lift"),
        Mistake(
            file: "scenario.yaml", text: "open: lifts", instead: "open: lifts\n    close: lifts",
            message: "scenario.yaml: steps[1] must have exactly one deed"),
        Mistake(
            file: "scenario.yaml", text: "papers.csv", instead: "paper.csv", message: "paper.csv: cannot be read"),
        Mistake(file: "scenario.yaml", text: "title:", instead: "title: [", message: "scenario.yaml: is not YAML"),
        Mistake(
            file: "expected.yaml", text: "service: funds", instead: "service: fund", message: "expected.yaml: line "),
        Mistake(
            file: "expected.yaml", text: "is:", instead: "equals:",
            message: "is is missing; there are only name, service"),
        Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,9-9-999,1.00,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2: 9-9-999 is not in roll.csv"),
        Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,1.005,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 3 (amount_yuan): "),
        Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,1.00,2023-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 4 (paid_at): lies outside"),
        Mistake(
            file: "payments.csv", text: "amount_yuan", instead: "amount",
            message: "payments.csv: line 1, column 3 (amount): is no column of this file"),
        Mistake(
            file: "votes.csv", text: "\n2024", instead: "\n2024-03-08,lifts,2,1-1-101,for\n2024",
            message: "votes.csv: line 2: no step convenes lifts with an item 2"),
        Mistake(
            file: "roll.csv", text: "dwelling", instead: "dwelling,", message: "roll.csv: line "),
    ])
    func `a mistake is told with its file and place`(mistake: Mistake) throws {
        try Self.withCopy { folder in
            let file = folder.appending(path: mistake.file)
            let text = try String(contentsOf: file, encoding: .utf8)
            let range = try #require(text.range(of: mistake.text))
            try Data(text.replacingCharacters(in: range, with: mistake.instead).utf8).write(to: file)

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(error?.message.contains(mistake.message) == true, "\(error?.message ?? "")")
            #expect(error?.exitStatus == .usage)
        }
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// A copy of sanlou that may be spoilt.
    private static func withCopy(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-scenario-\(UUID())")
        try FileManager.default.copyItem(
            at: URL(filePath: root + "/deploy/scenarios/sanlou"), to: folder)
        let script = folder.appending(path: "scenario.yaml")
        let text = try String(contentsOf: script, encoding: .utf8)
        try Data(text.replacing("../../rules/", with: root + "/deploy/rules/").utf8).write(to: script)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        try body(folder)
    }
}
