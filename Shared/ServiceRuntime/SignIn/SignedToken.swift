/// A token in its three parts (RFC 7515 §7.1), none of which is trusted yet.
struct SignedToken: Sendable {
    /// The name of the key that is said to have signed it.
    let kid: String
    /// Whether its head asks for what we sign with and for nothing else (RFC 8725 §3.1, §3.11).
    let isAcceptable: Bool
    /// What the signature is over.
    let signed: [UInt8]
    let payload: [UInt8]
    let signature: [UInt8]
    /// Of the text, in bytes.
    let length: Int

    private static let longest = 8 * 1024

    private struct Header: Decodable {
        let alg: String
        let typ: String
        let kid: String
        let crit: [String]?
    }

    /// Nil for what is no such text.
    init?(_ token: String) {
        let bytes = Array(token.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard bytes.count <= Self.longest, parts.count == 3,
            let head = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]), !payload.isEmpty, !signature.isEmpty
        else { return nil }
        let header: Header
        do {
            header = try JSONNodeDecoder.decode(Header.self, from: head, depth: 4)
        } catch {
            return nil
        }
        kid = header.kid
        isAcceptable = header.alg == AccessClaims.algorithm && header.typ == AccessClaims.type && header.crit == nil
        signed = Array(bytes[..<parts[1].endIndex])
        self.payload = payload
        self.signature = signature
        length = bytes.count
    }
}
