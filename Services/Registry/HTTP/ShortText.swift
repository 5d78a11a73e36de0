import Model
import ServiceRuntime

/// A line of text in a JSON body.
enum ShortText {
    /// The text, if it has something in it, is not too long and has no control characters.
    ///
    /// - Throws: `Problem` 400 naming the field.
    static func checked(_ text: String, _ field: String, limit: Int) throws -> String {
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Problem.invalid(field, Phrase(zh: "不能为空", en: "is empty"))
        }
        guard text.unicodeScalars.count <= limit else {
            throw Problem.invalid(field, Phrase(zh: "超过 \(limit) 个字符", en: "is longer than \(limit) characters"))
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw Problem.invalid(field, Phrase(zh: "含有控制字符", en: "holds a control character"))
        }
        return text
    }
}
