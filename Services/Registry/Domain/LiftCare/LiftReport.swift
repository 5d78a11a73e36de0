import Model

/// Everything that anybody may know of a lift on a day (R-G-06); the maintainer's number is the committee's affair.
struct LiftReport: Codable, Sendable, Equatable {
    let lift: LiftCode
    let registrationCode: String
    let rescueCode: String
    /// The public rescue line, to which the code is read (R-L-54).
    let rescuePhone: String?
    let firstFloor: String
    let lastFloor: String
    let skips: [String]
    /// Nil where the labels of the ends are no numbers.
    let floors: [ServedFloor]?
    let installedOn: Day?
    let nextInspectionOn: Day?
    let maintainer: String?
    let useMark: String?
    let markedOn: Day?
    let userUnit: UserUnit?
    /// Whole years since it was installed.
    let age: Int64?
    let flags: [Flag]
    let changes: [Change]

    struct UserUnit: Codable, Sendable, Equatable {
        let kind: LiftCare.UserUnit.Kind
        let name: String?
        let since: Day
    }

    /// Something about the lift that somebody should act on, by a rule that is named.
    struct Flag: Codable, Sendable, Equatable {
        let flag: Kind
        let rule: String
        let value: String
        let source: String

        enum Kind: String, Codable, Sendable, CaseIterable {
            /// So old that a safety assessment is called for (R-L-37).
            case assessment
            /// So old that a replacement is (docs/rules.md).
            case replacement
            /// The periodic inspection is to be applied for (R-L-32).
            case inspectionDue
            /// It must not run (R-L-32).
            case inspectionOverdue
            /// The new mark or registration is late (R-L-03).
            case markOverdue
        }
    }

    /// A change of hands, and by when the mark or the registration had to follow.
    struct Change: Codable, Sendable, Equatable {
        let number: Int64
        let kind: LiftCare.Change.Kind
        let from: String?
        let to: String?
        let changedOn: Day
        let due: Day?
        let yearNotLoaded: Int64?
        let doneOn: Day?
        let isOverdue: Bool
    }
}

extension LiftReport {
    /// The report of a day by the rules in force; without any, nothing is due, and nothing flagged but an overdue
    /// inspection, without which the law itself stops the lift (R-L-32).
    init(_ cared: CaredLift, pack: RulePack?, calendar: WorkCalendar, today: Day) {
        let (lift, care) = (cared.lift, cared.care)
        self.lift = lift.code
        registrationCode = lift.registrationCode
        rescueCode = lift.rescueCode
        rescuePhone = pack?.parameters?[.rescueLine]?.value
        firstFloor = lift.firstFloor
        lastFloor = lift.lastFloor
        skips = lift.skips
        floors = ServedFloors.floors(from: lift.firstFloor, to: lift.lastFloor, without: lift.skips)
        installedOn = lift.installedOn
        nextInspectionOn = lift.nextInspectionOn
        maintainer = lift.maintainer
        useMark = care.useMark
        markedOn = care.markedOn
        userUnit = care.userUnit.map { UserUnit(kind: $0.kind, name: $0.name, since: $0.since) }
        age = lift.installedOn.flatMap { Self.years(from: $0, to: today) }
        let changes = care.changes.map { Change($0, calendar, today) }
        self.changes = changes
        flags = Self.flags(lift, changes, pack, calendar, today)
    }

    private static func years(from first: Day, to last: Day) -> Int64? {
        guard first <= last else { return nil }
        let years = last.components.year - first.components.year
        return first.advanced(byMonths: years * 12) <= last ? years : years - 1
    }

    private static func flags(
        _ lift: Lift, _ changes: [Change], _ pack: RulePack?, _ calendar: WorkCalendar, _ today: Day
    ) -> [Flag] {
        func lookUp(_ key: RuleKey) -> (rule: RulePack.Parameter, period: Period)? {
            guard let rule = pack?.parameters?[key], let period = Period(rule.value) else { return nil }
            return (rule, period)
        }
        func flag(_ kind: Flag.Kind, _ key: RuleKey, _ rule: RulePack.Parameter) -> Flag {
            Flag(flag: kind, rule: "parameters.\(key.rawValue)", value: rule.value, source: rule.source)
        }
        func isOlder(_ key: RuleKey) -> RulePack.Parameter? {
            guard let installed = lift.installedOn, let (rule, period) = lookUp(key),
                let end = known({ () throws(YearNotLoaded) in try calendar.termEnd(of: period, after: installed) }),
                today > end
            else { return nil }
            return rule
        }
        var flags: [Flag] = []
        if let rule = isOlder(.liftAssessmentAge) { flags.append(flag(.assessment, .liftAssessmentAge, rule)) }
        if let rule = isOlder(.liftReplacementAge) { flags.append(flag(.replacement, .liftReplacementAge, rule)) }
        if let next = lift.nextInspectionOn {
            let application = lookUp(.inspectionApplication)
            if today > next {
                let byRules = application.map { flag(.inspectionOverdue, .inspectionApplication, $0.rule) }
                flags.append(byRules ?? .inspectionOverdue(since: next))
            } else if let (rule, period) = application,
                let first = known({ () throws(YearNotLoaded) in try calendar.day(period, before: next) }),
                today >= first
            {
                flags.append(flag(.inspectionDue, .inspectionApplication, rule))
            }
        }
        for (kind, key) in [
            (LiftCare.Change.Kind.maintainer, RuleKey.maintainerMark), (.userUnit, .userUnitRegistration),
        ]
        where changes.contains(where: { $0.kind == kind && $0.isOverdue }) {
            if let (rule, _) = lookUp(key) { flags.append(flag(.markOverdue, key, rule)) }
        }
        return flags
    }

    /// A length in working days of a year that is not known sets no flag.
    private static func known(_ read: () throws(YearNotLoaded) -> Day) -> Day? {
        do { return try read() } catch { return nil }
    }
}

extension LiftReport.Flag {
    /// By the law, where the rules in force do not speak of inspections.
    fileprivate static func inspectionOverdue(since last: Day) -> Self {
        Self(flag: .inspectionOverdue, rule: "R-L-32", value: last.description, source: "特种设备安全法第四十条")
    }
}

extension LiftReport.Change {
    init(_ change: LiftCare.Change, _ calendar: WorkCalendar, _ today: Day) {
        let deadline = change.period.map { Deadline(of: $0, after: change.changedOn, calendar) }
        number = change.number
        kind = change.kind
        from = change.from
        to = change.to
        changedOn = change.changedOn
        due = deadline?.due
        yearNotLoaded = deadline?.yearNotLoaded
        doneOn = change.doneOn
        isOverdue = change.isOutstanding && deadline?.isPast(on: today) == true
    }
}
