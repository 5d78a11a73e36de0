/// A CSV file with a header row, read whole (docs/decisions/0007): its rows, and everything wrong with its form.
///
/// The columns may stand in any order, but they are exactly the named ones, of which some may be left out. A file with a
/// fault is not to be used; its well-formed rows are here all the same, so that faults of content can be listed with those
/// of form.
package struct CSVFile: Sendable {
    package private(set) var rows: [CSVRow] = []
    package private(set) var faults = CSVFaults()

    /// Reads a file whose header must have exactly these columns.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - columns: the columns that it must have.
    ///   - optional: columns that it may have; where one is left out, its fields are empty.
    package init(_ bytes: [UInt8], columns: [String], optional: [String] = []) {
        var rows: [CSVRow] = []
        faults = Self.read(bytes, columns: columns, optional: optional) { row, _ in rows.append(row) }
        self.rows = rows
    }

    /// Reads a file as `init` does, and hands each well-formed row to `take`, so that they need not be in memory at once.
    ///
    /// - Returns: everything wrong with the file, in the order of its lines: of its form, and what `take` has added.
    package static func read(
        _ bytes: [UInt8], columns: [String], optional: [String] = [], limits: CSVLimits = CSVLimits(),
        _ take: (CSVRow, inout CSVFaults) -> Void
    ) -> CSVFaults {
        var faults = CSVFaults()
        let ofForm = readRows(of: bytes, columns, optional, limits, &faults, take)
        guard let place = ofForm, let encoding = ForeignEncoding(of: bytes) else { return faults }
        // One word about the file says more than one about each of its fields.
        let fault = CSVFault(line: place.line, column: place.column, field: place.field, reason: encoding.reason)
        return CSVFaults(CollectionOfOne(fault))
    }

    /// - Returns: the first fault of form; one of letters before all others.
    private static func readRows(
        of bytes: [UInt8], _ columns: [String], _ optional: [String], _ limits: CSVLimits, _ faults: inout CSVFaults,
        _ take: (CSVRow, inout CSVFaults) -> Void
    ) -> CSVFault? {
        var reader = CSVReader(bytes, limits: limits)
        guard let first = reader.next() else {
            let fault = CSVFault(line: 1, column: 1, reason: Phrase(zh: "文件是空的", en: "the file is empty"))
            faults.append(fault)
            return fault
        }
        let header: CSVHeader
        do throws(WrongHeader) {
            header = try readHeader(first, columns, optional)
        } catch {
            faults.append(contentsOf: error.faults)
            return error.faults.first
        }
        var (isEmpty, ofForm) = (true, CSVFault?.none)
        while let record = reader.next() {
            if let fault = record.fault ?? Self.raggedness(of: record, header) {
                faults.append(fault)
                if ofForm == nil || (fault.reason == CSVReader.notUTF8 && ofForm?.reason != fault.reason) {
                    ofForm = fault
                }
            } else {
                isEmpty = false
                take(CSVRow(line: record.line, header: header, fields: record.fields), &faults)
            }
        }
        if isEmpty, faults.isEmpty {
            let reason = Phrase(zh: "文件只有表头，没有内容", en: "the file has a header but no rows")
            faults.append(CSVFault(line: 1, column: 1, reason: reason))
        }
        return ofForm
    }

    /// Why a header is not the one that the file must have.
    private struct WrongHeader: Error {
        let faults: [CSVFault]
    }

    private static func readHeader(
        _ record: CSVRecord, _ columns: [String], _ optional: [String]
    ) throws(WrongHeader) -> CSVHeader {
        let known = columns + optional
        if let fault = record.fault { throw WrongHeader(faults: [fault]) }
        if let fault = separatorFault(of: record, known) { throw WrongHeader(faults: [fault]) }
        var faults: [CSVFault] = []
        var positions: [String: Int] = [:]
        for (index, name) in record.fields.enumerated() {
            let reason: Phrase? =
                if !known.contains(name) {
                    Phrase(
                        zh: "没有这一列，应为 \(known.joined(separator: ","))",
                        en: "is no column of this file; the columns are \(known.joined(separator: ","))")
                } else if positions.updateValue(index, forKey: name) != nil {
                    Phrase(zh: "这一列出现了两次", en: "is given twice")
                } else {
                    nil
                }
            if let reason {
                let field = Self.isColumnName(name) ? name : ""
                faults.append(CSVFault(line: 1, column: index + 1, field: field, reason: reason))
            }
        }
        for name in columns where positions[name] == nil {
            let reason = Phrase(zh: "缺少这一列", en: "is missing")
            faults.append(CSVFault(line: 1, column: record.fields.count + 1, field: name, reason: reason))
        }
        guard faults.isEmpty else { throw WrongHeader(faults: faults) }
        return CSVHeader(count: record.fields.count, positions: positions, optional: Set(optional))
    }

    /// What spreadsheets and Chinese keyboards put where a comma should be.
    private static let wrongSeparators: [(text: Character, name: Phrase)] = [
        (";", Phrase(zh: "分号", en: "semicolons")), ("\t", Phrase(zh: "制表符", en: "tabs")),
        ("，", Phrase(zh: "中文逗号", en: "full-width commas")), ("；", Phrase(zh: "中文分号", en: "full-width semicolons")),
        ("|", Phrase(zh: "竖线", en: "vertical bars")),
    ]

    /// A header that is one field for the reader, and has names of columns between other separators.
    private static func separatorFault(of record: CSVRecord, _ known: [String]) -> CSVFault? {
        guard record.fields.count == 1, let header = record.fields.first else { return nil }
        for separator in wrongSeparators {
            let names = header.split(separator: separator.text)
            guard names.count > 1, names.contains(where: { known.contains(String($0)) }) else { continue }
            let reason = Phrase(
                zh: "各列之间是\(separator.name.zh)，应为英文逗号，请另存为“CSV UTF-8（逗号分隔）”",
                en: "has \(separator.name.en) between its columns where commas belong; save the file as "
                    + "“CSV UTF-8 (comma delimited)”")
            return CSVFault(line: record.line, column: 1, reason: reason)
        }
        return nil
    }

    /// A file without its header begins with somebody's row: what cannot be a column's name is a name of somebody, or a
    /// telephone number, and is not repeated.
    private static func isColumnName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return text.utf8.count <= 40
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func raggedness(of record: CSVRecord, _ header: CSVHeader) -> CSVFault? {
        guard record.fields.count != header.count else { return nil }
        if record.fields == [""] {
            return CSVFault(line: record.line, column: 1, reason: Phrase(zh: "空行", en: "the line is empty"))
        }
        return CSVFault(
            line: record.line, column: min(record.fields.count, header.count + 1),
            reason: Phrase(
                zh: "有 \(record.fields.count) 个字段，表头有 \(header.count) 个",
                en: "has \(record.fields.count) fields where the header has \(header.count)"))
    }
}

/// One row of a CSV file, its fields by the names of their columns.
package struct CSVRow: Sendable {
    /// The line on which it begins; the header is line 1.
    package let line: Int
    fileprivate let header: CSVHeader
    fileprivate let fields: [String]

    /// The names of the file's columns in their order, for those who write some of its rows again.
    package var columns: [String] { header.positions.sorted { $0.value < $1.value }.map(\.key) }

    /// The texts in those columns.
    package var texts: [String] { fields }

    /// The text in a column that the file was read for.
    package subscript(column: String) -> String { self[self.column(column)] }

    /// The text in a column whose place is known.
    package subscript(column: CSVColumn) -> String { column.position.map { fields[$0] } ?? "" }

    /// Where a column stands in this row and all others of its file.
    package func column(_ name: String) -> CSVColumn {
        CSVColumn(name: name, position: header.position(of: name), count: header.count)
    }

    /// A value of the model.
    ///
    /// - Throws: `CSVFault` with the place and the value's reason.
    package func value<Value: TextValue>(_ column: String, as type: Value.Type = Value.self) throws(CSVFault) -> Value {
        try value(self.column(column))
    }

    package func value<Value: TextValue>(
        _ column: CSVColumn, as type: Value.Type = Value.self
    ) throws(CSVFault) -> Value {
        do {
            return try Value(parsing: self[column])
        } catch {
            throw fault(column, error.reason)
        }
    }

    /// A value of the model, or nil where the field is empty.
    package func optionalValue<Value: TextValue>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(CSVFault) -> Value? {
        try optionalValue(self.column(column))
    }

    package func optionalValue<Value: TextValue>(
        _ column: CSVColumn, as type: Value.Type = Value.self
    ) throws(CSVFault) -> Value? {
        self[column].isEmpty ? nil : try value(column)
    }

    /// One of the words of an enumeration.
    package func word<Word: RawRepresentable & CaseIterable>(
        _ column: String, as type: Word.Type = Word.self
    ) throws(CSVFault) -> Word where Word.RawValue == String {
        try word(self.column(column))
    }

    package func word<Word: RawRepresentable & CaseIterable>(
        _ column: CSVColumn, as type: Word.Type = Word.self
    ) throws(CSVFault) -> Word where Word.RawValue == String {
        if let word = Word(rawValue: self[column]) { return word }
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        throw fault(column, Phrase(zh: "应为其中之一：\(words)", en: "must be one of \(words)"))
    }

    /// A text of at most `limit` characters that people read: no control or invisible characters, no blanks at either end.
    package func text(_ column: String, limit: Int, isOptional: Bool = false) throws(CSVFault) -> String {
        try text(self.column(column), limit: limit, isOptional: isOptional)
    }

    package func text(_ column: CSVColumn, limit: Int, isOptional: Bool = false) throws(CSVFault) -> String {
        let text = self[column]
        guard !text.isEmpty || isOptional else { throw fault(column, Phrase(zh: "不能为空", en: "is empty")) }
        if text.isPlainlyWritten(atMost: limit) { return text }
        guard text.unicodeScalars.count <= limit else {
            throw fault(column, Phrase(zh: "超过 \(limit) 个字符", en: "is longer than \(limit) characters"))
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw fault(column, Phrase(zh: "含有控制字符", en: "holds a control character"))
        }
        // Two names that look the same must not differ, least of all a witness's and a collector's.
        guard !text.unicodeScalars.contains(where: WrittenLine.isInvisible) else {
            throw fault(column, Phrase(zh: "含有不可见字符", en: "holds an invisible character"))
        }
        guard text.first?.isWhitespace != true, text.last?.isWhitespace != true else {
            throw fault(column, Phrase(zh: "首尾有空格", en: "has blanks at an end"))
        }
        return text
    }

    /// A fault in a column of this row.
    package func fault(_ column: String, _ reason: Phrase) -> CSVFault { fault(self.column(column), reason) }

    package func fault(_ column: CSVColumn, _ reason: Phrase) -> CSVFault { column.fault(on: line, reason) }
}

/// A column of a file with its place, for those who ask every row of a long file.
package struct CSVColumn: Sendable {
    package let name: String
    /// Nil for an optional column that the file does not have.
    fileprivate let position: Int?
    /// How many columns the file has.
    fileprivate let count: Int

    /// A fault in the row that begins on a line.
    package func fault(on line: Int, _ reason: Phrase) -> CSVFault {
        // A column that is not there is one too few at the end.
        CSVFault(line: line, column: (position ?? count) + 1, field: name, reason: reason)
    }
}

extension String {
    /// Whether it is nothing but printable ASCII and the common Chinese characters, at most `limit` of them and no blank at
    /// either end: nearly every field is, and Unicode need not be asked about it.
    fileprivate func isPlainlyWritten(atMost limit: Int) -> Bool {
        var count = 0
        var last: Unicode.Scalar = "-"
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x21...0x7E, 0x4E00...0x9FFF: break
            case 0x20 where count > 0: break
            default: return false
            }
            last = scalar
            count += 1
        }
        return count <= limit && last != " "
    }
}

/// Where each column stands; one for all rows of a file.
private final class CSVHeader: Sendable {
    let count: Int
    let positions: [String: Int]
    let optional: Set<String>

    init(count: Int, positions: [String: Int], optional: Set<String>) {
        self.count = count
        self.positions = positions
        self.optional = optional
    }

    /// - Returns: nil for an optional column that the file does not have.
    func position(of column: String) -> Int? {
        let position = positions[column]
        precondition(position != nil || optional.contains(column), "the file was not read for \(column)")
        return position
    }
}
