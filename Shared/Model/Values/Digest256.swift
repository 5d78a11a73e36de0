package import Crypto

/// A SHA-256 of evidence: a roll, a rule pack, a document.
///
/// Written in 64 hexadecimal digits.
package struct Digest256: TextValue {
    package let bytes: [UInt8]

    package init(_ digest: SHA256Digest) { bytes = Array(digest) }

    /// `nil` unless there are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    package init(of content: [UInt8]) { self.init(SHA256.hash(data: content)) }

    package init(parsing text: String) throws(InvalidValue) {
        let digits = text.utf8.compactMap(Self.value)
        guard digits.count == 64, text.utf8.count == 64 else {
            throw InvalidValue("SHA-256", zh: "应为 64 位十六进制数字", en: "has not 64 hexadecimal digits")
        }
        bytes = stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    package var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
