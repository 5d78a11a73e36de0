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
        guard let bytes = WireText.digest(Array(text.utf8)[...]) else {
            throw InvalidValue("SHA-256", zh: "应为 64 位十六进制数字", en: "has not 64 hexadecimal digits")
        }
        self.bytes = bytes
    }

    /// Takes a long content piece by piece.
    package struct Builder {
        private var hash = SHA256()

        package init() {}

        package mutating func append(_ content: [UInt8]) { hash.update(data: content) }

        /// The digest of all that was appended.
        package func finish() -> Digest256 { Digest256(hash.finalize()) }
    }

    package var description: String { String(decoding: WireText.hex(bytes), as: UTF8.self) }
}
