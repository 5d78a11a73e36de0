import Model

/// A `roll.csv` (design §12) that is right as a whole.
struct RollFile: Sendable {
    static let columns = [
        "building", "entrance", "floor", "unit", "area_m2", "use", "owner_ref", "owner_name", "owner_kind", "phone",
    ]

    static let areaSource = "area_source"
    static let buildingTotal = "building_area_m2"
    /// Columns that a file may have besides: where an area comes from (R-C-01), and what a building's areas add up to.
    static let optionalColumns = [areaSource, buildingTotal]

    /// How many owners a unit may have, so that an event of two hundred units fits a message of the broker.
    static let ownerLimit = 64

    /// In the order in which the file names them first.
    private(set) var units: [ListedUnit] = []
    private(set) var owners: [ListedOwner] = []
    /// What buildings declare to be in all.
    private(set) var totals: [BuildingCode: Area] = [:]

    private var unitIndex: [UnitCode: (index: Int, line: Int)] = [:]
    private var ownerIndex: [OwnerRef: (index: Int, line: Int)] = [:]
    private var totalRows: [BuildingCode: CSVRow] = [:]
    private var faults: [CSVFault] = []

    /// What a file would say that describes these.
    init(units: [ListedUnit], owners: [ListedOwner], totals: [BuildingCode: Area]) {
        self.units = units
        self.owners = owners
        self.totals = totals
    }

    /// Reads a file.
    ///
    /// - Throws: `RegistryError.fileRefused` with everything that is wrong in it.
    init(_ bytes: [UInt8]) throws(RegistryError) {
        let file = CSVFile(bytes, columns: Self.columns, optional: Self.optionalColumns)
        faults = file.faults
        for row in file.rows {
            do {
                try take(RollRow(row), row)
            } catch {
                faults += error.faults
            }
        }
        if faults.isEmpty { checkTotals() }
        guard faults.isEmpty else { throw .fileRefused(faults) }
    }

    /// Each building that declares a total has just that (R-C-02).
    private mutating func checkTotals() {
        guard !totals.isEmpty else { return }
        var sums: [BuildingCode: Area] = [:]
        for unit in units where totals[unit.unit.building] != nil {
            do {
                sums[unit.unit.building] = try (sums[unit.unit.building] ?? .zero).adding(unit.area)
            } catch {
                sums[unit.unit.building] = Area(hundredths: .max)
            }
        }
        for (building, total) in totals {
            guard let row = totalRows[building], let sum = sums[building], sum != total else { continue }
            faults.append(
                row.fault(
                    Self.buildingTotal,
                    Phrase(
                        zh: "\(building) 栋各户面积合计 \(sum) m²，与申报的 \(total) m² 不一致",
                        en: "the units of building \(building) add up to \(sum) m², not to the declared \(total) m²")))
        }
    }

    private mutating func take(total: Area?, _ row: CSVRow, of building: BuildingCode) {
        guard let total else { return }
        guard let known = totals[building], let first = totalRows[building] else {
            totals[building] = total
            totalRows[building] = row
            return
        }
        if known != total {
            faults.append(row.fault(Self.buildingTotal, Self.differs(from: first.line, of: building.description)))
        }
    }

    private mutating func take(_ listed: RollRow, _ row: CSVRow) throws(RollRow.Refusal) {
        let ownerFaults = disagreements(of: listed.owner, row)
        let unitFaults = disagreements(of: listed, row)
        guard ownerFaults.isEmpty, unitFaults.isEmpty else { throw RollRow.Refusal(faults: unitFaults + ownerFaults) }
        take(total: listed.buildingTotal, row, of: listed.unit.unit.building)
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
            ("use", known.use == listed.unit.use), (Self.areaSource, known.areaSource == listed.unit.areaSource),
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
