package import Model

/// Which language a page is shown in: what the address asks for, else what was chosen before, else what the browser
/// prefers, else Chinese.
package struct LanguageChoice: Sendable, Equatable {
    package let language: Language
    /// Whether the address asked, so that the answer remembers it in a cookie.
    package let isNew: Bool

    /// - Parameters:
    ///   - query: the value of `?lang=`: `zh`, `zh-CN` or `en`; anything else is no choice.
    ///   - cookie: the whole `Cookie` header.
    ///   - acceptLanguage: the whole `Accept-Language` header.
    package init(query: String?, cookie: String?, acceptLanguage: String?) {
        if let asked = query.flatMap(Self.language(named:)) {
            language = asked
            isNew = true
            return
        }
        let remembered = cookie?.split(separator: ";").lazy
            .map { $0.drop { $0 == " " } }
            .first { $0.hasPrefix("\(Self.cookieName)=") }
            .map { String($0.dropFirst(Self.cookieName.count + 1)) }
        language = remembered.flatMap(Self.language(named:)) ?? Language(acceptLanguage: acceptLanguage)
        isNew = false
    }

    /// The `Set-Cookie` value that remembers the choice for a year; it says nothing else about the reader.
    ///
    /// A choice of somebody who has come by TLS never travels without.
    package func setCookie(isSecure: Bool) -> String {
        let end = isSecure ? "; Secure" : ""
        return "\(Self.cookieName)=\(language.rawValue); Path=/; Max-Age=31536000; SameSite=Lax\(end)"
    }

    private static let cookieName = "lang"

    private static func language(named name: String) -> Language? {
        switch name {
        case "zh", "zh-CN": .chinese
        case "en": .english
        default: nil
        }
    }
}
