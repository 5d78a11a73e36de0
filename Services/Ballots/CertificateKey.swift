import Crypto
import FoundationEssentials
import ServiceRuntime

/// The Ed25519 key that signs certificates (docs/bundle.md).
///
/// All processes of the service read one file.
struct CertificateKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey
    let published: PublishedKey

    private static let setting = "certificate.key.file"

    /// Reads the key; makes it, and the file, at the first start.
    ///
    /// - Throws: `ConfigurationError` when the file can be neither read nor made.
    init(file: String) throws {
        do {
            if !FileManager.default.fileExists(atPath: file) { try Self.make(file) }
            let text = try SecretFile.read(file, for: Self.setting)
            key = try Curve25519.Signing.PrivateKey(rawRepresentation: Base64URL.decode(text.utf8) ?? [])
        } catch {
            throw ConfigurationError(Self.setting, "\(file) cannot be used as the key of certificates: \(error)")
        }
        published = PublishedKey(point: Array(key.publicKey.rawRepresentation))
    }

    /// Of two processes that start at the same time the slower one takes the other's.
    private static func make(_ file: String) throws {
        let fresh = Curve25519.Signing.PrivateKey()
        do {
            try SecretFile.create(Array("\(Base64URL.encode(Array(fresh.rawRepresentation)))\n".utf8), at: file)
        } catch {
            guard FileManager.default.fileExists(atPath: file) else { throw error }
        }
    }

    /// Signs the canonical bytes of a certificate.
    func sign(_ certificate: [UInt8]) throws -> String {
        Base64URL.encode(Array(try key.signature(for: Self.signed(certificate))))
    }

    /// What is signed: the words before it keep the signature from standing for anything else.
    fileprivate static func signed(_ certificate: [UInt8]) -> [UInt8] {
        Array("tongti certificate 1\n".utf8) + certificate
    }
}

extension Certificate.Signed {
    /// Whether the key beside it made the signature.
    ///
    /// - Throws: `CryptoKitError` where that is no key.
    func isSignedByItsKey() throws -> Bool {
        let point = Base64URL.decode(key.x.utf8) ?? []
        let signature = Base64URL.decode(signature.utf8) ?? []
        return try Curve25519.Signing.PublicKey(rawRepresentation: point)
            .isValidSignature(signature, for: CertificateKey.signed(bytes))
    }
}

extension Blinding {
    /// A secret that nobody has had.
    static func fresh() -> Blinding { Blinding(secret: SymmetricKey(size: .bits256).withUnsafeBytes(Array.init)) }
}
