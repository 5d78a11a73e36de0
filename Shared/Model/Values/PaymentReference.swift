/// The number by which a bank or collector names one payment, unique within a campaign; at most 64 characters.
///
/// Who copies `R-12` from a slip may write `r-12`: the letters A to Z in either case are the same. All else is compared
/// byte by byte, as the database does it, where Swift's texts would take two ways to write `é` for one.
package struct PaymentReference: TextValue {
    package let description: String

    package init(parsing text: String) throws(InvalidValue) {
        try PrintableText.checkKept(text, atMost: 64, "reference")
        description = text
    }

    /// A reference as somebody hands it in: refuses what an input method or a word processor makes of `R-12` by accident,
    /// which would be another.
    ///
    /// - Throws: `InvalidValue` for full-width characters, for those that can be encoded in two ways or not be seen, for dashes
    ///   other than `-`, and for blanks other than single ones of ASCII.
    package init(typed text: String) throws(InvalidValue) {
        var wasBlank = false
        for scalar in text.unicodeScalars {
            guard !CodeCharacter.isFullWidth(scalar), CodeCharacter.hasOneSpelling(scalar), !Self.isOtherDash(scalar)
            else {
                throw CodeCharacter.fault(
                    "reference", scalar, zh: "含有“-”以外的横线，请改用“-”", en: "has a dash other than -; write -")
            }
            guard !CodeCharacter.isUnseen(scalar) else {
                throw InvalidValue("reference", zh: "含有不可见字符", en: "holds a character that cannot be seen")
            }
            let isBlank = scalar.properties.isWhitespace
            guard !isBlank || (scalar == " " && !wasBlank) else {
                throw InvalidValue("reference", zh: "含有多余的或全角的空格", en: "has a blank too many, or a wide one")
            }
            wasBlank = isBlank
        }
        try self.init(parsing: text)
    }

    private static func isOtherDash(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-": false
        // The minus sign is a mathematical symbol.
        case "\u{2212}": true
        default: scalar.properties.generalCategory == .dashPunctuation
        }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8) { lowercased($0) == lowercased($1) }
    }

    package func hash(into hasher: inout Hasher) {
        for byte in description.utf8 { hasher.combine(Self.lowercased(byte)) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

/// A reference as somebody types it; what is recorded already is read as it is.
package struct GivenReference: TextValue {
    package let reference: PaymentReference

    package init(parsing text: String) throws(InvalidValue) { reference = try PaymentReference(typed: text) }

    package var description: String { reference.description }
}
