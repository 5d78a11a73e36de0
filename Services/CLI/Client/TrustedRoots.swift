import Foundation
import NIOSSL

/// Whose certificates are trusted: those that the machine trusts, or instead of them those that `SSL_CERT_FILE` and
/// `SSL_CERT_DIR` name, as to other programs.
enum TrustedRoots {
    /// - Returns: nil where the environment names none.
    /// - Throws: `UnusableRoots`.
    static func named(
        in environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> TLSConfiguration? {
        let file = Surroundings.variable("SSL_CERT_FILE", in: environment)
        let folders = Surroundings.variable("SSL_CERT_DIR", in: environment)?.split(separator: ":").map(String.init)
        guard file != nil || folders != nil else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try file.map(certificates) ?? [])
        configuration.additionalTrustRoots = try (folders ?? []).map { folder -> NIOSSLAdditionalTrustRoots in
            guard FileManager.default.fileExists(atPath: folder + "/") else {
                throw UnusableRoots(variable: "SSL_CERT_DIR", path: folder, reason: "is no folder")
            }
            return .file(folder)
        }
        return configuration
    }

    private static func certificates(in file: String) throws -> [NIOSSLCertificate] {
        guard let content = FileManager.default.contents(atPath: file) else {
            throw UnusableRoots(variable: "SSL_CERT_FILE", path: file, reason: "cannot be read")
        }
        do {
            return try NIOSSLCertificate.fromPEMBytes(Array(content))
        } catch {
            throw UnusableRoots(variable: "SSL_CERT_FILE", path: file, reason: "holds no certificates in PEM")
        }
    }

    /// What is wrong with whoever was reached by TLS, in words; nil where it is something else.
    static func fault(in error: any Error) -> String? {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            return "its certificate is for another name than that of the address"
        }
        guard case .handshakeFailed(let failure)? = error as? NIOSSLError else { return nil }
        // The library tells the codes of its errors in words alone.
        let words = "\(failure)"
        if words.contains("CERTIFICATE_VERIFY_FAILED") {
            return "its certificate is out of date, or its issuer is not trusted here. "
                + "SSL_CERT_FILE names a file with the certificates of issuers that are"
        }
        return words.contains("WRONG_VERSION_NUMBER") ? "it does not speak TLS: try --url with http://" : nil
    }
}

/// The environment names certificates that cannot be had.
struct UnusableRoots: ExitStatusError {
    let variable: String
    let path: String
    let reason: String

    var exitStatus: ExitStatus { .usage }
    var message: String { "\(variable): \(path) \(reason)." }
}
