import Model

/// One row of a roll's file: a unit and one of its owners.
struct RollRow {
    let unit: ListedUnit
    let owner: ListedOwner
    /// What the areas of the unit's building add up to, where the file declares it.
    let buildingTotal: Area?

    /// Everything that is wrong in one row.
    struct Refusal: Error {
        var faults: [CSVFault] = []
    }

    init(_ row: CSVRow) throws(Refusal) {
        var refusal = Refusal()
        let building = refusal.collect { () throws(CSVFault) in try row.value("building", as: BuildingCode.self) }
        let entrance = refusal.collect { () throws(CSVFault) in try row.value("entrance", as: EntranceCode.self) }
        let floor = refusal.collect { () throws(CSVFault) in try Self.label("floor", row, limit: 16) }
        let number = refusal.collect { () throws(CSVFault) in try row.value("unit", as: PlacePart.self) }
        let area = refusal.collect { () throws(CSVFault) in try Self.area(row) }
        let source = refusal.collect { () throws(CSVFault) in
            row[RollFile.areaSource].isEmpty
                ? .none : Optional(try row.word(RollFile.areaSource, as: UnitRecord.AreaSource.self))
        }
        let total = refusal.collect { () throws(CSVFault) in
            try row.optionalValue(RollFile.buildingTotal, as: Area.self)
        }
        let use = refusal.collect { () throws(CSVFault) in try row.word("use", as: UnitRecord.Use.self) }
        let ref = refusal.collect { () throws(CSVFault) in try row.value("owner_ref", as: OwnerRef.self) }
        let name = refusal.collect { () throws(CSVFault) in try Self.label("owner_name", row, limit: 100) }
        let kind = refusal.collect { () throws(CSVFault) in
            try row.word("owner_kind", as: UnitRecord.OwnerKind.self)
        }
        let phone = refusal.collect { () throws(CSVFault) in try Self.phone(row) }
        guard let building, let entrance, let floor, let number, let area, let source, let total,
            let use, let ref, let name, let kind,
            let phone
        else { throw refusal }
        unit = ListedUnit(
            unit: UnitCode(building: building, entrance: entrance, number: number), floor: floor, area: area,
            areaSource: source, use: use, ownerKind: kind, owners: [ref])
        owner = ListedOwner(ref: ref, name: name, kind: kind, phone: phone)
        buildingTotal = total
    }

    private static func label(_ column: String, _ row: CSVRow, limit: Int) throws(CSVFault) -> String {
        let text = try row.text(column, limit: limit)
        guard !FormulaText.looksLikeOne(text) else { throw row.fault(column, FormulaText.refusal) }
        return text
    }

    /// The largest area that one unit can have: a square kilometre.
    private static let largestArea = Area(hundredths: 100_000_000)

    private static func area(_ row: CSVRow) throws(CSVFault) -> Area {
        let area = try row.value("area_m2", as: Area.self)
        guard area > .zero else { throw row.fault("area_m2", Phrase(zh: "应大于 0", en: "must be more than 0")) }
        guard area <= largestArea else {
            throw row.fault("area_m2", Phrase(zh: "超过 \(largestArea) m²", en: "is more than \(largestArea) m²"))
        }
        return area
    }

    private static func phone(_ row: CSVRow) throws(CSVFault) -> String {
        let phone = try row.text("phone", limit: 24, isOptional: true)
        guard phone.utf8.allSatisfy({ "0123456789+-() *".utf8.contains($0) }) else {
            throw row.fault("phone", Phrase(zh: "应为电话号码", en: "is not a telephone number"))
        }
        return phone
    }
}

extension RollRow.Refusal {
    /// The value, or nil and one more fault.
    fileprivate mutating func collect<Value>(_ read: () throws(CSVFault) -> Value) -> Value? {
        do {
            return try read()
        } catch {
            faults.append(error)
            return nil
        }
    }
}
