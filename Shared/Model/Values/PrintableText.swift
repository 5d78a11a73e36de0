/// Short texts that people or banks write: only what can be printed, so that no two look the same and differ.
package enum PrintableText {
    /// Checks a text of at most `limit` characters.
    ///
    /// - Throws: `InvalidValue` for an empty or long text, for invisible characters, and for blanks at its ends.
    package static func check(_ text: String, atMost limit: Int, _ expected: String) throws(InvalidValue) {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else {
            throw InvalidValue(expected, zh: "不能为空", en: "is empty")
        }
        guard text.unicodeScalars.count <= limit else {
            throw InvalidValue(expected, zh: "超过 \(limit) 个字符", en: "is longer than \(limit) characters")
        }
        guard text.unicodeScalars.allSatisfy(\.properties.generalCategory.isPrintable) else {
            throw InvalidValue(expected, zh: "含有不可见字符", en: "holds a character that cannot be printed")
        }
        guard !first.properties.isWhitespace, !last.properties.isWhitespace else {
            throw InvalidValue(expected, zh: "首尾有空格", en: "begins or ends with a blank")
        }
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
