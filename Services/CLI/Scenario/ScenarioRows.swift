import Foundation
import Model

/// A payment of payments.csv.
struct ScenarioPayment: Sendable {
    /// Where it stands in the file.
    let line: Int
    let unit: UnitCode
    let amount: Money
    /// As it is written, in the order of `columns`.
    let fields: [String]

    static let file = "payments.csv"
    static let columns = ["reference", "unit", "amount_yuan", "paid_at", "channel", "payer"]

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(in directory: URL, _ script: ScenarioScript) throws -> [Day: [ScenarioPayment]] {
        let rows = try Scenario.rows(file, in: directory, columns: columns)
        guard rows.isEmpty || script.payments != nil else {
            throw ScenarioFault(
                file: "scenario.yaml", reason: "`payments` must name the campaign that payments.csv is for")
        }
        var payments: [Day: [ScenarioPayment]] = [:]
        for row in rows {
            do {
                let day =
                    row["paid_at"].utf8.count == 10
                    ? try row.value("paid_at", as: Day.self) : try row.value("paid_at", as: Timestamp.self).day
                guard script.days.contains(day) else {
                    throw row.fault("paid_at", Phrase(zh: "不在故事的日期之内", en: "lies outside firstDay … lastDay"))
                }
                payments[day, default: []].append(
                    ScenarioPayment(
                        line: row.line, unit: try row.value("unit"), amount: try row.value("amount_yuan"),
                        fields: columns.map { row[$0] }))
            } catch let fault as CSVFault {
                throw ScenarioFault(file: file, fault)
            }
        }
        return payments
    }
}

/// An electronic vote that the voter of a unit casts.
struct ScenarioVote: Sendable {
    /// Where it stands in the file.
    let line: Int
    let assembly: AssemblyID
    let item: ItemID
    let unit: UnitCode
    let choice: String

    static let file = "votes.csv"

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(in directory: URL, _ script: ScenarioScript) throws -> [Day: [ScenarioVote]] {
        var votes: [Day: [ScenarioVote]] = [:]
        for row in try Scenario.rows(file, in: directory, columns: ["day", "assembly", "item", "unit", "choice"]) {
            do {
                let day = try row.value("day", as: Day.self)
                guard script.days.contains(day) else {
                    throw row.fault("day", Phrase(zh: "不在故事的日期之内", en: "lies outside firstDay … lastDay"))
                }
                votes[day, default: []].append(
                    ScenarioVote(
                        line: row.line, assembly: try row.value("assembly"), item: try row.value("item"),
                        unit: try row.value("unit"), choice: row["choice"]))
            } catch let fault as CSVFault {
                throw ScenarioFault(file: file, fault)
            }
        }
        return votes
    }
}

extension Scenario {
    /// A row of roll.csv: there is one for each unit and owner.
    struct RollUnit {
        let code: UnitCode
        let area: Area
        let ownerRef: String
        let isParking: Bool
    }

    func rollUnits() throws -> [RollUnit] {
        let columns = [
            "building", "entrance", "floor", "unit", "area_m2", "use", "owner_ref", "owner_name", "owner_kind", "phone",
        ]
        return try Self.rows(of: roll, "roll.csv", columns: columns).map { row in
            do {
                return RollUnit(
                    code: UnitCode(
                        building: try row.value("building"), entrance: try row.value("entrance"),
                        number: try row.value("unit")),
                    area: try row.value("area_m2"), ownerRef: row["owner_ref"], isParking: row["use"] == "parking")
            } catch let fault as CSVFault {
                throw ScenarioFault(file: "roll.csv", fault)
            }
        }
    }

    /// The owner_ref of each unit's voter: the first owner who is listed for it.
    func voters() throws -> [UnitCode: String] {
        var voters: [UnitCode: String] = [:]
        for unit in try rollUnits() where voters[unit.code] == nil { voters[unit.code] = unit.ownerRef }
        return voters
    }

    /// The codes of lifts.csv, such as `3-1-A`.
    func liftCodes() throws -> Set<String> {
        let columns = [
            "building", "entrance", "lift", "registration_code", "rescue_code", "first_floor", "last_floor", "skips",
            "installed_on", "next_inspection_on", "maintainer", "maintainer_phone",
        ]
        return Set(
            try Self.rows(of: lifts, "lifts.csv", columns: columns).map { row in
                "\(row["building"])-\(row["entrance"])-\(row["lift"])"
            })
    }

    /// Finds what names nothing before a day is played; what the services have to judge is left to them.
    func checkReferences() throws {
        let units = Set(try rollUnits().map(\.code))
        let assemblies = Dictionary(
            script.steps.compactMap(\.convene).map { ($0.code, Set($0.items.map(\.code))) },
            uniquingKeysWith: { $0.union($1) })
        for payment in payments.values.joined().sorted(by: { $0.line < $1.line }) where !units.contains(payment.unit) {
            throw ScenarioFault(
                file: ScenarioPayment.file, reason: "line \(payment.line): \(payment.unit) is not in roll.csv")
        }
        for vote in votes.values.joined().sorted(by: { $0.line < $1.line }) {
            guard units.contains(vote.unit) else {
                throw ScenarioFault(
                    file: ScenarioVote.file, reason: "line \(vote.line): \(vote.unit) is not in roll.csv")
            }
            guard assemblies[vote.assembly]?.contains(vote.item) == true else {
                throw ScenarioFault(
                    file: ScenarioVote.file,
                    reason: "line \(vote.line): no step convenes \(vote.assembly) with an item \(vote.item)")
            }
        }
        for (number, step) in script.steps.enumerated() {
            if let named = step.open ?? step.close ?? step.papers?.assembly, assemblies[named] == nil {
                throw ScenarioFault(file: "scenario.yaml", reason: "steps[\(number)]: no step convenes \(named)")
            }
            if let papers = step.papers { _ = try file(papers.file) }
        }
        let lifts = try liftCodes()
        let named =
            (script.works?.costs ?? [:]).keys + script.steps.flatMap { $0.advance?.lifts ?? [] }.map(\.lift.description)
        for lift in named.sorted() where !lifts.contains(lift) {
            throw ScenarioFault(file: "scenario.yaml", reason: "\(lift) is not in lifts.csv")
        }
    }
}
