package import FoundationEssentials

/// The cells of one row of a result, read one after the other by methods that each know one type.
///
/// For results of hundreds of thousands of rows, see ``PostgresResult/forEachRow(_:)``. The modules that call
/// ``PostgresResult/decode(_:)`` get it compiled for all types at once, so that it asks of each cell anew how it is read.
package struct PostgresCells {
    private let result: PostgresResult
    /// The types of the columns by their object ids.
    private let types: [UInt32]
    private let row: Int
    private(set) var column = 0

    init(_ result: PostgresResult, types: [UInt32], row: Int) {
        self.result = result
        self.types = types
        self.row = row
    }

    /// - Throws: ``PostgresError`` of kind `decoding` where the next cell is of another type or NULL, or there is none.
    package mutating func text() throws -> String {
        try next("String", .text) { (bytes) throws(PostgresValueError) in
            try String.decode(bytes, type: .text)
        }
    }

    /// What is wrong where the text that was read last does not stand for what is wanted.
    package func malformed(_ wanted: String) -> PostgresError {
        result.decodingError(
            column: column - 1, wanted: wanted, .malformed("the text is no value of the wanted type"))
    }

    /// - Throws: as ``text()``.
    package mutating func int64() throws -> Int64 {
        try next("Int64", .int8) { (bytes) throws(PostgresValueError) in
            try PostgresBinary.integer(bytes)
        }
    }

    /// - Throws: as ``text()``.
    package mutating func uuid() throws -> UUID {
        try next("UUID", .uuid) { (bytes) throws(PostgresValueError) in
            try UUID.decode(bytes, type: .uuid)
        }
    }

    /// - Throws: as ``text()``.
    package mutating func uuids() throws -> [UUID] {
        try next("[UUID]", .uuids) { (bytes) throws(PostgresValueError) in
            try PostgresBinary.array(bytes, of: .uuid)
        }
    }

    /// - Throws: as ``text()``.
    package mutating func binary() throws -> [UInt8] {
        try next("[UInt8]", .bytea) { (bytes) throws(PostgresValueError) in
            try [UInt8].decode(bytes, type: .bytea)
        }
    }

    /// Whether the next cell is NULL, and if it is, steps over it.
    package mutating func skipNull() -> Bool {
        guard column < types.count, result.isNull(row: row, column: column) else { return false }
        column += 1
        return true
    }

    private enum Kind {
        case text, int8, uuid, uuids, bytea

        func accepts(_ type: UInt32) -> Bool {
            switch self {
            case .text: PostgresType.isTextual(type)
            case .int8: type == PostgresType.int8.oid
            case .uuid: type == PostgresType.uuid.oid
            case .uuids: type == PostgresType.uuid.arrayOID
            case .bytea: type == PostgresType.bytea.oid
            }
        }
    }

    private mutating func next<Value>(
        _ wanted: StaticString, _ kind: Kind, _ read: (Span<UInt8>) throws(PostgresValueError) -> Value
    ) throws -> Value {
        guard column < types.count else { throw result.wrongWidth(column + 1) }
        defer { column += 1 }
        do throws(PostgresValueError) {
            guard kind.accepts(types[column]) else { throw .wrongType }
            return try result.withBytes(row: row, column: column, read)
        } catch {
            throw result.decodingError(column: column, wanted: wanted.description, error)
        }
    }
}

extension PostgresResult {
    /// Hands each row to `read`, which reads all of its cells in their order.
    ///
    /// - Throws: ``PostgresError`` of kind `decoding`, and what `read` throws.
    package func forEachRow(_ read: (inout PostgresCells) throws -> Void) throws {
        let types = columns.map(\.type.oid)
        for row in 0..<endIndex {
            var cells = PostgresCells(self, types: types, row: row)
            try read(&cells)
            guard cells.column == types.count else { throw wrongWidth(cells.column) }
        }
    }
}
