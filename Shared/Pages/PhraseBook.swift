package import Model

/// The fixed words of a service's pages by name; a template writes `{{t.name}}`.
package struct PhraseBook: Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var phrases: [String: Phrase]

    package init(dictionaryLiteral elements: (String, Phrase)...) {
        phrases = Dictionary(uniqueKeysWithValues: elements)
    }

    package func merging(_ other: PhraseBook) -> PhraseBook {
        var merged = self
        merged.phrases.merge(other.phrases) { _, new in new }
        return merged
    }

    package func texts(in language: Language) -> [String: String] { phrases.mapValues { $0.text(in: language) } }
}
