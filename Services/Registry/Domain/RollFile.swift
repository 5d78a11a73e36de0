import Model

/// A `roll.csv` (design §12) that is right as a whole.
struct RollFile: Sendable {
    static let columns = [
        "building", "entrance", "floor", "unit", "area_m2", "use", "owner_ref", "owner_name", "owner_kind", "phone",
    ]

    /// How many owners a unit may have, so that an event of two hundred units fits a message of the broker.
    static let ownerLimit = 64

    /// In the order in which the file names them first.
    private(set) var units: [ListedUnit] = []
    private(set) var owners: [ListedOwner] = []

    private var unitIndex: [UnitCode: (index: Int, line: Int)] = [:]
    private var ownerIndex: [OwnerRef: (index: Int, line: Int)] = [:]
    private var faults: [CSVFault] = []

    /// Reads a file.
    ///
    /// - Throws: `RegistryError.fileRefused` with everything that is wrong in it.
    init(_ bytes: [UInt8]) throws(RegistryError) {
        let file = CSVFile(bytes, columns: Self.columns)
        faults = file.faults
        for row in file.rows {
            do {
                try take(RollRow(row), row)
            } catch {
                faults += error.faults
            }
        }
        guard faults.isEmpty else { throw .fileRefused(faults) }
    }

    private mutating func take(_ listed: RollRow, _ row: CSVRow) throws(RollRow.Refusal) {
        let ownerFaults = disagreements(of: listed.owner, row)
        let unitFaults = disagreements(of: listed, row)
        guard ownerFaults.isEmpty, unitFaults.isEmpty else { throw RollRow.Refusal(faults: unitFaults + ownerFaults) }
        if let known = ownerIndex[listed.owner.ref] {
            if owners[known.index].phone.isEmpty { owners[known.index].phone = listed.owner.phone }
        } else {
            ownerIndex[listed.owner.ref] = (owners.count, row.line)
            owners.append(listed.owner)
        }
        if let known = unitIndex[listed.unit.unit] {
            units[known.index].owners.append(listed.owner.ref)
        } else {
            unitIndex[listed.unit.unit] = (units.count, row.line)
            units.append(listed.unit)
        }
    }

    /// The rows of a unit with several owners must say the same of the unit.
    private func disagreements(of listed: RollRow, _ row: CSVRow) -> [CSVFault] {
        guard let (index, line) = unitIndex[listed.unit.unit] else { return [] }
        let known = units[index]
        var faults: [CSVFault] = []
        if known.owners.count == Self.ownerLimit {
            faults.append(
                row.fault(
                    "owner_ref",
                    Phrase(
                        zh: "\(known.unit) 的业主超过 \(Self.ownerLimit) 人",
                        en: "is one owner of \(known.unit) more than the \(Self.ownerLimit) that a unit may have")))
        } else if known.owners.contains(listed.owner.ref) {
            faults.append(
                row.fault(
                    "owner_ref",
                    Phrase(
                        zh: "\(known.unit) 的这位业主已列出", en: "is listed for \(known.unit) already")))
        }
        let same = [
            ("floor", known.floor == listed.unit.floor), ("area_m2", known.area == listed.unit.area),
            ("use", known.use == listed.unit.use),
        ]
        for (column, isSame) in same where !isSame {
            faults.append(row.fault(column, Self.differs(from: line, of: known.unit.description)))
        }
        return faults
    }

    /// The rows of an owner must say the same of the owner; a telephone number may be left out.
    private func disagreements(of owner: ListedOwner, _ row: CSVRow) -> [CSVFault] {
        guard let (index, line) = ownerIndex[owner.ref] else { return [] }
        let known = owners[index]
        let same = [
            ("owner_name", known.name == owner.name), ("owner_kind", known.kind == owner.kind),
            ("phone", known.phone.isEmpty || owner.phone.isEmpty || known.phone == owner.phone),
        ]
        return same.filter { !$0.1 }.map { column, _ in
            row.fault(column, Self.differs(from: line, of: owner.ref.description))
        }
    }

    private static func differs(from line: Int, of what: String) -> Phrase {
        Phrase(zh: "与第 \(line) 行 \(what) 的内容不一致", en: "differs from what line \(line) says of \(what)")
    }
}
