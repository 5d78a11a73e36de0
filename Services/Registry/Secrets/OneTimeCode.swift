import Crypto

/// The code of an activation letter: twenty characters, of which six find it and fourteen, 65 bits, prove it.
///
/// The alphabet has no two characters that look alike: no 0 O, 1 I L, 2 Z, 5 S, 8 B.
struct OneTimeCode: Sendable, CustomStringConvertible {
    static let alphabet = Array("ACDEFGHJKMNPQRTUVWXY34679")
    private static let length = 20
    private static let lookupLength = 6
    private static let groupLength = 5

    private let characters: String

    /// A new random code.
    init() {
        var random = SystemRandomNumberGenerator()
        characters = String(
            (0..<Self.length).map { _ in Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &random)] })
    }

    /// A code as somebody types it: in capital or small letters, wide or narrow, with or without dashes and blanks.
    init?(typed: String) {
        let scalars = typed.unicodeScalars.map { HalfWidth.of($0) }.filter { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .dashPunctuation
        }
        let plain = String(String.UnicodeScalarView(scalars)).uppercased()
        guard plain.count == Self.length, plain.allSatisfy(Self.alphabet.contains) else { return nil }
        characters = plain
    }

    var lookup: String { String(characters.prefix(Self.lookupLength)) }

    /// What is stored of it: random enough that no slow hash is needed.
    var hash: [UInt8] { Array(SHA256.hash(data: Array("tongti activation \(characters)".utf8))) }

    /// As it is printed: `ACDEF-GHJKM-NPQRT-UVWXY`.
    var text: String {
        stride(from: 0, to: Self.length, by: Self.groupLength).map { start in
            String(characters.dropFirst(start).prefix(Self.groupLength))
        }.joined(separator: "-")
    }

    /// Whether it is the one that was stored; compared in constant time.
    func matches(_ stored: [UInt8]) -> Bool { SymmetricKey(data: hash) == SymmetricKey(data: stored) }

    /// Says nothing, so that no log line can give the code away.
    var description: String { "a one-time code" }
}
