import FoundationEssentials
import JWTKit
package import Model
import Synchronization

/// Signs access tokens for the registry with an Ed25519 key that lives in a file.
///
/// The file holds the private key that signs and, after a rotation, the public half of the one before, so that tokens
/// which that one signed are good until they expire.
package final class TokenIssuer: Sendable {
    /// How long a token may live at most: revocation is done by short lives (docs/decisions/0023).
    package static let longestLife = Duration.seconds(12 * 3_600)

    private let keyFile: String
    private let ring: Mutex<KeyRing>

    /// Reads the key file, or creates it for its owner alone when there is none.
    ///
    /// - Parameter keyFile: a path; the file holds the private key as PEM, and the previous public key behind it.
    /// - Throws: ``ConfigurationError`` naming the file when it cannot be read, written or understood.
    package init(keyFile: String) async throws {
        self.keyFile = keyFile
        ring = Mutex(try await Self.ring(in: keyFile))
    }

    private static func ring(in keyFile: String) async throws -> KeyRing {
        do {
            if FileManager.default.fileExists(atPath: keyFile) {
                return try await KeyRing(pem: String(contentsOfFile: keyFile, encoding: .utf8))
            }
            let first = try await KeyRing(signing: EdDSA.PrivateKey(), previous: nil)
            try SecretFile.create(Array(first.source.utf8), at: keyFile)
            return first
        } catch {
            throw ConfigurationError("signing.key.file", "\(keyFile) cannot be used as the signing key: \(error)")
        }
    }

    /// The public keys as a JWK Set (RFC 7517), the one that signs first: for `GET /v1/keys`.
    package var keySet: [UInt8] { ring.withLock { $0.keySet } }

    /// What `keySet` looks like.
    package static let keySetSchema = Schema.object([
        .required(
            "keys",
            .array(
                .object([
                    .required("kty", .word(["OKP"])), .required("crv", .word(["Ed25519"])),
                    .required("x", .string(), "The key itself, base64url"),
                    .required("kid", .string(), "Its thumbprint (RFC 7638)"),
                    .required("use", .word(["sig"])), .required("alg", .word([AccessClaims.algorithm])),
                ])))
    ])

    /// The name of the key that signs: its thumbprint (RFC 7638).
    package var keyID: String { ring.withLock { $0.keyID } }

    /// Takes over what another process of the registry has written to the key file.
    ///
    /// Reads a file, so it belongs on a thread that may block.
    ///
    /// - Throws: an error when the file cannot be read or understood; the keys that are known stay.
    package func reload() async throws {
        let pem = try String(contentsOfFile: keyFile, encoding: .utf8)
        guard ring.withLock({ $0.source != pem }) else { return }
        let fresh = try await KeyRing(pem: pem)
        ring.withLock { $0 = fresh }
    }

    /// Signs with a new key from now on.
    ///
    /// The key before stays published; the one before that goes at once, so two rotations rid of a key that was stolen.
    /// Writes a file, so it belongs on a thread that may block. Two processes must not do so at the same time.
    ///
    /// - Throws: an error of the file system; then the old key goes on signing.
    package func rotate() async throws {
        try await reload()
        let key = try EdDSA.PrivateKey()
        let before = ring.withLock { $0 }
        let next = try await KeyRing(signing: key, previous: before.signing.publicKey)
        try ring.withLock { ring in
            // Of two rotations at the same time one is enough.
            guard ring.keyID == before.keyID else { return }
            try SecretFile.replace(Array(next.source.utf8), at: keyFile)
            ring = next
        }
    }

    /// How the person of a token came to it.
    package enum Authentication: Sendable {
        /// The development issuer made it; counts as fresh for ever.
        case development
        /// They gave their secret at that moment.
        case signedIn(Timestamp)
    }

    /// A token for a person who has these roles.
    ///
    /// `propertyStaff` are communities whose property company they work for, and `session` is the name of the sign-in
    /// that it ends with.
    ///
    /// - Throws: ``Problem`` 400 when the life is not positive or too long.
    package func token(
        for person: Person, roles: [CommunityID: Set<Role>], isOperator: Bool,
        propertyStaff: Set<CommunityID> = [], authentication: Authentication = .development, session: String? = nil,
        life: Duration, now: Timestamp
    ) async throws -> String {
        guard life > .zero, life <= Self.longestLife else {
            let longest = Self.longestLife.components.seconds
            throw Problem.invalid(
                "lifetimeSeconds", Phrase(zh: "应为 1 到 \(longest)", en: "must be from 1 to \(longest)"))
        }
        let issued = now.microseconds / 1_000_000
        var claims = AccessClaims(
            issuer: AccessClaims.issuer, audience: AccessClaims.audience,
            subject: person.subject, expires: issued + life.components.seconds, issued: issued, notBefore: nil,
            roles: Dictionary(
                uniqueKeysWithValues: roles.map { ($0.key.description, $0.value.map(\.rawValue).sorted()) }),
            isOperator: isOperator ? true : nil)
        claims.session = session
        if !propertyStaff.isEmpty { claims.propertyStaff = propertyStaff.map(\.description).sorted() }
        if person.id != person.subject { claims.account = person.id }
        let owners = Set(person.otherOwners.map(\.description))
        if !owners.isEmpty { claims.owners = owners.sorted() }
        let alike = person.ids.subtracting(owners).subtracting([person.id, person.subject].map { $0.lowercased() })
        if !alike.isEmpty { claims.alike = alike.sorted() }
        switch authentication {
        case .development: claims.isDevelopment = true
        case .signedIn(let moment): claims.authenticated = moment.microseconds / 1_000_000
        }
        let ring = ring.withLock { $0 }
        return try await ring.signer.sign(
            claims, kid: JWKIdentifier(string: ring.keyID),
            header: ["typ": .string(AccessClaims.type), "alg": .string(AccessClaims.algorithm)])
    }
}

/// The key that signs, and what is published of it and of the one before.
private struct KeyRing: Sendable {
    let signing: EdDSA.PrivateKey
    let signer: JWTKeyCollection
    let keyID: String
    let keySet: [UInt8]
    /// The content of the file that it was read from or is written to.
    let source: String

    init(signing: EdDSA.PrivateKey, previous: EdDSA.PublicKey?, source: String? = nil) async throws {
        self.signing = signing
        keyID = Self.published(signing.publicKey).kid
        signer = await JWTKeyCollection().add(eddsa: signing, kid: JWKIdentifier(string: keyID))
        let published = ([signing.publicKey] + [previous].compactMap(\.self)).map(Self.published)
        keySet = JSONTree.object([("keys", .array(published.map(Self.entry)))]).bytes
        self.source = source ?? Self.pem(signing, previous)
    }

    /// The content of the key file: a private key, and perhaps a public one behind it.
    init(pem: String) async throws {
        let start = "-----BEGIN PUBLIC KEY-----"
        let parts = pem.split(separator: start, maxSplits: 1).map(String.init)
        let previous = parts.count == 2 ? try EdDSA.PublicKey(pem: start + parts[1]) : nil
        try await self.init(signing: EdDSA.PrivateKey(pem: parts.first ?? ""), previous: previous, source: pem)
    }

    private static func pem(_ signing: EdDSA.PrivateKey, _ previous: EdDSA.PublicKey?) -> String {
        signing.pemRepresentation + "\n" + (previous.map { $0.pemRepresentation + "\n" } ?? "")
    }

    private static func published(_ key: EdDSA.PublicKey) -> PublishedKey {
        PublishedKey(point: Array(key.rawRepresentation))
    }

    private static func entry(_ key: PublishedKey) -> JSONTree {
        .object([
            ("kty", .text(key.kty)), ("crv", .text(key.crv)), ("x", .text(key.x)), ("kid", .text(key.kid)),
            ("use", "sig"), ("alg", .text(AccessClaims.algorithm)),
        ])
    }
}
