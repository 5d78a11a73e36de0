import Foundation
import TestSupport
import Testing

@testable import tongti

/// What a service refuses of a story is told with the file and line that asked for it.
@Suite(.serialized, .timeLimit(.minutes(4))) struct RefusedStoryTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let file: String
        let text: String
        let instead: String
        let messages: [String]
        var testDescription: String { "\(file): \(instead)" }
    }

    @Test(arguments: [
        // A promise that was over before it was given; no service would find it in the table, which is sent row by row.
        Mistake(
            file: "visits-1.csv", text: "cost,,", instead: "cost,2023-02-01,",
            messages: ["2023-02-20, visits-1.csv, line 2: ", "promisedFor: is before the visit"]),
        // Whoever enters papers for a story is called so.
        Mistake(
            file: "papers.csv", text: ",C3,W1,", instead: ",cli,W1,",
            messages: [
                "2023-04-09, scenario.yaml, line ", " with papers.csv: ",
                "line 2, column 5, collector: must not be whoever enters the paper",
            ]),
        // Two who own a flat together are one head.
        Mistake(
            file: "scenario.yaml", text: "supporters: [P0001, P0011,", instead: "supporters: [P0020, P0020b,",
            messages: ["2023-06-16, scenario.yaml, line ", ", nominee P0024: ", "(409 already-supported)"]),
        Mistake(
            file: "scenario.yaml", text: "reason: 经筹备组审查", instead: "reason: \" \"",
            messages: ["2023-06-28, scenario.yaml, line ", ", candidate c01: ", "reason: "]),
    ])
    func `a refused deed is told with its file and line`(mistake: Mistake) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-refused-\(UUID())")
        try FileManager.default.copyItem(
            at: URL(filePath: SourceRoot.path + "/deploy/scenarios/shuangqiao"), to: folder)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        try Self.replace("../../rules/", by: SourceRoot.path + "/deploy/rules/", in: "scenario.yaml", of: folder)
        try Self.replace(mistake.text, by: mistake.instead, in: mistake.file, of: folder)
        let scenario = try Scenario(directory: folder.path)

        let refusal = await #expect(throws: RefusedDeed.self) { _ = try await StoryRun.report(of: scenario) }

        let message = refusal?.message ?? ""
        for part in mistake.messages { #expect(message.contains(part), "\(message)") }
    }

    /// The first place only.
    private static func replace(_ text: String, by other: String, in file: String, of folder: URL) throws {
        let place = folder.appending(path: file)
        let content = try String(contentsOf: place, encoding: .utf8)
        let range = try #require(content.range(of: text))
        try Data(content.replacingCharacters(in: range, with: other).utf8).write(to: place)
    }
}
