import Crypto
import Foundation
import Model

@testable import ServiceRuntime

/// A token put together by hand, so that each part can be wrong.
struct Forgery {
    static let now = TestTokens.now.microseconds / 1_000_000

    var header = ["alg": "EdDSA", "typ": "at+jwt", "kid": "k1"] as [String: Any]
    var claims: [String: Any]
    var key = Curve25519.Signing.PrivateKey()

    init() {
        claims = [
            "iss": "tongti-registry", "aud": "tongti", "sub": "p", "iat": Self.now, "exp": Self.now + 600,
            "roles": ["jinhua": ["owner"]],
        ]
    }

    func token(signature: [UInt8]? = nil) throws -> String {
        let head = Base64URL.encode(Array(try JSONSerialization.data(withJSONObject: header)))
        let body = Base64URL.encode(Array(try JSONSerialization.data(withJSONObject: claims)))
        let signed = try signature ?? Array(key.signature(for: Data("\(head).\(body)".utf8)))
        return "\(head).\(body).\(Base64URL.encode(signed))"
    }

    var keySet: [UInt8] {
        let point = Base64URL.encode(Array(key.publicKey.rawRepresentation))
        return Array(
            #"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k1","x":"\#(point)"},{"kty":"RSA","n":"AQAB"}]}"#.utf8)
    }
}
