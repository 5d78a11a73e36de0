package import Crypto

/// A SHA-256 of evidence: a roll, a rule pack, a document. Written in 64 hexadecimal digits.
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
        let digits = Array(text.utf8)
        guard digits.count == 64 else { throw InvalidValue("SHA-256", "has not 64 hexadecimal digits") }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16),
                digits[index] != UInt8(ascii: "+")
            else { throw InvalidValue("SHA-256", "has not 64 hexadecimal digits") }
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    package var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
