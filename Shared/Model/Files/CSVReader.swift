/// Reads CSV strictly by RFC 4180, record by record, knowing where each record stands.
///
/// Lines end with CRLF or LF, the last may end without; a byte-order mark is passed over. Nothing is guessed or repaired:
/// what a spreadsheet would silently bend comes out as the record's fault. Where a fault has a clear end, reading goes on
/// after it, so that a person sees all faults of a file at once.
package struct CSVReader: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private let limits: CSVLimits
    private var position: Int
    private var line = 1
    private var records = 0
    /// How many fields the last record had, which is how many the next one will have.
    private var width = 0

    package init(_ bytes: [UInt8], limits: CSVLimits = CSVLimits()) {
        self.bytes = bytes
        self.limits = limits
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    package mutating func next() -> CSVRecord? {
        guard position < bytes.count else { return nil }
        var record = CSVRecord(line: line)
        record.fields.reserveCapacity(width)
        records += 1
        guard records <= limits.records else {
            record.fault = CSVFault(
                line: line, column: 1,
                reason: Phrase(zh: "文件超过 \(limits.records) 行", en: "the file has more than \(limits.records) rows"))
            position = bytes.count
            return record
        }
        repeat {
            let column = record.fields.count + 1
            do throws(Flaw) {
                guard column <= limits.fields else { throw .tooManyFields(limits.fields) }
                record.fields.append(try readField())
            } catch {
                record.fault = CSVFault(line: record.line, column: column, reason: error.reason)
                skipRestOfLine()
                return record
            }
        } while take(.comma)
        width = record.fields.count
        endLine()
        return record
    }

    // MARK: - Fields

    private mutating func readField() throws(Flaw) -> String {
        if peek(.quote) {
            let content = try readQuoted()
            return try text(content.span)
        }
        let field = try readPlain()
        return try text(bytes.span.extracting(field))
    }

    private mutating func readPlain() throws(Flaw) -> Range<Int> {
        let start = position
        var index = position
        scan: while index < bytes.count {
            switch bytes[index] {
            case .comma, .lineFeed: break scan
            case .carriageReturn:
                position = index
                guard isLineBreak(index) else { throw .bareCarriageReturn }
                break scan
            case .quote:
                position = index
                throw .quoteInPlainField
            default: index += 1
            }
        }
        position = index
        return start..<index
    }

    /// A quoted field may hold commas, line breaks, and quotes written twice.
    private mutating func readQuoted() throws(Flaw) -> [UInt8] {
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == .quote {
                guard peek(.quote) else { return try endQuoted(content) }
                position += 1
            } else if byte == .lineFeed {
                line += 1
            }
            content.append(byte)
        }
        throw .quoteNotClosed
    }

    private func endQuoted(_ content: [UInt8]) throws(Flaw) -> [UInt8] {
        guard position == bytes.count || peek(.comma) || isLineBreak(position) else { throw .textAfterQuote }
        return content
    }

    private func text(_ field: Span<UInt8>) throws(Flaw) -> String {
        guard field.count <= limits.fieldBytes else { throw .fieldTooLong(limits.fieldBytes) }
        for index in field.indices where field[index] == 0 { throw .holdsNUL }
        do {
            return String(copying: try UTF8Span(validating: field))
        } catch {
            throw .notUTF8
        }
    }

    // MARK: - Bytes

    private func peek(_ byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek(byte) else { return false }
        position += 1
        return true
    }

    private func isLineBreak(_ index: Int) -> Bool {
        guard index < bytes.count else { return false }
        if bytes[index] == .lineFeed { return true }
        return bytes[index] == .carriageReturn && index + 1 < bytes.count && bytes[index + 1] == .lineFeed
    }

    private mutating func endLine() {
        guard position < bytes.count else { return }
        position += bytes[position] == .carriageReturn ? 2 : 1
        line += 1
    }

    private mutating func skipRestOfLine() {
        while position < bytes.count, bytes[position] != .lineFeed { position += 1 }
        endLine()
    }

    static let notUTF8 = Phrase(zh: "不是 UTF-8 编码，请另存为“CSV UTF-8”", en: "is not UTF-8; save the file as “CSV UTF-8”")

    /// What makes a record unreadable.
    private enum Flaw: Error {
        case quoteInPlainField, quoteNotClosed, textAfterQuote, bareCarriageReturn, notUTF8, holdsNUL
        case fieldTooLong(Int)
        case tooManyFields(Int)

        var reason: Phrase {
            switch self {
            case .quoteInPlainField:
                Phrase(zh: "引号只能包住整个字段", en: "has a quotation mark within a field that is not quoted as a whole")
            case .quoteNotClosed: Phrase(zh: "引号没有结束", en: "has a quotation mark that is never closed")
            case .textAfterQuote: Phrase(zh: "结束引号之后还有内容", en: "has text after its closing quotation mark")
            case .bareCarriageReturn:
                Phrase(zh: "换行符不完整（只有 CR）", en: "has a carriage return without a line feed")
            case .notUTF8: CSVReader.notUTF8
            case .holdsNUL: Phrase(zh: "含有 NUL 字符", en: "holds a NUL character")
            case .fieldTooLong(let limit): Phrase(zh: "字段超过 \(limit) 字节", en: "is longer than \(limit) bytes")
            case .tooManyFields(let limit): Phrase(zh: "字段多于 \(limit) 个", en: "has more than \(limit) fields")
            }
        }
    }
}

/// One record of a CSV file.
package struct CSVRecord: Sendable, Equatable {
    /// The line on which it begins, the first line of the file being 1.
    package let line: Int
    package var fields: [String] = []
    /// Why it could not be read to its end; then `fields` holds what came before.
    package var fault: CSVFault?
}

/// What a CSV file may have; more of it is a fault.
package struct CSVLimits: Sendable {
    /// The header included.
    package var records = 200_001
    package var fields = 64
    package var fieldBytes = 4_096

    package init() {}
}

extension UInt8 {
    fileprivate static let comma = UInt8(ascii: ",")
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
}
