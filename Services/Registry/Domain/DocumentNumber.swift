import Model

/// The number of a document that tells who somebody is: an identity card's, a passport's, a company's licence.
///
/// It is written in one way, so that the same document is found however it was typed.
struct DocumentNumber: Sendable, Equatable, CustomStringConvertible {
    /// Capital letters, digits and what stands between them.
    let text: String

    /// - Throws: `InvalidValue`, which does not repeat the text.
    init(parsing text: String) throws(InvalidValue) {
        let plain = text.filter { !$0.isWhitespace }.uppercased()
        guard (5...30).contains(plain.utf8.count), plain.utf8.allSatisfy(Self.mayStand) else {
            throw InvalidValue(
                "number", zh: "应为 5 到 30 个字母、数字、连字符或括号", en: "must have 5 to 30 letters, digits, hyphens or brackets")
        }
        self.text = plain
    }

    /// Says nothing, so that no log line can give the number away.
    var description: String { "a document's number" }

    private static func mayStand(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            true
        default: false
        }
    }
}
