import Model

/// The number of a document that tells who somebody is: an identity card's, a passport's, a company's licence.
///
/// It is written in one way, so that the same document is found however it was typed.
struct DocumentNumber: Sendable, Equatable, CustomStringConvertible {
    /// Capital letters, digits and what stands between them.
    let text: String

    /// Which way of making `bare` is the present one; what was stored by another way is made anew.
    static let form: Int16 = 2

    private static let fewest = 5
    private static let most = 30

    /// - Throws: `InvalidValue`, which does not repeat the text.
    init(parsing text: String) throws(InvalidValue) {
        let plain = Self.plain(text)
        guard plain.utf8.count <= Self.most, plain.utf8.allSatisfy(Self.mayStand),
            plain.utf8.count(where: Self.isWord) >= Self.fewest
        else {
            throw InvalidValue(
                "number", zh: "应有至少 5 个字母或数字，连同连字符和括号不超过 30 个字符",
                en: "must have at least 5 letters and digits, and at most 30 characters with hyphens and brackets")
        }
        self.text = plain
    }

    /// What was stored, also by a version that took fewer letters and digits for a number.
    init(stored text: String) { self.text = text }

    /// The letters and digits alone, by which it is known: the same card is typed as `A123456(7)` and as `A1234567`.
    ///
    /// An identity card's fifteen digits are those of the eighteen that its holder has had since.
    var bare: String {
        let words = Array(text.utf8.filter(Self.isWord))
        guard words.count >= Self.fewest else { return text }
        return String(decoding: IdentityNumber.renewed(words) ?? words, as: UTF8.self)
    }

    /// Says nothing, so that no log line can give the number away.
    var description: String { "a document's number" }

    /// Without blanks, with capitals and no full-width characters; letters that are not Latin stay what they are.
    private static func plain(_ text: String) -> String {
        let scalars = text.unicodeScalars.filter { !$0.properties.isWhitespace }.map { scalar -> Unicode.Scalar in
            let narrow = HalfWidth.of(scalar)
            return (0x61...0x7A).contains(narrow.value) ? Unicode.Scalar(narrow.value - 0x20) ?? narrow : narrow
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func mayStand(_ byte: UInt8) -> Bool {
        isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }
}
