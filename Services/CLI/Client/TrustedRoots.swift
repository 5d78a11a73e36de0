import Foundation
import NIOSSL

/// Whose certificates are trusted: those that the machine trusts, or instead of them those that `SSL_CERT_FILE` and
/// `SSL_CERT_DIR` name, as to other programs.
enum TrustedRoots {
    /// - Returns: nil where the environment names none.
    /// - Throws: `UnusableRoots`.
    static func named() throws -> TLSConfiguration? {
        let file = Surroundings.variable("SSL_CERT_FILE")
        let folders = Surroundings.variable("SSL_CERT_DIR")?.split(separator: ":").map(String.init)
        guard file != nil || folders != nil else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        let alone = try file.map { try certificates(in: $0, of: "SSL_CERT_FILE") } ?? []
        // Of several places the library would read files alone.
        let all = try (folders ?? []).reduce(alone) { try $0 + certificates(below: $1) }
        configuration.trustRoots = .certificates(all)
        return configuration
    }

    /// Those that `openssl rehash` has named, as other programs find them there.
    private static func certificates(below folder: String) throws -> [NIOSSLCertificate] {
        guard FileManager.default.fileExists(atPath: folder + "/") else {
            throw UnusableRoots(variable: "SSL_CERT_DIR", path: folder, reason: "is no folder")
        }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw UnusableRoots(variable: "SSL_CERT_DIR", path: folder, reason: "cannot be read")
        }
        return try names.sorted().filter { $0.wholeMatch(of: /[0-9a-f]{8}\.[0-9]+/) != nil }
            .map { "\(folder)/\($0)" }
            // A name may be left whose certificate has gone.
            .filter { FileManager.default.fileExists(atPath: $0) }
            .flatMap { try certificates(in: $0, of: "SSL_CERT_DIR") }
    }

    private static func certificates(in file: String, of variable: String) throws -> [NIOSSLCertificate] {
        guard let content = FileManager.default.contents(atPath: file) else {
            throw UnusableRoots(variable: variable, path: file, reason: "cannot be read")
        }
        do {
            return try NIOSSLCertificate.fromPEMBytes(Array(content))
        } catch {
            throw UnusableRoots(variable: variable, path: file, reason: "holds no certificates in PEM")
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
