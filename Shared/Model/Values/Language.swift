/// The languages that pages and answers are written in.
package enum Language: String, Sendable, CaseIterable {
    case chinese = "zh-CN"
    case english = "en"

    /// Picks the language that an `Accept-Language` value prefers (RFC 9110 §12.5.4); Chinese when it prefers neither.
    package init(acceptLanguage: String?) {
        guard let acceptLanguage else {
            self = .chinese
            return
        }
        var best = (quality: 0.0, language: Language.chinese)
        for part in acceptLanguage.split(separator: ",").prefix(16) {
            let fields = part.split(separator: ";").map(Self.withoutBlanks)
            guard let range = fields.first?.lowercased() else { continue }
            let quality = fields.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if let language = Language(range: range), quality > best.quality { best = (quality, language) }
        }
        self = best.language
    }

    private static func withoutBlanks(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return start.dropLast(start.reversed().prefix { $0 == " " || $0 == "\t" }.count)
    }

    private init?(range: String) {
        if range == "*" || range == "zh" || range.hasPrefix("zh-") {
            self = .chinese
        } else if range == "en" || range.hasPrefix("en-") {
            self = .english
        } else {
            return nil
        }
    }
}
