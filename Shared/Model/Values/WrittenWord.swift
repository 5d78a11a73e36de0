/// One of the words of an enumeration, as people write it; a word that is none of them is told with those that are.
package protocol WrittenWord: RawRepresentable<String>, CaseIterable, Codable {}

extension WrittenWord {
    /// - Throws: `DecodingError` that names the words that may stand there; what the decoder throws.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let word = Self(rawValue: text) else {
            let words = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "“\(text)” is none of the words that may stand here: \(words)")
        }
        self = word
    }
}
