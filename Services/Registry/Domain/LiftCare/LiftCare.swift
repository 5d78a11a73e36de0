import Model

/// What the registry knows of a lift besides its file: its mark, who answers for it, and who maintained it when.
struct LiftCare: Sendable, Equatable {
    /// The number of the use mark in the car.
    var useMark: String?
    var markedOn: Day?
    var userUnit: UserUnit?
    /// In the order in which they were recorded.
    var changes: [Change]

    static let unknown = LiftCare(changes: [])

    /// Who answers for the lift (R-L-01): an organisation; co-owners have no name here.
    struct UserUnit: Sendable, Equatable {
        let kind: Kind
        let name: String?
        let since: Day

        enum Kind: String, Codable, Sendable, CaseIterable {
            case propertyCompany, manager, coOwners, street
        }
    }

    /// Other hands that a lift came into.
    struct Change: Sendable, Equatable {
        let number: Int64
        let kind: Kind
        let from: String?
        let to: String?
        let changedOn: Day
        /// How long the rules then gave for the new mark or registration; nil: nothing is due.
        let period: Period?
        var doneOn: Day?

        enum Kind: String, Codable, Sendable, CaseIterable { case maintainer, userUnit }

        var isOutstanding: Bool { period != nil && doneOn == nil }
    }
}

/// Why a command about a lift is refused; nothing of it is stored.
enum LiftRefusal: Error, Equatable {
    case liftUnknown(LiftCode)
    case invalid(field: String, Phrase)
    case conflict(field: String, Phrase)
}

/// What can happen to a lift's care.
enum CareChange: Sendable, Equatable {
    case maintainer(String, phone: String?, on: Day)
    case mark(String?, nextInspectionOn: Day?, on: Day)
    case userUnit(LiftCare.UserUnit.Kind, name: String?, on: Day)

    var on: Day {
        switch self {
        case .maintainer(_, _, let day), .mark(_, _, let day), .userUnit(_, _, let day): day
        }
    }
}

/// A lift with its care, before or after a change.
struct CaredLift: Sendable, Equatable {
    var lift: Lift
    var care: LiftCare

    /// The change of a maintainer that a file of lifts brings, where there was another one.
    mutating func noteMaintainer(of before: Lift, on day: Day, _ pack: RulePack?) -> Bool {
        guard let from = before.maintainer, from != lift.maintainer else { return false }
        add(.maintainer, from: from, to: lift.maintainer, on: day, lift.maintainer == nil ? nil : .maintainerMark, pack)
        return true
    }

    /// Makes the change on the district's day by the rules in force; without any, nothing is due.
    ///
    /// - Throws: `LiftRefusal`, and leaves the lift as it was.
    mutating func apply(_ change: CareChange, today: Day, _ pack: RulePack?) throws(LiftRefusal) {
        var changed = self
        try changed.make(change, today, pack)
        self = changed
    }

    private mutating func make(_ change: CareChange, _ today: Day, _ pack: RulePack?) throws(LiftRefusal) {
        guard change.on <= today else {
            throw .invalid(field: "on", Phrase(zh: "晚于今天 \(today)", en: "is after today, \(today)"))
        }
        if let installed = lift.installedOn, change.on < installed {
            throw .invalid(
                field: "on", Phrase(zh: "早于安装日期 \(installed)", en: "is before \(installed), when it was installed"))
        }
        switch change {
        case .maintainer(let maintainer, let phone, let day):
            guard maintainer != lift.maintainer else {
                throw .conflict(field: "maintainer", Phrase(zh: "已是维保单位", en: "maintains the lift already"))
            }
            try checkOrder(.maintainer, day)
            add(.maintainer, from: lift.maintainer, to: maintainer, on: day, .maintainerMark, pack)
            lift = lift.maintained(by: maintainer, phone: phone)
        case .mark(let mark, let nextInspection, let day):
            try self.mark(mark, nextInspection, day)
        case .userUnit(let kind, let name, let day):
            let before = care.userUnit
            guard before?.kind != kind || before?.name != name else {
                throw .conflict(field: "kind", Phrase(zh: "已是使用单位", en: "answers for the lift already"))
            }
            try checkOrder(.userUnit, day)
            let hadOne = before != nil
            care.userUnit = LiftCare.UserUnit(kind: kind, name: name, since: day)
            add(
                .userUnit, from: before.map(Self.text), to: care.userUnit.map(Self.text), on: day,
                hadOne ? .userUnitRegistration : nil, pack)
        }
    }

    private mutating func mark(_ mark: String?, _ nextInspection: Day?, _ day: Day) throws(LiftRefusal) {
        let outstanding = care.changes.indices.filter { care.changes[$0].isOutstanding }
        guard mark != nil || nextInspection != nil || !outstanding.isEmpty else {
            throw .conflict(
                field: "lift", Phrase(zh: "没有需要更换的标志", en: "needs no new mark; give its number or next inspection"))
        }
        if let marked = care.markedOn, day < marked {
            throw .invalid(field: "on", Phrase(zh: "早于上次更换的 \(marked)", en: "is before \(marked), the last time"))
        }
        if let late = outstanding.map({ care.changes[$0].changedOn }).max(), day < late {
            throw .invalid(field: "on", Phrase(zh: "早于变更的 \(late)", en: "is before the change, on \(late)"))
        }
        if let nextInspection, nextInspection <= day {
            throw .invalid(
                field: "nextInspectionOn", Phrase(zh: "不晚于更换标志的日期", en: "is not after the day of the mark"))
        }
        for index in outstanding { care.changes[index].doneOn = day }
        care.markedOn = day
        care.useMark = mark ?? care.useMark
        if let nextInspection { lift = lift.inspected(next: nextInspection) }
    }

    private func checkOrder(_ kind: LiftCare.Change.Kind, _ day: Day) throws(LiftRefusal) {
        guard let last = care.changes.last(where: { $0.kind == kind })?.changedOn, day < last else { return }
        throw .invalid(field: "on", Phrase(zh: "早于上次变更的 \(last)", en: "is before the last change, on \(last)"))
    }

    private mutating func add(
        _ kind: LiftCare.Change.Kind, from: String?, to: String?, on day: Day, _ key: RuleKey?, _ pack: RulePack?
    ) {
        let value = key.flatMap { pack?.parameters?[$0]?.value }
        care.changes.append(
            LiftCare.Change(
                number: (care.changes.last?.number ?? 0) + 1, kind: kind, from: from, to: to, changedOn: day,
                period: value.flatMap { Period($0) }))
    }

    private static func text(_ unit: LiftCare.UserUnit) -> String { unit.name ?? unit.kind.rawValue }
}

extension Lift {
    func maintained(by maintainer: String, phone: String?) -> Lift {
        Lift(
            code: code, registrationCode: registrationCode, rescueCode: rescueCode, firstFloor: firstFloor,
            lastFloor: lastFloor, skips: skips, installedOn: installedOn, nextInspectionOn: nextInspectionOn,
            maintainer: maintainer, maintainerPhone: phone)
    }

    func inspected(next day: Day) -> Lift {
        Lift(
            code: code, registrationCode: registrationCode, rescueCode: rescueCode, firstFloor: firstFloor,
            lastFloor: lastFloor, skips: skips, installedOn: installedOn, nextInspectionOn: day,
            maintainer: maintainer, maintainerPhone: maintainerPhone)
    }

    /// The fields in the order of `LiftFile.columns`.
    var fields: [String] {
        [
            code.building.description, code.entrance.description, code.number.description, registrationCode, rescueCode,
            firstFloor, lastFloor, skips.joined(separator: String(Self.separator)), installedOn?.description ?? "",
            nextInspectionOn?.description ?? "", maintainer ?? "", maintainerPhone ?? "",
        ]
    }
}
