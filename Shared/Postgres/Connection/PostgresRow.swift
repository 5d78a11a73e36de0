/// One row of a result.
package struct PostgresRow: Sendable {
    private let result: PostgresResult
    private let index: Int

    init(result: PostgresResult, index: Int) {
        self.result = result
        self.index = index
    }

    /// The whole row as a tuple with one element per column: `row.decode((Int64, String?).self)`.
    /// - Throws: ``PostgresError`` of kind `decoding` that names the column, the wanted type and PostgreSQL's.
    package func decode<each Value: PostgresDecodable>(
        _ types: (repeat each Value).Type
    ) throws -> (repeat each Value) {
        try result.decodeRow(index, as: types)
    }

    /// One column by its name, for wide rows.
    ///
    /// - Throws: ``PostgresError`` of kind `decoding`, also where there is no such column.
    package func decode<Value: PostgresDecodable>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        guard let position = result.columns.firstIndex(where: { $0.name == column }) else {
            throw PostgresError(.decoding, "the query returns no column \"\(column)\"")
        }
        guard type.accepts(result.columns[position].type) else {
            throw result.decodingError(column: position, wanted: "\(type)", .wrongType)
        }
        return try result.cell(row: index, column: position, as: type)
    }
}
