import Model

/// Texts that a spreadsheet would calculate instead of showing, should somebody open the exported roll in one.
///
/// They are refused when they come in, because an export that altered them would not import to the same roll.
enum FormulaText {
    /// Whether the text begins like a formula; a whole number with a sign, such as the floor `-1`, is harmless.
    static func looksLikeOne(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        switch first {
        case "=", "@", "＝", "＠", "＋", "－": return true
        case "+", "-": return text.count == 1 || !text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
        default: return false
        }
    }

    static let refusal = Phrase(
        zh: "不能以 =、+、- 或 @ 开头，否则电子表格会当作公式", en: "begins like a formula of a spreadsheet, with =, +, - or @")
}
