import Model

/// A `roll.csv` (docs/scenarios.md) that is right as a whole.
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

    /// Rows that a file may have, the header included: the largest roll has 200,000 units, some with several owners.
    private static let rowLimit = 500_001

    /// In the order in which the file names them first.
    private(set) var units: [ListedUnit] = []
    private(set) var owners: [ListedOwner] = []
    /// The places of the units in the order of their codes; nil where the file has them in it.
    private(set) var order: [Int]?
    /// What buildings declare to be in all.
    private(set) var totals: [BuildingCode: Area] = [:]

    /// The lines that name the units and the owners first, in the order of these, and where the columns stand in them.
    private var unitLines: [Int] = []
    private var ownerLines: [Int] = []
    private var columns: [String: CSVColumn] = [:]

    private var unitIndex: [UnitCode: Place] = [:]
    private var ownerIndex: [OwnerRef: Place] = [:]
    private var totalRows: [BuildingCode: CSVRow] = [:]

    /// Where something stands in `units` or `owners`.
    private struct Place {
        let index: Int

        /// The place itself, as the one access to a dictionary that finds what is there or stores what is new.
        mutating func known() -> Int { index }
    }

    /// How many owners `take` gets at a time.
    static let batch = 2_048

    /// How many batches of owners the largest file has.
    static let batchLimit = rowLimit / batch + 1

    /// Reads a file.
    ///
    /// `take` gets the owners as soon as they are named, in the order of `owners`, each once; what the file says of them
    /// later, and whether it is right as a whole, is not known then.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - isWhole: whether it has all units of a building that declares a total; those of a transfer are some of them.
    ///   - take: gets the owners.
    /// - Throws: `RegistryError.fileRefused` with everything that is wrong in it.
    init(
        _ bytes: [UInt8], isWhole: Bool = true, owners take: (ArraySlice<ListedOwner>) -> Void = { _ in }
    ) throws(RegistryError) {
        var limits = CSVLimits()
        limits.records = Self.rowLimit
        // A row has about eighty bytes; a dictionary that grows moves all that it has.
        let rows = bytes.count / 80
        unitIndex.reserveCapacity(rows)
        ownerIndex.reserveCapacity(rows)
        units.reserveCapacity(rows)
        owners.reserveCapacity(rows)
        unitLines.reserveCapacity(rows)
        ownerLines.reserveCapacity(rows)
        var reading: RollRow.Reading?
        var taken = 0
        var faults = CSVFile.read(
            bytes, columns: Self.columns, optional: Self.optionalColumns, limits: limits
        ) { row, faults in
            // Taken and not copied: it holds the name of each column.
            var columns = reading.take() ?? RollRow.Reading(row)
            do throws(RollRow.Refusal) {
                try self.take(RollRow(row, &columns), row)
            } catch {
                faults.append(contentsOf: error.faults)
            }
            reading = columns
            if owners.count - taken == Self.batch {
                take(owners[taken...])
                taken = owners.count
            }
        }
        take(owners[taken...])
        if isWhole, faults.isEmpty { checkTotals(&faults) }
        guard faults.isEmpty else { throw .fileRefused(faults) }
        columns = reading?.columns ?? [:]
        order = UnitOrder(of: units.lazy.map(\.unit)).places
        // Whoever keeps the file needs them no more.
        unitIndex = [:]
        ownerIndex = [:]
        totalRows = [:]
    }

    /// Each building that declares a total has just that (R-C-02).
    private func checkTotals(_ faults: inout CSVFaults) {
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

    private mutating func take(total: Area?, _ row: CSVRow, of building: BuildingCode) -> [CSVFault] {
        guard let total else { return [] }
        guard let known = totals[building], let first = totalRows[building] else {
            totals[building] = total
            totalRows[building] = row
            return []
        }
        if known == total { return [] }
        return [row.fault(Self.buildingTotal, Self.differs(from: first.line, of: building.description))]
    }

    private mutating func take(_ listed: RollRow, _ row: CSVRow) throws(RollRow.Refusal) {
        let owner = ownerIndex[listed.owner.ref, default: Place(index: owners.count)].known()
        let unit = unitIndex[listed.unit.unit, default: Place(index: units.count)].known()
        let (isNewOwner, isNewUnit) = (owner == owners.count, unit == units.count)
        let ownerFaults = isNewOwner ? [] : disagreements(of: listed.owner, from: owner, row)
        let unitFaults = isNewUnit ? [] : disagreements(of: listed, owner: owner, from: unit, row)
        guard ownerFaults.isEmpty, unitFaults.isEmpty else {
            // A row that is refused is nothing that later ones could differ from.
            if isNewOwner { ownerIndex[listed.owner.ref] = nil }
            if isNewUnit { unitIndex[listed.unit.unit] = nil }
            throw RollRow.Refusal(faults: unitFaults + ownerFaults)
        }
        if isNewOwner {
            owners.append(listed.owner)
            ownerLines.append(row.line)
        } else if owners[owner].phone.isEmpty {
            owners[owner].phone = listed.owner.phone
        }
        if isNewUnit {
            units.append(listed.unit)
            unitLines.append(row.line)
        }
        units[unit].owners.append(owner)
        let totalFaults = take(total: listed.buildingTotal, row, of: listed.unit.unit.building)
        guard totalFaults.isEmpty else { throw RollRow.Refusal(faults: totalFaults) }
    }

    /// The rows of a unit with several owners must say the same of the unit.
    private func disagreements(of listed: RollRow, owner: Int, from place: Int, _ row: CSVRow) -> [CSVFault] {
        let (known, line) = (units[place], unitLines[place])
        var faults: [CSVFault] = []
        if known.owners.count == Self.ownerLimit {
            faults.append(
                row.fault(
                    "owner_ref",
                    Phrase(
                        zh: "\(known.unit) 的业主超过 \(Self.ownerLimit) 人",
                        en: "is one owner of \(known.unit) more than the \(Self.ownerLimit) that a unit may have")))
        } else if known.owners.contains(owner) {
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
    private func disagreements(of owner: ListedOwner, from place: Int, _ row: CSVRow) -> [CSVFault] {
        if owners[place] == owner { return [] }
        return owner.contradictions(to: owners[place]).map { column in
            row.fault(column, Self.differs(from: ownerLines[place], of: owner.ref.description))
        }
    }

    private static func differs(from line: Int, of what: String) -> Phrase {
        Phrase(zh: "与第 \(line) 行 \(what) 的内容不一致", en: "differs from what line \(line) says of \(what)")
    }

    // MARK: - What a roll says against a file

    /// A fault in the row that names a unit first, by the unit's place in `units`.
    func fault(unit place: Int, _ column: String, _ reason: Phrase) -> CSVFault {
        fault(line: unitLines[place], column, reason)
    }

    /// What the file says of an owner, by its place in `owners`, that contradicts what is known of the same reference.
    ///
    /// Two persons under one reference would be one head (R-C-14).
    func contradictions(owner place: Int, to known: ListedOwner) -> [CSVFault] {
        owners[place].contradictions(to: known).map { column in
            fault(
                line: ownerLines[place], column,
                Phrase(
                    zh: "与名册中 \(known.ref) 的内容不一致，转让不能更改名册中已有的业主",
                    en: "differs from what the roll says of \(known.ref), whom a transfer does not change"))
        }
    }

    /// The line that names an owner first, by its place in `owners`.
    func line(owner place: Int) -> Int { ownerLines[place] }

    private func fault(line: Int, _ column: String, _ reason: Phrase) -> CSVFault {
        guard let place = columns[column] else { preconditionFailure("\(column) is no column of a roll") }
        return place.fault(on: line, reason)
    }
}
