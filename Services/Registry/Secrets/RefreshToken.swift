import Crypto
import ServiceRuntime

/// What a session goes on with: 256 random bits, of which only the hash is kept.
struct RefreshToken: Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// A new one.
    init() { bytes = Randomness.bytes(32) }

    /// Nil for what cannot be one.
    init?(_ text: String) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text.utf8), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    var text: String { Base64URL.encode(bytes) }
    var hash: [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// Says nothing, so that no log line can give the token away.
    var description: String { "a refresh token" }
}
