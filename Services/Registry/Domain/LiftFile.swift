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
        var rescues: [String: Int] = [:]
        let faults = CSVFile.read(bytes, columns: Self.columns) { row, faults in
            faults.collect { () throws(CSVFault) in
                let lift = try Lift(row)
                if let line = lines.updateValue(row.line, forKey: lift.code) {
                    throw row.fault("lift", Self.repeated(line))
                }
                if let line = registrations.updateValue(row.line, forKey: lift.registrationCode) {
                    throw row.fault("registration_code", Self.repeated(line))
                }
                if !lift.rescueCode.isEmpty, let line = rescues.updateValue(row.line, forKey: lift.rescueCode) {
                    throw row.fault("rescue_code", Self.repeated(line))
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

    /// Checks that no lift is installed on a day that has not come: one that is yet to be added has no day until it is
    /// there, or it would be said to be in use (docs/decisions/0055).
    ///
    /// - Throws: `RegistryError.fileRefused` with every lift that is.
    func check(today: Day) throws(RegistryError) {
        let reason = Phrase(
            zh: "晚于今天 \(today)，尚未安装的电梯应留空",
            en: "is later than today, \(today); it stays empty until the lift is there")
        var faults = CSVFaults()
        for (lift, row) in zip(lifts, rows) {
            if let day = lift.installedOn, day > today { faults.append(row.fault("installed_on", reason)) }
        }
        guard faults.isEmpty else { throw .fileRefused(faults) }
    }

    /// Checks that no lift has a code of one that is known and that the file leaves as it is: by the registration code
    /// it would be that lift, and by the rescue code help would come to that one (R-L-54).
    ///
    /// - Throws: `RegistryError.fileRefused` with every lift that has.
    func check(known: [Lift]) throws(RegistryError) {
        let listed = Set(lifts.map(\.code))
        let others = known.filter { !listed.contains($0.code) }
        let registered = Dictionary(others.map { ($0.registrationCode, $0.code) }) { first, _ in first }
        let rescued = Dictionary(others.map { ($0.rescueCode, $0.code) }) { first, _ in first }
        var faults = CSVFaults()
        for (lift, row) in zip(lifts, rows) {
            if let holder = registered[lift.registrationCode] {
                faults.append(row.fault("registration_code", Self.taken(holder)))
            }
            if !lift.rescueCode.isEmpty, let holder = rescued[lift.rescueCode] {
                faults.append(row.fault("rescue_code", Self.taken(holder)))
            }
        }
        guard faults.isEmpty else { throw .fileRefused(faults) }
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
