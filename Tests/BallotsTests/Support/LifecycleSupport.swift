import Configuration
import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport

@testable import Ballots

/// What an assembly says of itself beside its votes, decoded apart from the code that writes it.
struct CourseText: Decodable {
    let course: Course

    struct Course: Decodable {
        let phase: String
        let form: String?
        let scope: Scope?
        let papersUntil: Timestamp
        let electronicBasis: String?
        let revoteOf: String?
        let revotes: [String]
        let extensions: [Extended]
        let result: Result?
    }

    struct Scope: Decodable {
        let buildings: [String]?
        let entrances: [String]?
    }

    struct Extended: Decodable {
        let closesAt: Timestamp
        let reason: String
    }

    struct Result: Decodable {
        let countedOn: Day
        let postedUntil: Day?
        let effectiveOn: Day?
        let objections: Objections
        let setAside: [SetAside]
    }

    struct Objections: Decodable, Equatable {
        let filed: Int
        let unanswered: Int
        let upheld: Int
    }

    struct SetAside: Decodable {
        let item: String?
        let by: String
        let on: Day
    }
}

/// A setting as a test gives it.
struct ConfigValueText {
    let value: ConfigValue

    init(_ text: String) { value = ConfigValue(.string(text), isSecret: false) }
}

extension TestCommunity {
    func course(_ code: String = "2023-lifts", at ballots: TestBallots) async throws -> CourseText.Course {
        try await ballots.get("\(path)/\(code)", of: id).decode(CourseText.self).course
    }

    func show(phaseAt ballots: TestBallots) async throws -> String { try await course(at: ballots).phase }

    func extend(
        to closesAt: Timestamp, _ reason: String = "表决票不足", at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(path)/2023-lifts/extension", #"{"closesAt": "\#(closesAt)", "reason": "\#(reason)"}"#, as: [.committee],
            of: id)
    }

    func object(
        _ unit: String, by owner: OwnerID, letter: String = "0a", category: String = "counting", item: String? = nil,
        at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        let item = item.map { #""item": "\#($0)", "# } ?? ""
        return try await ballots.post(
            "\(path)/2023-lifts/objections",
            #"{"category": "\#(category)", \#(item)"unit": "\#(unit)", "document": "\#(String(repeating: letter, count: 32))"}"#,
            as: [.owner], of: id, subject: owner.description)
    }

    func answer(
        _ objection: String, _ verdict: String = "dismissed", by person: Person = Person(subject: "somebody"),
        at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(path)/2023-lifts/objections/\(objection)/answer",
            #"{"verdict": "\#(verdict)", "document": "\#(String(repeating: "0b", count: 32))"}"#, as: [.scrutineer],
            of: id, person: person)
    }

    func takeEffect(at ballots: TestBallots) async throws -> TestBallots.Reply {
        try await ballots.post("\(path)/2023-lifts/effective", "", as: [.committee], of: id)
    }

    func setAside(
        _ item: String? = nil, by authority: String = "authority", on day: String, at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        let item = item.map { #""item": "\#($0)", "# } ?? ""
        return try await ballots.post(
            "\(path)/2023-lifts/set-aside",
            #"{\#(item)"by": "\#(authority)", "document": "\#(String(repeating: "0c", count: 32))", "on": "\#(day)"}"#,
            as: [.street], of: id)
    }
}

extension TestBallots {
    /// Returns when the database's clock has reached the moment.
    func waitForDatabaseClock(_ moment: Timestamp) async throws {
        try await pool.withConnection { connection in
            try await waitWhile {
                try await connection.query("SELECT clock_timestamp() >= \(moment)", as: Bool.self) != [true]
            }
        }
    }
}
