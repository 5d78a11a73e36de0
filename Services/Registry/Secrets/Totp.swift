import Crypto
import Model

/// Codes of an authenticator app: TOTP (RFC 6238) with SHA-1, six digits and steps of thirty seconds, which all apps know.
struct Totp: Sendable {
    static let period: Int64 = 30
    private static let keyLength = 20
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    let key: [UInt8]

    init(key: [UInt8]) { self.key = key }

    /// A new random key.
    init() { key = Randomness.bytes(Self.keyLength) }

    static func step(at time: Timestamp) -> Int64 { time.microseconds / 1_000_000 / period }

    /// The code of a step (RFC 4226 §5.3).
    func code(step: Int64, digits: Int = 6) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: key)))
        let offset = Int(mac[mac.count - 1] & 0x0F)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(UInt32(1)) { product, _ in product * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose code this is: the present one or its neighbours, if it is later than `used`.
    ///
    /// A code is taken once; clocks may differ by half a minute.
    func step(of code: String, at time: Timestamp, after used: Int64) -> Int64? {
        let now = Self.step(at: time)
        return (now - 1...now + 1).first { $0 > used && self.code(step: $0) == code }
    }

    /// The key as people type it, in base 32 (RFC 4648 §6).
    var text: String {
        var bits = 0
        var buffer = 0
        var text = ""
        for byte in key {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(Self.alphabet[buffer >> bits & 31])
            }
        }
        if bits > 0 { text.append(Self.alphabet[buffer << (5 - bits) & 31]) }
        return text
    }

    /// The key of a text in base 32, empty for an empty one; nil when it is none.
    static func key(from text: String) -> [UInt8]? {
        var bits = 0
        var buffer = 0
        var bytes: [UInt8] = []
        for character in text {
            guard let digit = alphabet.firstIndex(of: character) else { return nil }
            buffer = (buffer << 5 | digit) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(buffer >> bits & 0xFF))
            }
        }
        return bytes
    }

    /// The address that an app takes a key from, as a QR code.
    func address(login: LoginName) -> String {
        "otpauth://totp/Tongti:\(login)?secret=\(text)&issuer=Tongti&algorithm=SHA1&digits=6&period=\(Self.period)"
    }
}
