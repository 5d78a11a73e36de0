import Foundation
import Model

/// A line of a table of deliveries, as far as it can be held against the story before it is played.
struct ScenarioDelivery: Sendable {
    let line: Int
    let unit: UnitCode

    static let columns = ["unit", "papers", "method", "delivered_on", "evidence_sha256", "warned", "collector"]

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(_ name: String, in directory: URL) throws -> [ScenarioDelivery] {
        try Scenario.table(name, in: directory, columns: columns, optional: ["letter_sha256"]) { row throws(CSVFault) in
            ScenarioDelivery(line: row.line, unit: try row.value("unit"))
        }
    }
}

/// A written authority of a table of proxies.
struct ScenarioProxy: Sendable {
    let line: Int
    let unit: UnitCode
    /// An owner_ref, or the id of somebody who is no owner.
    let holder: String
    let authority: Digest256
    let writtenOn: Day

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(_ name: String, in directory: URL) throws -> [ScenarioProxy] {
        let columns = ["unit", "holder", "authority_sha256", "written_on"]
        return try Scenario.table(name, in: directory, columns: columns) { row throws(CSVFault) in
            ScenarioProxy(
                line: row.line, unit: try row.value("unit"), holder: try row.text("holder", limit: 64),
                authority: try row.value("authority_sha256"), writtenOn: try row.value("written_on"))
        }
    }
}

/// A vote that an official platform took, as far as it can be held against the story before it is played.
struct ScenarioOfficialVote: Sendable {
    let line: Int
    let unit: UnitCode
    let item: ItemID
    let choice: String

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(_ name: String, in directory: URL) throws -> [ScenarioOfficialVote] {
        let columns = ["unit", "item", "choice", "voted_at"]
        return try Scenario.table(name, in: directory, columns: columns) { row throws(CSVFault) in
            _ = try row.value("voted_at", as: Timestamp.self)
            return ScenarioOfficialVote(
                line: row.line, unit: try row.value("unit"), item: try row.value("item"), choice: row["choice"])
        }
    }
}

/// What was heard at a door, as a table of visits says.
struct ScenarioVisit: Encodable, Sendable {
    let topic: TopicCode
    let unit: UnitCode
    let visitedOn: Day
    let opinion: VisitOpinion
    let concerns: [VisitConcern]
    let promisedFor: Day?
    let notes: Digest256?
    let visitor: String
    /// Where it stands in the file; the service is not told.
    let line: Int

    private enum CodingKeys: String, CodingKey {
        case topic, unit, visitedOn, opinion, concerns, promisedFor, notes, visitor
    }

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(_ name: String, in directory: URL) throws -> [ScenarioVisit] {
        let columns = [
            "topic", "unit", "visited_on", "opinion", "concerns", "promised_for", "notes_sha256", "visitor",
        ]
        return try Scenario.table(name, in: directory, columns: columns) { row throws(CSVFault) in
            ScenarioVisit(
                topic: try row.value("topic"), unit: try row.value("unit"), visitedOn: try row.value("visited_on"),
                opinion: try row.word("opinion"), concerns: try concerns(row),
                promisedFor: try row.optionalValue("promised_for"), notes: try row.optionalValue("notes_sha256"),
                visitor: try row.text("visitor", limit: 64), line: row.line)
        }
    }

    private static func concerns(_ row: CSVRow) throws(CSVFault) -> [VisitConcern] {
        var concerns: [VisitConcern] = []
        for word in row["concerns"].split(separator: "+") {
            guard let concern = VisitConcern(rawValue: String(word)) else {
                let words = VisitConcern.allCases.map(\.rawValue).joined(separator: ", ")
                throw row.fault("concerns", Phrase(zh: "“+”之间应为：\(words)", en: "joins some of \(words) by +"))
            }
            concerns.append(concern)
        }
        return concerns
    }
}

extension Scenario {
    /// The lines of a table that a step names.
    ///
    /// - Throws: `ScenarioFault` with the first fault, its line and column.
    fileprivate static func table<Line>(
        _ name: String, in directory: URL, columns: [String], optional: [String] = [],
        _ make: (CSVRow) throws(CSVFault) -> Line
    ) throws -> [Line] {
        try rows(of: bytes(name, in: directory), name, columns: columns, optional: optional).map { row in
            do throws(CSVFault) {
                return try make(row)
            } catch {
                throw ScenarioFault(file: name, error)
            }
        }
    }
}
