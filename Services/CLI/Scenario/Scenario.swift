import Foundation
import Model
import Yams

/// A story to play, read from its directory (docs/scenarios.md).
struct Scenario: Sendable {
    let directory: URL
    let script: ScenarioScript
    let roll: [UInt8]
    let lifts: [UInt8]
    let rules: RulePack
    /// Payments by the day on which they were made.
    let payments: [Day: [ScenarioPayment]]
    /// Electronic votes by the day on which they are cast.
    let votes: [Day: [ScenarioVote]]
    let figures: [ExpectedFigure]

    /// - Throws: `ScenarioFault` naming the file, the place in it, and what is wrong there.
    init(directory path: String) throws {
        let directory = URL(filePath: path, directoryHint: .isDirectory)
        self.directory = directory
        script = try Self.yaml(ScenarioScript.self, "scenario.yaml", in: directory)
        try script.validate()
        roll = try Self.bytes("roll.csv", in: directory)
        lifts = try Self.bytes("lifts.csv", in: directory)
        rules = try Self.rules(script.rules, in: directory)
        payments = try ScenarioPayment.read(in: directory, script)
        votes = try ScenarioVote.read(in: directory, script)
        figures = try Self.yaml(ExpectedFigures.self, "expected.yaml", in: directory).figures
        try checkReferences()
    }

    /// Every day from the first to the last.
    var days: [Day] {
        (script.firstDay.daysSince1970...script.lastDay.daysSince1970).map(Day.init(daysSince1970:))
    }

    /// A file of the directory that a step names.
    func file(_ name: String) throws -> Data { Data(try Self.bytes(name, in: directory)) }

    // MARK: - Reading

    /// A name is relative to the directory unless it begins with a slash.
    private static func bytes(_ name: String, in directory: URL) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: name, relativeTo: directory)))
        } catch {
            throw ScenarioFault(file: name, reason: "cannot be read")
        }
    }

    private static func yaml<Value: Codable>(_ type: Value.Type, _ name: String, in directory: URL) throws -> Value {
        do {
            return try StrictYAML(try bytes(name, in: directory), name: name).decode(type)
        } catch let fault as BadFile {
            throw ScenarioFault(file: fault.file, reason: fault.reason)
        }
    }

    private static func rules(_ name: String, in directory: URL) throws -> RulePack {
        do {
            return try RulePackReader.pack(at: URL(filePath: name, relativeTo: directory).path)
        } catch let fault as BadFile {
            throw ScenarioFault(file: name, reason: fault.reason)
        } catch let fault as UnreadableFile {
            throw ScenarioFault(file: name, reason: fault.reason)
        }
    }

    /// The rows of a file; none where an optional one is not there.
    static func rows(_ name: String, in directory: URL, columns: [String]) throws -> [CSVRow] {
        guard FileManager.default.fileExists(atPath: directory.appending(path: name).path) else { return [] }
        return try rows(of: bytes(name, in: directory), name, columns: columns)
    }

    /// - Throws: `ScenarioFault` with the first fault of the file's form.
    static func rows(of bytes: [UInt8], _ name: String, columns: [String]) throws -> [CSVRow] {
        let file = CSVFile(bytes, columns: columns)
        if let fault = file.faults.first { throw ScenarioFault(file: name, fault) }
        return file.rows
    }
}

/// A scenario cannot be played as it is written.
struct ScenarioFault: ExitStatusError {
    let file: String
    let reason: String

    init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    init(file: String, _ fault: CSVFault) {
        self.init(file: file, reason: fault.description)
    }

    var exitStatus: ExitStatus { .usage }
    var message: String { "\(file): \(reason)" }
}
