import Foundation
import Testing

@testable import tongti

/// Copies of the district's scenarios that tests spoil.
extension ScenarioTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let file: String
        let text: String
        let instead: String
        let message: String
        var scenario = "sanlou"
        var testDescription: String { "\(scenario)/\(file): \(instead)" }
    }

    /// What is wrong is told, and as a mistake of whoever wrote it.
    static func expect(_ mistake: Mistake) throws {
        try withCopy(of: mistake.scenario) { folder in
            let file = folder.appending(path: mistake.file)
            let text = try String(contentsOf: file, encoding: .utf8)
            let range = try #require(text.range(of: mistake.text))
            try Data(text.replacingCharacters(in: range, with: mistake.instead).utf8).write(to: file)

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(error?.message.contains(mistake.message) == true, "\(error?.message ?? "")")
            #expect(error?.exitStatus == .usage)
        }
    }

    /// What is told of the story of `sanlou` with further steps, which come before those of their day, ends with the
    /// message; nil where nothing is told.
    static func expect(_ steps: [String], _ message: String?) throws {
        try withCopy { try expect(steps, message, of: $0) }
    }

    static func expect(_ steps: [String], _ message: String?, of folder: URL) throws {
        try add(steps: steps.joined(), to: folder)
        let fault = try told(of: folder)
        guard let message else {
            #expect(fault == nil)
            return
        }
        #expect(fault?.hasSuffix(message) == true, "\(fault ?? "")")
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// A copy of a scenario that may be spoilt.
    static func withCopy<Value>(of scenario: String = "sanlou", _ body: (URL) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-scenario-\(UUID())")
        try FileManager.default.copyItem(
            at: URL(filePath: root + "/deploy/scenarios/\(scenario)"), to: folder)
        let script = folder.appending(path: "scenario.yaml")
        let text = try String(contentsOf: script, encoding: .utf8)
        try Data(text.replacing("../../rules/", with: root + "/deploy/rules/").utf8).write(to: script)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        return try body(folder)
    }

    /// The story of `sanlou` by rules of its own, of which one differs from the nation's.
    static func withPack(replacing old: String, with new: String, _ body: (URL) throws -> Void) throws {
        try withCopy { folder in
            let pack = try String(contentsOfFile: root + "/deploy/rules/national.yaml", encoding: .utf8)
            try #require(pack.contains(old))
            try Data(pack.replacing(old, with: new).utf8).write(to: folder.appending(path: "mine.yaml"))
            let script = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: script, encoding: .utf8)
            try Data(text.replacing(/rules: .*/, with: "rules: mine.yaml").utf8).write(to: script)
            try body(folder)
        }
    }

    // MARK: - Spoiling it

    static func write(_ text: String, to name: String, in folder: URL) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    /// Puts something else wherever a file has the text.
    static func change(_ name: String, in folder: URL, _ text: String, _ instead: String) throws {
        let old = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        try #require(old.contains(text))
        try write(old.replacing(text, with: instead), to: name, in: folder)
    }

    /// Further steps, which come before those of their day.
    static func add(steps: String, to folder: URL) throws {
        try change("scenario.yaml", in: folder, "\nsteps:\n", "\nsteps:\n" + steps)
    }

    /// A line of the items of an assembly, of one that collects one yuan per square metre.
    static func collecting(_ code: String) -> String {
        "        - {code: \"\(code)\", title: 筹集, kind: raiseFund, mandate: {kind: collect, rate: \"1.00\", scope: {}, "
            + "threshold: \"40%\", basis: amount, releases: {work: overhaul, workClass: majorRepair}}}\n"
    }

    /// What is told of a story as it lies there; nil where it can be played as far as that is known.
    static func told(of folder: URL) throws -> String? {
        do {
            _ = try Scenario(directory: folder.path)
            return nil
        } catch let fault as ScenarioFault {
            return fault.message
        }
    }
}
