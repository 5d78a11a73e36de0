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
    /// Payments by the day on which they were made, each group with the file's header.
    let payments: [Day: [[String]]]
    /// Electronic votes by the day on which they are cast.
    let votes: [Day: [ScenarioVote]]
    let figures: [ExpectedFigure]

    static let paymentColumns = ["reference", "unit", "amount_yuan", "paid_at", "channel", "payer"]
    private static let voteColumns = ["day", "assembly", "item", "unit", "choice"]

    /// - Throws: `ScenarioFault` naming the file and what is wrong in it.
    init(directory path: String) throws {
        let directory = URL(filePath: path, directoryHint: .isDirectory)
        self.directory = directory
        script = try Self.yaml(ScenarioScript.self, directory.appending(path: "scenario.yaml"))
        try script.validate()
        roll = try Self.bytes(directory.appending(path: "roll.csv"))
        lifts = try Self.bytes(directory.appending(path: "lifts.csv"))
        rules = try Self.yaml(RulePack.self, directory.appending(path: script.rules))
        payments = try Self.payments(in: directory, script)
        votes = try Self.votes(in: directory)
        figures = try Self.yaml(ExpectedFigures.self, directory.appending(path: "expected.yaml")).figures
        for day in payments.keys.sorted() + votes.keys.sorted() + script.steps.map(\.day) where !days.contains(day) {
            throw ScenarioFault(file: "scenario.yaml", reason: "\(day) lies outside firstDay … lastDay")
        }
    }

    /// Every day from the first to the last.
    var days: [Day] {
        (script.firstDay.daysSince1970...script.lastDay.daysSince1970).map(Day.init(daysSince1970:))
    }

    /// A file of the directory that a step names.
    func file(_ name: String) throws -> Data { Data(try Self.bytes(directory.appending(path: name))) }

    // MARK: - Reading

    private static func bytes(_ url: URL) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: url))
        } catch {
            throw ScenarioFault(file: url.lastPathComponent, reason: "cannot be read")
        }
    }

    private static func yaml<Value: Decodable>(_ type: Value.Type, _ url: URL) throws -> Value {
        do {
            return try YAMLDecoder().decode(type, from: Data(try bytes(url)))
        } catch let fault as ScenarioFault {
            throw fault
        } catch let DecodingError.keyNotFound(key, context) {
            throw ScenarioFault(file: url.lastPathComponent, reason: "\(place(context)): \(key.stringValue) is missing")
        } catch let DecodingError.dataCorrupted(context) {
            throw ScenarioFault(file: url.lastPathComponent, reason: "\(place(context)): \(context.debugDescription)")
        } catch let DecodingError.typeMismatch(_, context) {
            throw ScenarioFault(file: url.lastPathComponent, reason: "\(place(context)): \(context.debugDescription)")
        } catch {
            throw ScenarioFault(file: url.lastPathComponent, reason: "\(error)")
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }

    private static func rows(_ name: String, in directory: URL, columns: [String]) throws -> [CSVRow] {
        let url = directory.appending(path: name)
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        let file = CSVFile(try bytes(url), columns: columns)
        if let fault = file.faults.first { throw ScenarioFault(file: name, reason: fault.description) }
        return file.rows
    }

    private static func payments(in directory: URL, _ script: ScenarioScript) throws -> [Day: [[String]]] {
        guard script.payments != nil else { return [:] }
        var payments: [Day: [[String]]] = [:]
        for row in try rows("payments.csv", in: directory, columns: paymentColumns) {
            let text = row["paid_at"]
            let day = try text.utf8.count == 10 ? Day(parsing: text) : Timestamp(parsing: text).day
            payments[day, default: []].append(paymentColumns.map { row[$0] })
        }
        return payments
    }

    private static func votes(in directory: URL) throws -> [Day: [ScenarioVote]] {
        var votes: [Day: [ScenarioVote]] = [:]
        for row in try rows("votes.csv", in: directory, columns: voteColumns) {
            votes[try row.value("day"), default: []].append(
                ScenarioVote(
                    assembly: try row.value("assembly"), item: try row.value("item"), unit: try row.value("unit"),
                    choice: row["choice"]))
        }
        return votes
    }
}

/// An electronic vote that the voter of a unit casts.
struct ScenarioVote: Sendable {
    let assembly: AssemblyID
    let item: ItemID
    let unit: UnitCode
    let choice: String
}

/// A scenario cannot be played as it is written.
struct ScenarioFault: ExitStatusError {
    let file: String
    let reason: String

    var exitStatus: ExitStatus { .usage }
    var message: String { "\(file): \(reason)" }
}
