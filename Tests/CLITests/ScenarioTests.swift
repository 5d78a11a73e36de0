import Foundation
import Model
import Testing

@testable import tongti

/// Reading a scenario's directory: what is wrong in it is found before a day is played, and told with its place.
struct ScenarioTests {
    @Test(arguments: ["runfeng", "sanlou", "jinhua", "jinshan", "minghui", "shuangqiao", "xiaoyi"])
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

    @Test func `the page's examples of steps are steps`() throws {
        struct Examples: Codable { let steps: [ScenarioScript.Step] }
        let page = try String(contentsOfFile: Self.root + "/docs/scenarios.md", encoding: .utf8)
        let examples = page.matches(of: /```yaml\n(steps:[^`]*)```/).map(\.output.1)
        let steps = try examples.flatMap {
            try StrictYAML(Array($0.utf8), name: "scenarios.md").decode(Examples.self).steps
        }
        #expect(steps.allSatisfy { $0.deeds.count == 1 } && steps.count > 25)
        let known = Set(Mirror(reflecting: steps[0]).children.compactMap(\.label)).subtracting(["day", "in"])
        let shown = try JSONDecoder().decode([JSONValue].self, from: JSONEncoder().encode(steps))
            .flatMap { $0.members.map(\.name) }
        // The first example of the page shows these.
        let inAnyScenario: Set = ["advance", "payout"]
        #expect(known.subtracting(shown) == inAnyScenario)

        let nominees = Set(steps.flatMap { $0.nominate?.nominees ?? [] }.map(\.ownerRef))
        #expect(nominees.isSuperset(of: steps.flatMap { $0.screen?.refused ?? [] }), "the page refuses nobody else")
    }

    @Test func `the page's example of a rule pack is one, over the nation's`() throws {
        let page = try String(contentsOfFile: Self.root + "/docs/scenarios.md", encoding: .utf8)
        let example = try #require(page.firstMatch(of: /```yaml\n(jurisdiction:[^`]*)```/)).output.1
        let file = try RulePackReader.file(Data(example.utf8), name: "mytown.yaml")
        let base = try RulePackReader.pack(at: Self.root + "/deploy/rules/national.yaml")
        #expect(try file.pack(over: base).count(.jointNominationLeast) == 3)
    }

    @Test func `the page says of values that there are what they bind`() throws {
        let page = try String(contentsOfFile: Self.root + "/docs/scenarios.md", encoding: .utf8)
        let section = try #require(page.firstMatch(of: /\n### What a rule pack binds\n([^#]*)\n## scenario/)).output.1
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
        #expect(rows.count > 15)
        let known = RuleKey.allCases.map(\.rawValue) + ["participation", "approval", "duplicates", "silentBallots"]
        for row in rows {
            let values = row.split(separator: "|")[1].matches(of: /`(\w+)`/).map { String($0.output.1) }
            #expect(!values.isEmpty && Set(values).isSubset(of: known), "\(row)")
        }
    }

    @Test func `the page says how much there may be at most`() throws {
        let page = try String(contentsOfFile: Self.root + "/docs/scenarios.md", encoding: .utf8)
        func row(_ what: String, _ most: some CustomStringConvertible) {
            let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains(what) }
            #expect(rows.contains { $0.contains(" \(most)") }, "\(what) is at most \(most)")
        }
        let limits = CSVLimits()
        row("rows of a CSV file", limits.records - 1)
        row("bytes of a field", limits.fieldBytes)
        row("candidates of an election", Election.candidateLimit)
        row("buildings of `seatsByBuilding`", Electorate.placeLimit)
        row("every other amount", Money.commandLimit)
        row("`rate`", UnitPrice.commandLimit)
    }

    @Test func `the page names every word of a step about bodies or works`() throws {
        let page = try String(contentsOfFile: Self.root + "/docs/scenarios.md", encoding: .utf8)
        func row<Word: CaseIterable & RawRepresentable<String>>(_ key: String, _ words: Word.Type) {
            let text = Word.allCases.map(\.rawValue).joined(separator: " ")
            #expect(page.contains("| \(key) | `\(text)`"), "\(key) is \(text)")
        }
        row("`represents`", Represents.self)
        row("`office`", BodyOffice.self)
        row("`portfolios`", Portfolio.self)
        row("`allowedBy`", ScenarioScript.Seat.Exception.Authority.self)
        row("`result` of `inspect`", InspectionRecorded.Result.self)
        row("`cause` of `leave`", LeavingCause.self)
        row("`cause` of `suspend`", SuspensionCause.self)
        row("`decidedBy`", ScenarioScript.Seat.Exception.Authority.self)
        row("`cause` of `end`", BodyEndCause.self)
        row("`mode` of `manage`", ManagementMode.self)
    }

    @Test func `steps rest on those of the days before, wherever they stand in the file`() throws {
        try Self.withCopy(of: "jinhua") { folder in
            let file = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            let last = "  - day: \"2022-04-26\"\n    endVisits: second-ballot\n"
            try #require(text.contains(last))
            let moved = text.replacing(last, with: "").replacing("\nsteps:\n", with: "\nsteps:\n" + last)
            try Data(moved.utf8).write(to: file)
            _ = try Scenario(directory: folder.path)

            let early = moved.replacing(last, with: last.replacing("2022-04-26", with: "2019-11-11"))
            try Data(early.utf8).write(to: file)
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message.hasSuffix("no step before it visits anybody about second-ballot") == true)
        }
    }

    @Test func `a table that nothing reads is told by its name`() throws {
        try Self.withCopy { folder in
            try Data("day\n".utf8).write(to: folder.appending(path: "vote.csv"))
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(
                error?.message
                    == "vote.csv: is read by nothing; a step has to name it, unless it is called "
                    + "lifts.csv, payments.csv, roll.csv, votes.csv")
        }
        try Self.withCopy { folder in
            try FileManager.default.moveItem(
                at: folder.appending(path: "votes.csv"), to: folder.appending(path: "votes.CSV"))
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "votes.CSV: is read by nothing; is votes.csv meant?")
        }
    }

    @Test func `an optional table that leads nowhere is not one that was left out`() throws {
        try Self.withCopy { folder in
            let votes = folder.appending(path: "votes.csv")
            try FileManager.default.removeItem(at: votes)
            try FileManager.default.createSymbolicLink(atPath: votes.path, withDestinationPath: "nowhere.csv")
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "votes.csv: cannot be read")
        }
    }

    @Test(arguments: ["scenario.yaml", "expected.yaml", "roll.csv", "votes.csv"])
    func `a file without an end is refused with how much is taken`(name: String) throws {
        try Self.withCopy { folder in
            let file = folder.appending(path: name)
            try FileManager.default.removeItem(at: file)
            try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "/dev/zero")
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "\(name): is larger than 33554432 bytes, the most that is taken")
            #expect(error?.exitStatus == .usage)
        }
    }

    @Test func `a script that is not in UTF-8 is refused with its line`() throws {
        try Self.withCopy { folder in
            let file = folder.appending(path: "scenario.yaml")
            let text = try Data(contentsOf: file)
            try (Data("# 1\n# \u{fc}\n".unicodeScalars.map { UInt8($0.value) }) + text).write(to: file)
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "scenario.yaml: line 2 is not UTF-8; save the file as UTF-8")
        }
    }

    @Test(arguments: ["scenario.yaml", "expected.yaml", "mine.yaml", "roll.csv", "votes.csv"])
    func `a byte-order mark before a file is fine, wherever the first key stands`(name: String) throws {
        try Self.withPack(replacing: "\nversion:", with: "\nversion:") { folder in
            let file = folder.appending(path: name)
            let text = try String(contentsOf: file, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("#") }
            try (Data([0xEF, 0xBB, 0xBF]) + Data(lines.joined(separator: "\n").utf8)).write(to: file)

            #expect(try Self.told(of: folder) == nil)
        }
    }

    @Test func `payments without a campaign or without a table are told before anything is played`() throws {
        try Self.withCopy { folder in
            let file = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("payments:") })
            try Data(text.replacing(line, with: "payments: overhual-1").utf8).write(to: file)
            let misspelt = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(misspelt?.message.contains("collects for overhual-1") == true, "\(misspelt?.message ?? "")")

            try Data(text.utf8).write(to: file)
            try FileManager.default.removeItem(at: folder.appending(path: "payments.csv"))
            let missing = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(
                missing?.message
                    == "payments.csv: there is no such file; `payments` in scenario.yaml is left out where nothing "
                    + "is paid")
        }
    }

    @Test func `a rule pack without the one that it extends is told by that one's file`() throws {
        try Self.withCopy { folder in
            let folder = URL(filePath: folder.path, directoryHint: .isDirectory)
            let packs = URL(filePath: Self.root + "/deploy/rules")
            try FileManager.default.copyItem(
                at: packs.appending(path: "beijing.yaml"), to: folder.appending(path: "mine.yaml"))
            let missing = #expect(throws: ScenarioFault.self) { _ = try Scenario.rules("mine.yaml", in: folder) }
            #expect(missing?.message == "national.yaml: there is no such file; mine.yaml extends it")
            let misspelt = #expect(throws: ScenarioFault.self) { _ = try Scenario.rules("mime.yaml", in: folder) }
            #expect(misspelt?.message == "mime.yaml: there is no such file; is mine.yaml meant?")

            try Data("version: [\n".utf8).write(to: folder.appending(path: "national.yaml"))
            let wrong = #expect(throws: ScenarioFault.self) { _ = try Scenario.rules("mine.yaml", in: folder) }
            #expect(wrong?.message.hasPrefix("national.yaml: ") == true, "\(wrong?.message ?? "")")
        }
    }

    @Test func `a further community without a roll is told by its file`() throws {
        try Self.withCopy(of: "xiaoyi") { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "yanye/roll.csv"))
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(
                error?.message
                    == "yanye/roll.csv: there is no such file; there are only yanye/papers.csv, yanye/visits.csv")
        }
        try Self.withCopy(of: "xiaoyi") { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "yanye"))
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "yanye/roll.csv: there is no such file; there is no folder yanye/")
        }
    }

    @Test func `a script under another name is told`() throws {
        try Self.withCopy { folder in
            try FileManager.default.moveItem(
                at: folder.appending(path: "scenario.yaml"), to: folder.appending(path: "scenario.yml"))
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "scenario.yaml: there is no such file; is scenario.yml meant?")
        }
    }

    @Test func `only eventful days are played where quiet ones are skipped`() throws {
        let scenario = try Scenario(directory: Self.root + "/deploy/scenarios/xiaoyi")
        #expect(
            scenario.days.map(\.description) == [
                "2021-04-10", "2021-04-24", "2021-04-28", "2021-05-08", "2021-05-10", "2021-05-12", "2021-05-14",
                "2021-05-30", "2021-06-01", "2021-06-02", "2021-06-05", "2021-06-15", "2021-06-16", "2021-06-17",
                "2021-07-02",
            ])
    }

    @Test func `an area's voters are those of its parts under their new names`() throws {
        let scenario = try Scenario(directory: Self.root + "/deploy/scenarios/xiaoyi")
        let area = scenario.voters(of: scenario.script.community.code, in: try #require(AssemblyID("pmc")))
        #expect(area.count == 58 && area.keys.count { $0.building.description == "2" } == 28)
    }
}
