/// JSON of any shape, as events are made of it: without fractions.
package enum WireJSON: Codable, Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case text(String)
    case array([WireJSON])
    case object([String: WireJSON])

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        // A wrong guess costs an error and its backtrace: what is frequent is asked first.
        if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if value.decodeNil() {
            self = .null
        } else if let members = try? value.decode([String: WireJSON].self) {
            self = .object(members)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let items = try? value.decode([WireJSON].self) {
            self = .array(items)
        } else {
            self = .bool(try value.decode(Bool.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let bool): try container.encode(bool)
        case .integer(let integer): try container.encode(integer)
        case .text(let text): try container.encode(text)
        case .array(let items): try container.encode(items)
        case .object(let members): try container.encode(members)
        }
    }

    /// A member of an object.
    package subscript(name: String) -> WireJSON? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// The same with another value, or none, at a place inside; of an array, at the place in every item.
    package func with(_ value: WireJSON?, at path: ArraySlice<String>) -> WireJSON {
        guard let name = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        switch self {
        case .object(var members):
            members[name] = rest.isEmpty ? value : members[name]?.with(value, at: rest)
            return .object(members)
        case .array(let items): return .array(items.map { $0.with(value, at: rest) })
        case .null, .bool, .integer, .text: return self
        }
    }
}
