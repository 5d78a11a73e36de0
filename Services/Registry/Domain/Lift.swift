import Model

/// A lift as the registry knows it (R-G-06).
struct Lift: Sendable, Equatable {
    let code: LiftCode
    let registrationCode: String
    /// Empty where none is known.
    let rescueCode: String
    /// Labels of floors, not numbers: `B1`, `15A` (R-G-07).
    let firstFloor: String
    let lastFloor: String
    let skips: [String]
    let installedOn: Day?
    let nextInspectionOn: Day?
    let maintainer: String?
    /// For the registry and the committee; not in the event.
    let maintainerPhone: String?

    /// - Throws: `CSVFault` for the first thing that is wrong in the row.
    init(_ row: CSVRow) throws(CSVFault) {
        code = LiftCode(
            building: try row.value("building"), entrance: try row.value("entrance"), number: try row.value("lift"))
        registrationCode = try Self.word("registration_code", row, isOptional: false)
        rescueCode = try Self.word("rescue_code", row, isOptional: true)
        firstFloor = try Self.plain("first_floor", row, limit: 16)
        lastFloor = try Self.plain("last_floor", row, limit: 16)
        skips = try Self.skips(row)
        try Self.check(firstFloor, lastFloor, skips, row)
        installedOn = try row.optionalValue("installed_on")
        nextInspectionOn = try row.optionalValue("next_inspection_on")
        if let installedOn, let nextInspectionOn, nextInspectionOn < installedOn {
            throw row.fault("next_inspection_on", Phrase(zh: "早于安装日期", en: "is before the day of installation"))
        }
        maintainer = try Self.plain("maintainer", row, limit: 100, isOptional: true).nonEmpty
        maintainerPhone = try row.text("maintainer_phone", limit: TelephoneText.limit, isOptional: true).nonEmpty
        if let maintainerPhone, !TelephoneText.isOne(maintainerPhone) {
            throw row.fault("maintainer_phone", TelephoneText.refusal)
        }
    }

    /// The lift of the stored form.
    init(
        code: LiftCode, registrationCode: String, rescueCode: String, firstFloor: String, lastFloor: String,
        skips: [String], installedOn: Day?, nextInspectionOn: Day?, maintainer: String?, maintainerPhone: String?
    ) {
        self.code = code
        self.registrationCode = registrationCode
        self.rescueCode = rescueCode
        self.firstFloor = firstFloor
        self.lastFloor = lastFloor
        self.skips = skips
        self.installedOn = installedOn
        self.nextInspectionOn = nextInspectionOn
        self.maintainer = maintainer
        self.maintainerPhone = maintainerPhone
    }

    var recorded: LiftRecorded {
        LiftRecorded(
            lift: code, registrationCode: registrationCode, rescueCode: rescueCode, firstFloor: firstFloor,
            lastFloor: lastFloor, skips: skips, installedOn: installedOn, nextInspectionOn: nextInspectionOn,
            maintainer: maintainer)
    }

    /// Between two labels of a list of floors, as between the candidates of a paper.
    static let separator: Character = "+"

    private static func skips(_ row: CSVRow) throws(CSVFault) -> [String] {
        let labels = try plain("skips", row, limit: 400, isOptional: true)
            .split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        if labels == [""] { return [] }
        guard labels.allSatisfy({ !$0.isEmpty && $0.count <= 16 }), Set(labels).count == labels.count else {
            throw row.fault("skips", Phrase(zh: "应为用 + 连接的楼层", en: "must be floors joined by +, each once"))
        }
        return labels
    }

    /// Where the labels are numbers, the last floor is not below the first one, and what is skipped lies between.
    private static func check(_ first: String, _ last: String, _ skips: [String], _ row: CSVRow) throws(CSVFault) {
        guard let low = ServedFloors.level(first), let high = ServedFloors.level(last) else { return }
        guard low <= high else {
            throw row.fault("last_floor", Phrase(zh: "低于最低楼层", en: "is below the first floor"))
        }
        for skip in skips {
            guard let level = ServedFloors.level(skip), !(low...high).contains(level) else { continue }
            throw row.fault("skips", Phrase(zh: "\(skip) 不在起止楼层之间", en: "\(skip) is not between first and last floor"))
        }
    }

    /// A text that a spreadsheet shows as it is, because the export is opened in one.
    private static func plain(
        _ column: String, _ row: CSVRow, limit: Int, isOptional: Bool = false
    ) throws(CSVFault) -> String {
        let text = try row.text(column, limit: limit, isOptional: isOptional)
        guard !FormulaText.looksLikeOne(text) else { throw row.fault(column, FormulaText.refusal) }
        return text
    }

    private static func word(_ column: String, _ row: CSVRow, isOptional: Bool) throws(CSVFault) -> String {
        let word = try plain(column, row, limit: 32, isOptional: isOptional)
        guard word.utf8.allSatisfy({ UInt8(ascii: "!")...UInt8(ascii: "~") ~= $0 }) else {
            throw row.fault(column, Phrase(zh: "只能是字母、数字和符号", en: "may hold Latin letters, digits and signs only"))
        }
        return word
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
