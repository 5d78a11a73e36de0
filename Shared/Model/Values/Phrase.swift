/// One sentence in the two languages of the district.
package struct Phrase: Sendable, Hashable {
    package let zh: String
    package let en: String

    package init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    /// A text that is the same in both languages, such as a name or a number.
    package init(_ both: String) {
        self.zh = both
        self.en = both
    }

    package func text(in language: Language) -> String {
        switch language {
        case .chinese: zh
        case .english: en
        }
    }
}
