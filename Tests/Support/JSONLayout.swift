import Foundation

/// JSON as people read it: what fits on a line stands on one, names are sorted, and what says what a schema is about comes
/// first.
package enum JSONLayout {
    private static let width = 120
    private static let first = ["$schema", "title", "description", "x-operations", "x-pages", "x-lines", "type"]

    /// - Returns: the value, with a line break at its end.
    package static func text(of value: WireJSON) throws -> String { try text(of: value, indent: "", used: 0) + "\n" }

    /// `used` is how much of the line is taken already, and will be by what closes it.
    private static func text(of value: WireJSON, indent: String, used: Int) throws -> String {
        let line = try line(of: value)
        if line.count + indent.count + used <= width { return line }
        let inner = indent + "  "
        switch value {
        case .object(let members):
            let lines = try sorted(members).map { name, member in
                let name = try self.line(of: .text(name)) + ": "
                return try inner + name + text(of: member, indent: inner, used: name.count + 1)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case .array(let items):
            let lines = try items.map { try inner + text(of: $0, indent: inner, used: 1) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        case .null, .bool, .integer, .text: return line
        }
    }

    private static func line(of value: WireJSON) throws -> String {
        switch value {
        case .object(let members):
            return try "{"
                + sorted(members).map { try line(of: .text($0)) + ": " + line(of: $1) }
                .joined(separator: ", ") + "}"
        case .array(let items): return try "[" + items.map(line).joined(separator: ", ") + "]"
        case .null, .bool, .integer, .text:
            let encoder = JSONEncoder()
            encoder.outputFormatting = .withoutEscapingSlashes
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        }
    }

    private static func sorted(_ members: [String: WireJSON]) -> [(key: String, value: WireJSON)] {
        func rank(_ name: String) -> Int { first.firstIndex(of: name) ?? first.count }
        return members.sorted { (rank($0.key), $0.key) < (rank($1.key), $1.key) }
    }
}
