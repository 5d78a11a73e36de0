import Model
import ServiceRuntime

/// A line of text in a JSON body, which anybody may get to read.
enum ShortText {
    /// The text, if something is seen of it, it is not too long, and it has no control or invisible characters: these could
    /// turn round what stands beside it on a page.
    ///
    /// - Throws: `Problem` 400 naming the field.
    static func checked(_ text: String, _ field: String, limit: Int) throws -> String {
        guard text.unicodeScalars.contains(where: isSeen) else {
            throw Problem.invalid(field, Phrase(zh: "不能为空", en: "is empty"))
        }
        guard text.unicodeScalars.count <= limit else {
            throw Problem.invalid(field, Phrase(zh: "超过 \(limit) 个字符", en: "is longer than \(limit) characters"))
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw Problem.invalid(field, Phrase(zh: "含有控制字符", en: "holds a control character"))
        }
        guard !text.unicodeScalars.contains(where: isInvisible) else {
            throw Problem.invalid(field, Phrase(zh: "含有不可见字符", en: "holds an invisible character"))
        }
        return text
    }

    /// Whether there is more to it than a blank, or a mark of the letter before it.
    private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: false
        default: !scalar.properties.isWhitespace && !CodeCharacter.isUnseen(scalar)
        }
    }

    /// As in files: not what chooses between the forms of the letter before it.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .format, .lineSeparator, .paragraphSeparator: true
        default: CodeCharacter.isUnseen(scalar) && !scalar.properties.isVariationSelector
        }
    }
}
