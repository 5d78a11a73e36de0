/// A JSON value that keeps the order of its members, for documents that people read too.
indirect enum JSONTree: Sendable {
    case object([(String, JSONTree)])
    case array([JSONTree])
    case text(String)
    case integer(Int64)
    case bool(Bool)
    /// JSON that is written already, such as an event's payload.
    case written([UInt8])

    var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                JSONEscapes.quote(member.0, into: &output)
                output.append(UInt8(ascii: ":"))
                member.1.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                element.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .text(let text): JSONEscapes.quote(text, into: &output)
        case .integer(let number): output.append(contentsOf: String(number).utf8)
        case .written(let bytes): output.append(contentsOf: bytes)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        }
    }
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
}
