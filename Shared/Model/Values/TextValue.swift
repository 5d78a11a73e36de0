/// Why a text is not a value of the model: what was expected, in words a person can act on.
///
/// Thrown by every parsing initialiser of `Values/`; the edge that knows the field or line adds it.
package struct InvalidValue: Error, Equatable, CustomStringConvertible {
    /// The kind of value that was wanted, such as `money`.
    package let expected: String
    /// What is wrong, such as `has more than two decimals`.
    package let reason: Phrase

    package init(_ expected: String, zh: String, en: String) {
        self.expected = expected
        self.reason = Phrase(zh: zh, en: en)
    }

    /// A reason that only operators and programmers get to read.
    package init(_ expected: String, _ reason: String) {
        self.expected = expected
        self.reason = Phrase(reason)
    }

    package var description: String { "not a valid \(expected): \(reason.en)" }

    /// What the one is told who sent the text.
    package var phrase: Phrase { Phrase(zh: reason.zh, en: description) }
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

    /// - Throws: `DecodingError` that keeps the ``InvalidValue`` of a text that is none; what the decoder throws.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.invalid(error, in: container)
        }
    }

    /// - Throws: what the encoder throws.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension DecodingError {
    /// Keeps the reason itself as the underlying error, for those who tell it in another language.
    static func invalid(_ error: InvalidValue, in container: some SingleValueDecodingContainer) -> DecodingError {
        .dataCorrupted(
            Context(
                codingPath: container.codingPath, debugDescription: error.description, underlyingError: error))
    }
}
