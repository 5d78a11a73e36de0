/// Short texts that people or banks write: only what can be printed, so that no two look the same and differ.
package enum PrintableText {
    /// Checks a text of at most `limit` characters that somebody gives.
    ///
    /// - Throws: `InvalidValue` for an empty or long text, for invisible characters, and for blanks at its ends.
    package static func check(_ text: String, atMost limit: Int, _ expected: String) throws(InvalidValue) {
        try checkKept(text, atMost: limit, expected)
        switch WrittenLine.fault(in: text, atMost: limit) {
        case nil, .tooLong?: return
        case .empty?: throw InvalidValue(expected, zh: "不能为空", en: "is empty")
        case .controlCharacter?, .invisibleCharacter?: throw unprintable(expected)
        }
    }

    /// Checks a text that may be recorded already: characters that only look like nothing were taken once, and are read.
    ///
    /// - Throws: `InvalidValue` for what was never taken.
    package static func checkKept(_ text: String, atMost limit: Int, _ expected: String) throws(InvalidValue) {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else {
            throw InvalidValue(expected, zh: "不能为空", en: "is empty")
        }
        guard text.unicodeScalars.count <= limit else {
            throw InvalidValue(expected, zh: "超过 \(limit) 个字符", en: "is longer than \(limit) characters")
        }
        guard text.unicodeScalars.allSatisfy(isPrintable) else { throw unprintable(expected) }
        guard !first.properties.isWhitespace, !last.properties.isWhitespace else {
            throw InvalidValue(expected, zh: "首尾有空格", en: "begins or ends with a blank")
        }
    }

    /// Rare ideographs come from banks as characters of private use, or are newer than this Unicode.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .lineSeparator, .paragraphSeparator: false
        case .format: WrittenLine.shapesLetters(scalar)
        default: true
        }
    }

    private static func unprintable(_ expected: String) -> InvalidValue {
        InvalidValue(expected, zh: "含有不可见字符", en: "holds a character that cannot be printed")
    }
}
