import Model

/// A `lifts.csv` (docs/scenarios.md) that is right as a whole.
struct LiftFile: Sendable {
    static let columns = [
        "building", "entrance", "lift", "registration_code", "rescue_code", "first_floor", "last_floor", "skips",
        "installed_on", "next_inspection_on", "maintainer", "maintainer_phone",
    ]

    private(set) var lifts: [Lift] = []
    /// Where each lift stands in the file.
    private var rows: [CSVRow] = []

    /// Reads a file.
    ///
    /// - Throws: `RegistryError.fileRefused` with everything that is wrong in it.
    init(_ bytes: [UInt8]) throws(RegistryError) {
        var lines: [LiftCode: Int] = [:]
        var registrations: [String: Int] = [:]
        let faults = CSVFile.read(bytes, columns: Self.columns) { row, faults in
            faults.collect { () throws(CSVFault) in
                let lift = try Lift(row)
                if let line = lines.updateValue(row.line, forKey: lift.code) {
                    throw row.fault("lift", Self.repeated(line))
                }
                if let line = registrations.updateValue(row.line, forKey: lift.registrationCode) {
                    throw row.fault("registration_code", Self.repeated(line))
                }
                lifts.append(lift)
                rows.append(row)
            }
        }
        guard faults.isEmpty else { throw .fileRefused(faults) }
    }

    /// Checks that every lift stands in an entrance of the roll.
    ///
    /// - Throws: `RegistryError.fileRefused` with every lift that does not.
    func check(entrances: Set<Entrance>) throws(RegistryError) {
        let strangers = zip(lifts, rows).lazy.filter { !entrances.contains(Entrance($0.0.code)) }
        let faults = CSVFaults(
            strangers.map { _, row in
                row.fault("entrance", Phrase(zh: "名册中没有这个单元", en: "is no entrance of the roll"))
            })
        guard faults.isEmpty else { throw .fileRefused(faults) }
    }

    /// Checks what lifts bring against those that are known, and against today.
    ///
    /// By the registration code of another lift that the file leaves as it is, one would be that lift, and by its rescue
    /// code help would come to that one (R-L-54). One that is yet to be added has no day of installation until it is
    /// there, or it would be said to be in use (docs/decisions/0055). What is on record of a lift is no fault of a file
    /// that leaves it so: whoever changes something else of that lift could not.
    ///
    /// - Throws: `RegistryError.fileRefused` with every lift of which this is not so.
    func check(known: [Lift], today: Day) throws(RegistryError) {
        let before = Dictionary(known.map { ($0.code, $0) }) { first, _ in first }
        let listed = Set(lifts.map(\.code))
        let others = known.filter { !listed.contains($0.code) }
        let registered = Dictionary(others.map { ($0.registrationCode, $0.code) }) { first, _ in first }
        let rescued = Dictionary(others.map { ($0.rescueCode, $0.code) }) { first, _ in first }
        var rescues: [String: Int] = [:]
        for (lift, row) in zip(lifts, rows) where lift.rescueCode == before[lift.code]?.rescueCode {
            rescues[lift.rescueCode] = row.line
        }
        var faults = CSVFaults()
        for (lift, row) in zip(lifts, rows) {
            if let holder = registered[lift.registrationCode] {
                faults.append(row.fault("registration_code", Self.taken(holder)))
            }
            if let day = lift.installedOn, day > today, day != before[lift.code]?.installedOn {
                faults.append(row.fault("installed_on", Self.ahead(of: today)))
            }
            if lift.rescueCode.isEmpty || lift.rescueCode == before[lift.code]?.rescueCode { continue }
            if let holder = rescued[lift.rescueCode] {
                faults.append(row.fault("rescue_code", Self.taken(holder)))
            } else if let line = rescues.updateValue(row.line, forKey: lift.rescueCode) {
                faults.append(row.fault("rescue_code", Self.repeated(line)))
            }
        }
        guard faults.isEmpty else { throw .fileRefused(faults) }
    }

    private static func ahead(of today: Day) -> Phrase {
        Phrase(
            zh: "晚于今天 \(today)，尚未安装的电梯应留空",
            en: "is later than today, \(today); it stays empty until the lift is there")
    }

    private static func taken(_ holder: LiftCode) -> Phrase {
        Phrase(zh: "属于另一部电梯 \(holder)", en: "is that of the lift \(holder)")
    }

    private static func repeated(_ line: Int) -> Phrase {
        Phrase(zh: "与第 \(line) 行重复", en: "is the same as on line \(line)")
    }
}

/// A building's entrance, which has its own lifts.
struct Entrance: Hashable, Sendable {
    let building: BuildingCode
    let entrance: EntranceCode

    init(_ lift: LiftCode) {
        building = lift.building
        entrance = lift.entrance
    }

    init(_ unit: UnitCode) {
        building = unit.building
        entrance = unit.entrance
    }
}
