import Model

/// A public Ed25519 key as a JWK (RFC 8037), named by its thumbprint (RFC 7638).
package struct PublishedKey: Codable, Sendable, Equatable {
    package let crv: String
    package let kid: String
    package let kty: String
    package let x: String

    /// Takes the 32 bytes of the key.
    package init(point: [UInt8]) {
        let x = Base64URL.encode(point)
        crv = "Ed25519"
        kty = "OKP"
        // The thumbprint is over the required members in this order.
        kid = Base64URL.encode(Digest256(of: Array(#"{"crv":"Ed25519","kty":"OKP","x":"\#(x)"}"#.utf8)).bytes)
        self.x = x
    }
}
