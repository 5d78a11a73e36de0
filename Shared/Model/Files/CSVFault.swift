/// What is wrong in one place of a file that somebody brought.
package struct CSVFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line on which the record begins; the header is line 1.
    package let line: Int
    /// The field's number within the record, from 1, as a spreadsheet counts columns.
    package let column: Int
    /// The name of the column, empty where the fault is not one column's.
    package let field: String
    package let reason: Phrase

    package init(line: Int, column: Int, field: String = "", reason: Phrase) {
        self.line = line
        self.column = column
        self.field = field
        self.reason = reason
    }

    package var description: String {
        "line \(line), column \(column)\(field.isEmpty ? "" : " (\(field))"): \(reason.en)"
    }
}
