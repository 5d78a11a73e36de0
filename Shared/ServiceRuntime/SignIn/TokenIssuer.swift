import Crypto
import FoundationEssentials
import JWTKit
package import Model

/// Signs access tokens for the registry with one Ed25519 key that lives in a file.
package struct TokenIssuer: Sendable {
    /// How long a token may live at most: revocation is done by short lives (reliability §3.2).
    package static let longestLife = Duration.seconds(12 * 3_600)

    private let keys: JWTKeyCollection
    private let keyID: String
    /// The public half as a JWK Set (RFC 7517), for `GET /v1/keys`.
    package let keySet: [UInt8]

    /// Reads the key file, or creates it for its owner alone when there is none.
    ///
    /// - Parameter keyFile: a path; the file holds the private key as PEM.
    /// - Throws: ``ConfigurationError`` naming the file when it cannot be read, written or understood.
    package init(keyFile: String) async throws {
        let key = try Self.key(at: keyFile)
        let point = Base64URL.encode(Array(key.publicKey.rawRepresentation))
        // RFC 7638: the thumbprint is over the required members in this order.
        let thumbprint = SHA256.hash(data: Array(#"{"crv":"Ed25519","kty":"OKP","x":"\#(point)"}"#.utf8))
        keyID = Base64URL.encode(Array(thumbprint))
        keys = await JWTKeyCollection()
            .add(eddsa: key, kid: JWKIdentifier(string: keyID))
        keySet =
            JSONTree.object([
                (
                    "keys",
                    .array([
                        .object([
                            ("kty", "OKP"), ("crv", "Ed25519"), ("x", .text(point)), ("kid", .text(keyID)),
                            ("use", "sig"), ("alg", .text(AccessClaims.algorithm)),
                        ])
                    ])
                )
            ]).bytes
    }

    /// A token for a person.
    ///
    /// - Throws: ``Problem`` 400 when the life is not positive or too long.
    package func token(
        subject: String, roles: [CommunityID: Set<Role>], isOperator: Bool, life: Duration, now: Timestamp
    ) async throws -> String {
        guard life > .zero, life <= Self.longestLife else {
            let longest = Self.longestLife.components.seconds
            throw Problem.invalid(
                "lifetimeSeconds", Phrase(zh: "应为 1 到 \(longest)", en: "must be from 1 to \(longest)"))
        }
        let issued = now.microseconds / 1_000_000
        let claims = AccessClaims(
            issuer: AccessClaims.issuer, audience: AudienceClaim(value: [AccessClaims.audience]), subject: subject,
            expires: issued + life.components.seconds, issued: issued, notBefore: nil,
            roles: Dictionary(
                uniqueKeysWithValues: roles.map { ($0.key.description, $0.value.map(\.rawValue).sorted()) }),
            isOperator: isOperator ? true : nil)
        return try await keys.sign(
            claims, kid: JWKIdentifier(string: keyID),
            header: ["typ": .string(AccessClaims.type), "alg": .string(AccessClaims.algorithm)])
    }

    private static func key(at path: String) throws -> EdDSA.PrivateKey {
        do {
            if FileManager.default.fileExists(atPath: path) {
                return try EdDSA.PrivateKey(pem: String(contentsOfFile: path, encoding: .utf8))
            }
            let key = try EdDSA.PrivateKey()
            try SecretFile.create(Array(key.pemRepresentation.utf8), at: path)
            return key
        } catch {
            throw ConfigurationError("signing.key.file", "\(path) cannot be used as the signing key: \(error)")
        }
    }
}

/// Base64 for URLs without padding (RFC 4648 §5).
enum Base64URL {
    static func encode(_ bytes: [UInt8]) -> String {
        String(
            Data(bytes).base64EncodedString().compactMap { character in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }

    /// Nil for anything but this alphabet, padding included.
    static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var plain: [UInt8] = []
        plain.reserveCapacity(text.underestimatedCount + 3)
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): plain.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): plain.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: plain.append(byte)
            }
        }
        while plain.count % 4 != 0 { plain.append(UInt8(ascii: "=")) }
        return Data(base64Encoded: Data(plain)).map(Array.init)
    }
}
