/// Why a text is not a value of the model: what was expected, in words a person can act on.
///
/// Thrown by every parsing initialiser of `Values/`; the edge that knows the field or line adds it.
package struct InvalidValue: Error, Equatable, CustomStringConvertible {
    /// The kind of value that was wanted, e.g. `money`.
    package let expected: String
    /// What is wrong, e.g. `has more than two decimals`.
    package let reason: String

    package init(_ expected: String, _ reason: String) {
        self.expected = expected
        self.reason = reason
    }

    package var description: String { "not a valid \(expected): \(reason)" }
}

/// A value whose wire form, in JSON, CSV, paths and columns alike, is one short text.
package protocol TextValue: Codable, Hashable, Sendable, CustomStringConvertible, LosslessStringConvertible {
    /// - Throws: `InvalidValue`
    init(parsing text: String) throws(InvalidValue)
}

extension TextValue {
    package init?(_ description: String) {
        do { try self.init(parsing: description) } catch { return nil }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
