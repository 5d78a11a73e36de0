/// The letters and digits of which codes and names of places are made.
enum CodeCharacter {
    /// Letters of any script, and the digits 0 to 9.
    ///
    /// Not those that are as wide as Chinese characters (`３`, `Ａ`): an input method types them by accident, and the
    /// unit `３-1-1502` would be another than `3-1-1502`. ASCII is decided without asking Unicode, because codes are read
    /// on every request.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "a"..."z", "A"..."Z": true
        case "\0"..."\u{7F}": false
        default: scalar.properties.isAlphabetic && !isFullWidth(scalar)
        }
    }

    /// Why the character cannot stand there.
    static func fault(_ expected: String, _ scalar: Unicode.Scalar, zh: String, en: String) -> InvalidValue {
        if isFullWidth(scalar) {
            return InvalidValue(
                expected, zh: "含有全角字符，请改用半角", en: "has a full-width character; write it half-width")
        }
        return InvalidValue(expected, zh: zh, en: en)
    }

    private static func isFullWidth(_ scalar: Unicode.Scalar) -> Bool { (0xFF00...0xFFEF).contains(scalar.value) }
}
