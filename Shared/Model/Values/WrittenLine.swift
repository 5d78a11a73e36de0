/// A line of text that somebody writes and anybody may get to read, such as a name or a title.
package enum WrittenLine {
    package enum Fault: Sendable, Equatable {
        /// Nothing is seen of it.
        case empty
        case tooLong
        case controlCharacter
        case invisibleCharacter
    }

    /// Why a text of at most `limit` characters cannot stand on a page: control and invisible characters could turn round
    /// what stands beside it.
    package static func fault(in text: String, atMost limit: Int) -> Fault? {
        guard text.unicodeScalars.contains(where: isSeen) else { return .empty }
        guard text.unicodeScalars.count <= limit else { return .tooLong }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            return .controlCharacter
        }
        return text.unicodeScalars.contains(where: isInvisible) ? .invisibleCharacter : nil
    }

    /// Whether there is more to it than a blank, or a mark of the letter before it.
    private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: false
        default: !scalar.properties.isWhitespace && !CodeCharacter.isUnseen(scalar)
        }
    }

    /// Not what chooses between the forms of letters, as names have it that are written with a rare one.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        guard !shapesLetters(scalar) else { return false }
        return switch scalar.properties.generalCategory {
        case .format, .lineSeparator, .paragraphSeparator: true
        default: CodeCharacter.isUnseen(scalar)
        }
    }

    /// A variation selector, or the separator before the last vowel of Mongolian words, which shows it and the letter before
    /// in forms of their own.
    static func shapesLetters(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isVariationSelector || scalar == "\u{180E}"
    }
}
