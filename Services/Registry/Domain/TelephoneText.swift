import Model

/// Telephone numbers as people write them, of which a spreadsheet makes no calculation.
enum TelephoneText {
    /// How many characters one may have.
    static let limit = 24

    /// Whether it is digits with spaces, hyphens and parentheses among them, and asterisks where the books hide some.
    ///
    /// One that begins with a `+` and has more than digits and spaces is long enough to be no calculation: of `+86-10` a spreadsheet
    /// makes 76.
    static func isOne(_ text: String) -> Bool {
        if !text.isEmpty, text.utf8.allSatisfy(isDigit) { return true }
        let isInternational = text.utf8.first == UInt8(ascii: "+")
        let rest = isInternational ? text.utf8.dropFirst() : text.utf8[...]
        let digits = rest.count { isDigit($0) || $0 == UInt8(ascii: "*") }
        let others = rest.filter { !isDigit($0) && $0 != UInt8(ascii: " ") }
        guard let first = rest.first, isDigit(first) || (first == UInt8(ascii: "(") && !isInternational) else {
            return false
        }
        return digits >= (isInternational && !others.isEmpty ? 9 : 1) && others.allSatisfy("-()*".utf8.contains)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    static let refusal = Phrase(
        zh: "应为电话号码，如 010-12345678 或 +86 10 12345678",
        en: "is not a telephone number such as 010-12345678 or +86 10 12345678")
}
