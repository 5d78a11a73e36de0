/// Rows under headings, in columns that line up on a terminal, Chinese text included.
struct Table: CustomStringConvertible {
    private let columns: [Column]
    private let rows: [[String]]

    /// A column: its heading, and what a row shows in it.
    struct Column: Sendable {
        let heading: String
        let isRight: Bool
        let cell: @Sendable (JSONValue) -> String

        /// Text, on the left.
        static func text(_ heading: String, _ path: String...) -> Column {
            Column(heading: heading, isRight: false) { Column.value($0, path).cell }
        }

        /// A number, on the right.
        static func number(_ heading: String, _ path: String...) -> Column {
            Column(heading: heading, isRight: true) { Column.value($0, path).cell }
        }

        /// A text made of the whole row.
        static func made(
            _ heading: String, isRight: Bool = false, _ cell: @escaping @Sendable (JSONValue) -> String
        ) -> Column {
            Column(heading: heading, isRight: isRight, cell: cell)
        }

        private static func value(_ row: JSONValue, _ path: [String]) -> JSONValue {
            path.reduce(row) { $0[$1] }
        }
    }

    init(_ rows: [JSONValue], _ columns: [Column]) {
        self.columns = columns
        self.rows = rows.map { row in columns.map { Terminal.printable($0.cell(row)) } }
    }

    /// Facts of one thing, a line each.
    init(facts: [(name: String, value: String)]) {
        self.columns = ["", ""].map { heading in .made(heading) { _ in "" } }
        self.rows = facts.map { [$0.name, Terminal.printable($0.value)] }
    }

    var description: String {
        let headings = columns.map(\.heading)
        let lines = (headings.allSatisfy(\.isEmpty) ? [] : [headings]) + rows
        let widths = columns.indices.map { index in lines.map { Terminal.width(of: $0[index]) }.max() ?? 0 }
        return lines.map { line in
            var text = ""
            for (index, cell) in line.enumerated() {
                let padding = String(repeating: " ", count: widths[index] - Terminal.width(of: cell))
                text += (index > 0 ? "  " : "") + (columns[index].isRight ? padding + cell : cell + padding)
            }
            while text.last == " " { text.removeLast() }
            return text
        }.joined(separator: "\n")
    }
}
