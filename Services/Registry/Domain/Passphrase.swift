import Model

/// The secret that a person signs in with: a passphrase, or for residents at least a PIN.
struct Passphrase: Sendable, CustomStringConvertible {
    let bytes: [UInt8]

    /// More is never looked at, so that nobody makes the server chew on a novel.
    static let longest = 128
    static let shortestOfStaff = 12
    static let shortest = 6

    /// A secret as somebody gives it to sign in; it may be anything.
    init(given text: String) { bytes = Array(text.utf8.prefix(4 * Self.longest)) }

    /// A secret that somebody wants to have from now on.
    ///
    /// - Throws: `InvalidValue` when it is too easy to guess, or cannot be typed again.
    init(chosen text: String, login: LoginName, isStaff: Bool) throws(InvalidValue) {
        let length = text.unicodeScalars.count
        let shortest = isStaff ? Self.shortestOfStaff : Self.shortest
        guard (shortest...Self.longest).contains(length) else {
            throw InvalidValue(
                "secret", zh: "应为 \(shortest) 到 \(Self.longest) 个字符",
                en: "must have from \(shortest) to \(Self.longest) characters")
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw InvalidValue("secret", zh: "含有控制字符", en: "holds a control character")
        }
        guard !text.lowercased().contains(login.description), !Self.isRun(Array(text.utf8)) else {
            throw InvalidValue("secret", zh: "太容易被猜到", en: "is too easy to guess")
        }
        bytes = Array(text.utf8)
    }

    /// Says nothing, so that no log line can give the secret away.
    var description: String { "a secret" }

    /// Whether every character is the same as, or next to, the one before: `888888`, `123456`, `fedcba`.
    private static func isRun(_ bytes: [UInt8]) -> Bool {
        let steps = Set(zip(bytes.dropFirst(), bytes).map { Int($0) - Int($1) })
        return steps.count == 1 && steps.isSubset(of: [-1, 0, 1])
    }
}
