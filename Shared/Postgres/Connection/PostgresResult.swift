internal import CLibpq

/// The rows of one statement, read where libpq has put them.
package final class PostgresResult: RandomAccessCollection, Sendable {
    // SAFETY: owned by this object alone, complete and never written to again, freed in deinit. libpq allows any number
    // of threads to read a result (manual, 34.20).
    nonisolated(unsafe) private let result: OpaquePointer

    package let columns: [Column]
    package let startIndex = 0
    package let endIndex: Int

    package struct Column: Sendable, Hashable {
        package let name: String
        package let type: PostgresType
    }

    /// Takes the result over.
    init(owning result: OpaquePointer) {
        self.result = result
        endIndex = Int(PQntuples(result))
        columns = (0..<PQnfields(result)).map { index in
            Column(
                name: PQfname(result, index).map { String(cString: $0) } ?? "",
                type: PostgresType(oid: PQftype(result, index)))
        }
    }

    deinit {
        PQclear(result)
    }

    /// How many rows an INSERT, UPDATE, DELETE, SELECT, MERGE or COPY was about; 0 for other statements.
    package var affected: Int {
        Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    /// The server's name for what it did: `INSERT 0 3`, `COMMIT`, `ROLLBACK`.
    package var commandTag: String {
        String(cString: PQcmdStatus(result))
    }

    package subscript(position: Int) -> PostgresRow {
        precondition(indices.contains(position), "a result of \(endIndex) rows has no row \(position)")
        return PostgresRow(result: self, index: position)
    }

    /// All rows as tuples with one element per column: `result.decode((Int64, String?).self)`.
    /// - Throws: ``PostgresError`` of kind `decoding` that names the column, the wanted type and PostgreSQL's.
    package func decode<each Value: PostgresDecodable>(
        _ types: (repeat each Value).Type
    ) throws -> [(repeat each Value)] {
        try requireColumns(repeat (each Value).self)
        var rows: [(repeat each Value)] = []
        rows.reserveCapacity(endIndex)
        for row in 0..<endIndex {
            var column = 0
            rows.append((repeat try cell(row, &column, as: (each Value).self)))
        }
        return rows
    }

    func decodeRow<each Value: PostgresDecodable>(
        _ row: Int, as types: (repeat each Value).Type
    ) throws -> (repeat each Value) {
        try requireColumns(repeat (each Value).self)
        var column = 0
        return (repeat try cell(row, &column, as: (each Value).self))
    }

    /// Checked before the first row is read, so that a mistaken query fails with no rows too.
    private func requireColumns<each Value: PostgresDecodable>(_ types: repeat (each Value).Type) throws {
        var count = 0
        for type in repeat each types {
            if count < columns.count, !type.accepts(columns[count].type) {
                throw decodingError(column: count, wanted: "\(type)", .wrongType)
            }
            count += 1
        }
        guard count == columns.count else { throw wrongWidth(count) }
    }

    func wrongWidth(_ wanted: Int) -> PostgresError {
        PostgresError(.decoding, "the query returns \(columns.count) columns, \(wanted) are wanted")
    }

    private func cell<Value: PostgresDecodable>(
        _ row: Int, _ column: inout Int, as type: Value.Type
    ) throws -> Value {
        defer { column += 1 }
        return try cell(row: row, column: column, as: type)
    }

    /// One value of a column whose type was checked.
    func cell<Value: PostgresDecodable>(row: Int, column: Int, as type: Value.Type) throws -> Value {
        do throws(PostgresValueError) {
            if isNull(row: row, column: column) { return try Value.decodeNull() }
            return try withBytes(row: row, column: column) { (bytes) throws(PostgresValueError) in
                try Value.decode(bytes, type: columns[column].type)
            }
        } catch {
            throw decodingError(column: column, wanted: "\(type)", error)
        }
    }

    func isNull(row: Int, column: Int) -> Bool { PQgetisnull(result, CInt(row), CInt(column)) != 0 }

    /// Hands the bytes of one value to `read`.
    ///
    /// - Throws: `.unexpectedNull`, and what `read` throws.
    func withBytes<Value>(
        row: Int, column: Int, _ read: (Span<UInt8>) throws(PostgresValueError) -> Value
    ) throws(PostgresValueError) -> Value {
        let (row, index) = (CInt(row), CInt(column))
        guard PQgetisnull(result, row, index) == 0, let value = PQgetvalue(result, row, index) else {
            throw .unexpectedNull
        }
        // SAFETY: libpq keeps the bytes as long as the result, which outlives this call.
        let bytes = UnsafeRawBufferPointer(start: value, count: Int(PQgetlength(result, row, index)))
        return try read(bytes.assumingMemoryBound(to: UInt8.self).span)
    }

    func decodingError(column: Int, wanted: String, _ error: PostgresValueError) -> PostgresError {
        let (name, type) = (columns[column].name, columns[column].type)
        var failure = PostgresError(
            .decoding, "column \(column + 1) \"\(name)\" of type \(type) cannot be read as \(wanted): \(error.reason)")
        failure.column = name
        return failure
    }
}
