import Foundation
import Model

/// The tables that steps name, each read once, by their names.
struct ScenarioTables: Sendable {
    let papers: [String: [ScenarioPaper]]
    let official: [String: [ScenarioOfficialVote]]
    let deliveries: [String: [ScenarioDelivery]]
    let proxies: [String: [ScenarioProxy]]
    let visits: [String: [ScenarioVisit]]
    /// Of units that change hands.
    let transfers: [String: [ScenarioBook.RollUnit]]

    /// - Parameters:
    ///   - steps: what names them, each with one deed.
    ///   - directory: where they lie.
    ///   - place: how a step is called in what is told of it.
    /// - Throws: `ScenarioFault` naming the step of the first table that is not there, or else the first that is wrong and
    ///   the place in it.
    init(of steps: [ScenarioScript.Step], in directory: URL, _ place: (Int) -> String) throws {
        for (number, step) in steps.enumerated() {
            for name in step.files where !Scenario.exists(name, in: directory) {
                let deed = step.deeds.map { ".\($0)" }.joined(separator: "")
                let instead = Scenario.instead(of: name, in: directory)
                throw ScenarioFault(
                    file: "scenario.yaml", reason: "\(place(number))\(deed): there is no file \(name)\(instead)")
            }
        }
        func tables<Line>(
            _ named: (ScenarioScript.Step) -> String?, _ read: (String) throws -> [Line]
        ) throws -> [String: [Line]] {
            var lines: [String: [Line]] = [:]
            for name in steps.compactMap(named) where lines[name] == nil { lines[name] = try read(name) }
            return lines
        }
        papers = try tables({ $0.papers?.file }, { try ScenarioPaper.read($0, in: directory) })
        official = try tables({ $0.official?.file }, { try ScenarioOfficialVote.read($0, in: directory) })
        deliveries = try tables({ $0.deliveries?.file }, { try ScenarioDelivery.read($0, in: directory) })
        proxies = try tables({ $0.proxies?.file }, { try ScenarioProxy.read($0, in: directory) })
        visits = try tables({ $0.visits }, { try ScenarioVisit.read($0, in: directory) })
        transfers = try tables(
            { $0.transfer }, { try ScenarioBook.units(of: Scenario.bytes($0, in: directory), $0) })
    }
}

/// A paper of a batch, as far as it can be held against the story before it is played.
struct ScenarioPaper: Sendable {
    let line: Int
    let item: ItemID
    let unit: UnitCode
    /// Nil on a paper that is invalid.
    let choice: String?
    let signedOn: Day
    /// Who signed it for the owner: an owner_ref, or the id of somebody else.
    let holder: String?
    /// The hash of what allows it.
    let authority: Digest256?
    /// The hash of its scan.
    let evidence: Digest256
    /// As it is written, in the order of all columns.
    let fields: [String]

    static let columns = ["item", "unit", "choice", "signed_on", "collector", "witness", "evidence_sha256"]
    static let optionalColumns = ["invalid", "proxy", "authority_sha256"]

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(_ name: String, in directory: URL) throws -> [ScenarioPaper] {
        try Scenario.table(name, in: directory, columns: columns, optional: optionalColumns) { row throws(CSVFault) in
            try ScenarioPaper(row)
        }
    }

    private init(_ row: CSVRow) throws(CSVFault) {
        line = row.line
        item = try row.value("item")
        unit = try row.value("unit")
        let isInvalid = !row["invalid"].isEmpty
        if isInvalid {
            _ = try row.word("invalid", as: PaperInvalidity.self)
            guard row["choice"].isEmpty else {
                throw row.fault("choice", Phrase(zh: "无效票不能填写选项", en: "must be empty where the paper is invalid"))
            }
        }
        choice = isInvalid ? nil : row["choice"]
        signedOn = try row.value("signed_on")
        let collector = try row.text("collector", limit: 64)
        let witness = try row.text("witness", limit: 64)
        guard witness.lowercased() != collector.lowercased() else {
            throw row.fault("witness", Phrase(zh: "见证人不能是收票人", en: "must not be the collector"))
        }
        evidence = try row.value("evidence_sha256")
        holder = row["proxy"].isEmpty ? nil : row["proxy"]
        authority = try row.optionalValue("authority_sha256")
        guard holder != nil || authority == nil else {
            throw row.fault("proxy", Phrase(zh: "有授权书但没有代理人", en: "is empty although there is an authority"))
        }
        fields = (Self.columns + Self.optionalColumns).map { row[$0] }
    }
}

/// A line of a table of deliveries, as far as it can be held against the story before it is played.
struct ScenarioDelivery: Sendable {
    let line: Int
    let unit: UnitCode
    /// Nil where the ballot did not get there.
    let deliveredOn: Day?

    static let columns = ["unit", "papers", "method", "delivered_on", "evidence_sha256", "warned", "collector"]

    /// To one unit.
    private static let mostPapers = 1_000

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(_ name: String, in directory: URL) throws -> [ScenarioDelivery] {
        var lines: [UnitCode: Int] = [:]
        return try Scenario.table(
            name, in: directory, columns: columns, optional: ["letter_sha256"]
        ) { row throws(CSVFault) in
            let delivery = try ScenarioDelivery(row)
            if let line = lines.updateValue(row.line, forKey: delivery.unit) {
                throw row.fault("unit", Phrase(zh: "与第 \(line) 行重复", en: "repeats line \(line)"))
            }
            return delivery
        }
    }

    private init(_ row: CSVRow) throws(CSVFault) {
        line = row.line
        unit = try row.value("unit")
        deliveredOn = try row.optionalValue("delivered_on")
        guard let papers = Int(row["papers"]), row["papers"].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw row.fault("papers", Phrase(zh: "应为整数", en: "is not a whole number"))
        }
        guard papers <= Self.mostPapers else {
            throw row.fault(
                "papers", Phrase(zh: "应为 0 到 \(Self.mostPapers) 的整数", en: "must be from 0 to \(Self.mostPapers)"))
        }
        let method: DeliveryMethod = try row.word("method")
        let evidence = try row.optionalValue("evidence_sha256", as: Digest256.self)
        _ = try row.optionalValue("letter_sha256", as: Digest256.self)
        _ = try row.word("warned", as: YesNo.self)
        _ = try row.text("collector", limit: 64)
        switch method {
        case .inPerson, .post:
            guard papers == 0 || deliveredOn != nil else {
                throw row.fault(
                    "delivered_on",
                    Phrase(zh: "发出选票应填写送达日期", en: "is missing although papers were handed out"))
            }
            guard papers > 0 || deliveredOn == nil else {
                throw row.fault("papers", Phrase(zh: "已送达应填写发出的票数", en: "is 0 although it was delivered"))
            }
        case .electronic, .announcement:
            guard papers == 0 else {
                throw row.fault("papers", Phrase(zh: "这种方式没有纸质选票，应为 0", en: "must be 0 for this method"))
            }
            guard deliveredOn != nil else { throw row.fault("delivered_on", Phrase(zh: "不能为空", en: "is empty")) }
        }
        guard method != .announcement || evidence != nil else {
            throw row.fault(
                "evidence_sha256",
                Phrase(zh: "公告应附照片的 SHA-256", en: "is missing: an announcement needs its photo"))
        }
    }
}

private enum YesNo: String, CaseIterable { case yes, no }

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
    let votedAt: Timestamp

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(_ name: String, in directory: URL) throws -> [ScenarioOfficialVote] {
        let columns = ["unit", "item", "choice", "voted_at"]
        var lines: [Asked: Int] = [:]
        return try Scenario.table(name, in: directory, columns: columns) { row throws(CSVFault) in
            let vote = ScenarioOfficialVote(
                line: row.line, unit: try row.value("unit"), item: try row.value("item"), choice: row["choice"],
                votedAt: try row.value("voted_at"))
            if let line = lines.updateValue(row.line, forKey: Asked(unit: vote.unit, item: vote.item)) {
                throw row.fault("unit", Phrase(zh: "与第 \(line) 行重复", en: "repeats line \(line)"))
            }
            return vote
        }
    }

    /// What a platform asks once.
    private struct Asked: Hashable {
        let unit: UnitCode
        let item: ItemID
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
