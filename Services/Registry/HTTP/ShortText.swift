import Model
import ServiceRuntime

/// A line of text in a JSON body, which anybody may get to read.
enum ShortText {
    /// The text, if it can stand on a page.
    ///
    /// - Throws: `Problem` 400 naming the field.
    static func checked(_ text: String, _ field: String, limit: Int) throws -> String {
        switch WrittenLine.fault(in: text, atMost: limit) {
        case nil: return text
        case .empty?: throw Problem.invalid(field, Phrase(zh: "不能为空", en: "is empty"))
        case .tooLong?:
            throw Problem.invalid(field, Phrase(zh: "超过 \(limit) 个字符", en: "is longer than \(limit) characters"))
        case .controlCharacter?:
            throw Problem.invalid(field, Phrase(zh: "含有控制字符", en: "holds a control character"))
        case .invisibleCharacter?:
            throw Problem.invalid(field, Phrase(zh: "含有不可见字符", en: "holds an invisible character"))
        }
    }
}
