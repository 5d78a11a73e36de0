/// The letters and digits of which codes and names of places are made.
package enum CodeCharacter {
    /// Letters of any script, and the digits 0 to 9, each of which can be written in one way only.
    ///
    /// Not those that are as wide as Chinese characters (`３`, `Ａ`): an input method types them by accident, and the
    /// unit `３-1-1502` would be another than `3-1-1502`. Nor the one letter that nobody sees, a filler of Korean syllables.
    /// ASCII is decided without asking Unicode, because codes are read on every request.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "a"..."z", "A"..."Z": true
        case "\0"..."\u{7F}": false
        default:
            scalar.properties.isAlphabetic && !isFullWidth(scalar) && hasOneSpelling(scalar) && !isUnseen(scalar)
        }
    }

    /// Why the character cannot stand there.
    static func fault(_ expected: String, _ scalar: Unicode.Scalar, zh: String, en: String) -> InvalidValue {
        if isFullWidth(scalar) { return fullWidthFault(expected) }
        if !hasOneSpelling(scalar) {
            return InvalidValue(
                expected, zh: "含有可以有两种编码的字符，请用输入法重新输入",
                en: "has a character that can be encoded in two ways; type it anew")
        }
        return InvalidValue(expected, zh: zh, en: en)
    }

    /// Whether no other text is the same to Unicode: no mark that a letter could have in it already, no letter that only
    /// stands for another (`六` as U+F9D1), and no part of a Korean syllable.
    ///
    /// Swift takes such texts for equal where the database tells them apart. A test holds all of Unicode against this.
    package static func hasOneSpelling(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: false
        default: !scalar.properties.isFullCompositionExclusion && !(0x1100...0x11FF).contains(scalar.value)
        }
    }

    /// Whether nothing is seen of it, though Unicode may take it for a letter, a mark or a sign.
    ///
    /// Nor is anything of what will never be a character (U+FFFE and the like), as which programs mark places in texts.
    package static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint
            || scalar == "\u{2800}"
    }

    private static func fullWidthFault(_ expected: String) -> InvalidValue {
        InvalidValue(expected, zh: "含有全角字符，请改用半角", en: "has a full-width character; write it half-width")
    }

    static func isFullWidth(_ scalar: Unicode.Scalar) -> Bool { (0xFF00...0xFFEF).contains(scalar.value) }
}
