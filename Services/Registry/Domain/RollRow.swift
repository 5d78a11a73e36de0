import Model

/// One row of a roll's file: a unit and one of its owners.
struct RollRow {
    /// Without owners, whose places the file knows.
    var unit: ListedUnit
    let owner: ListedOwner
    /// What the areas of the unit's building add up to, where the file declares it.
    let buildingTotal: Area?

    /// Everything that is wrong in one row.
    struct Refusal: Error {
        var faults: [CSVFault] = []
    }

    /// Where the columns of a file stand, and the words that its last row had: nearly every row has the same.
    struct Reading {
        fileprivate let building, entrance, floor, unit, area, source, total, use, ref, name, kind, phone: CSVColumn
        fileprivate var lastUse: (text: String, word: UnitRecord.Use)?
        fileprivate var lastKind: (text: String, word: UnitRecord.OwnerKind)?
        fileprivate var lastSource: (text: String, word: UnitRecord.AreaSource)?

        /// - Parameter row: any row of the file.
        init(_ row: CSVRow) {
            building = row.column("building")
            entrance = row.column("entrance")
            floor = row.column("floor")
            unit = row.column("unit")
            area = row.column("area_m2")
            source = row.column(RollFile.areaSource)
            total = row.column(RollFile.buildingTotal)
            use = row.column("use")
            ref = row.column("owner_ref")
            name = row.column("owner_name")
            kind = row.column("owner_kind")
            phone = row.column("phone")
        }

        /// The columns by their names.
        var columns: [String: CSVColumn] {
            let all = [building, entrance, floor, unit, area, source, total, use, ref, name, kind, phone]
            return Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
        }
    }

    init(_ row: CSVRow, _ columns: inout Reading) throws(Refusal) {
        var refusal = Refusal()
        let building = refusal.collect { () throws(CSVFault) in
            try Self.value(columns.building, row) as BuildingCode
        }
        let entrance = refusal.collect { () throws(CSVFault) in
            try Self.value(columns.entrance, row) as EntranceCode
        }
        let floor = refusal.collect { () throws(CSVFault) in try Self.label(columns.floor, row, limit: 16) }
        let number = refusal.collect { () throws(CSVFault) in try Self.value(columns.unit, row) as PlacePart }
        let area = refusal.collect { () throws(CSVFault) in try Self.area(columns.area, row) }
        let source = refusal.collect { () throws(CSVFault) in
            row[columns.source].isEmpty
                ? .none : Optional(try Self.word(columns.source, row, &columns.lastSource))
        }
        let total = refusal.collect { () throws(CSVFault) in try row.optionalValue(columns.total, as: Area.self) }
        let use = refusal.collect { () throws(CSVFault) in try Self.word(columns.use, row, &columns.lastUse) }
        let ref = refusal.collect { () throws(CSVFault) in try Self.ref(columns.ref, row) }
        let name = refusal.collect { () throws(CSVFault) in try Self.label(columns.name, row, limit: 100) }
        let kind = refusal.collect { () throws(CSVFault) in try Self.word(columns.kind, row, &columns.lastKind) }
        let phone = refusal.collect { () throws(CSVFault) in try Self.phone(columns.phone, row) }
        guard let building, let entrance, let floor, let number, let area, let source, let total,
            let use, let ref, let name, let kind,
            let phone
        else { throw refusal }
        unit = ListedUnit(
            unit: UnitCode(building: building, entrance: entrance, number: number), floor: floor, area: area,
            areaSource: source, use: use, owners: [])
        owner = ListedOwner(ref: ref, name: name, kind: kind, phone: phone)
        buildingTotal = total
    }

    /// The same as `row.value`, which is in another module and compiled for all values at once.
    private static func value<Value: TextValue>(_ column: CSVColumn, _ row: CSVRow) throws(CSVFault) -> Value {
        do {
            return try Value(parsing: row[column])
        } catch {
            throw row.fault(column, error.reason)
        }
    }

    private static func word<Word: RawRepresentable & CaseIterable>(
        _ column: CSVColumn, _ row: CSVRow, _ last: inout (text: String, word: Word)?
    ) throws(CSVFault) -> Word where Word.RawValue == String {
        let text = row[column]
        if let last, last.text == text { return last.word }
        let word = try row.word(column, as: Word.self)
        last = (text, word)
        return word
    }

    /// A reference stands in clear and stays for good, so that no document's number may be one, nor what looks like another.
    private static func ref(_ column: CSVColumn, _ row: CSVRow) throws(CSVFault) -> OwnerRef {
        let ref: OwnerRef = try value(column, row)
        if let fault = OwnerRef.fault(in: ref.description) { throw row.fault(column, fault) }
        guard !ref.isIdentityNumber else {
            throw row.fault(
                column,
                Phrase(
                    zh: "不能用身份证号码作为业主编号；证件号码请另行登记",
                    en: "is an identity card's number; call the owner otherwise, and record the document apart"))
        }
        return ref
    }

    private static func label(_ column: CSVColumn, _ row: CSVRow, limit: Int) throws(CSVFault) -> String {
        let text = try row.text(column, limit: limit)
        guard !FormulaText.looksLikeOne(text) else { throw row.fault(column, FormulaText.refusal) }
        return text
    }

    /// The largest area that one unit can have: a square kilometre.
    private static let largestArea = Area(hundredths: 100_000_000)

    private static func area(_ column: CSVColumn, _ row: CSVRow) throws(CSVFault) -> Area {
        let area: Area = try value(column, row)
        guard area > .zero else { throw row.fault(column, Phrase(zh: "应大于 0", en: "must be more than 0")) }
        guard area <= largestArea else {
            throw row.fault(column, Phrase(zh: "超过 \(largestArea) m²", en: "is more than \(largestArea) m²"))
        }
        return area
    }

    private static func phone(_ column: CSVColumn, _ row: CSVRow) throws(CSVFault) -> String {
        let phone = try row.text(column, limit: TelephoneText.limit, isOptional: true)
        guard phone.isEmpty || TelephoneText.isOne(phone) else { throw row.fault(column, TelephoneText.refusal) }
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
