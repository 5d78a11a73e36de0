import Foundation
import LocalDistrict
import Model

/// How long the certificate is good that a gateway shows.
enum CertificateView: Sendable, Equatable {
    case ends(Timestamp)
    /// Why that is not known.
    case unread(String)

    /// Asks the gateway as a browser does, so that it is the one in use, and not the one that lies in a file.
    ///
    /// - Parameter address: of a district.
    /// - Returns: nil where it is not reached by HTTPS.
    /// - Throws: `CancellationError`; errors of the system where no program can be started.
    static func shown(at address: String) async throws -> CertificateView? {
        guard let parts = URLComponents(string: address), parts.scheme?.lowercased() == "https", let host = parts.host
        else { return nil }
        let file = FileManager.default.temporaryDirectory.appending(path: "tongti-certificate-\(UUID().uuidString)")
            .path
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh", ["-c", script, "sh", host, "\(parts.port ?? 443)"],
                environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], log: file))
        _ = try await child.exited()
        let said = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
        try FileManager.default.removeItem(atPath: file)
        return CertificateView(said: said)
    }

    /// What openssl says of a certificate's end, as `notAfter=2026-06-01 12:00:00Z`.
    init(said: String) {
        let lines = said.split(whereSeparator: \.isNewline)
        let end = lines.first { $0.hasPrefix("notAfter=") }.flatMap {
            Timestamp(String($0.dropFirst("notAfter=".count)))
        }
        self = end.map(Self.ends) ?? .unread(lines.first.map(String.init) ?? "nothing was said")
    }

    /// Nobody has to trust it for that.
    private static let script = """
        command -v openssl >/dev/null || { echo "openssl is missing here"; exit; }
        timeout 5 openssl s_client -connect "$1:$2" -servername "$1" </dev/null 2>/dev/null |
            openssl x509 -noout -enddate -dateopt iso_8601 2>/dev/null || echo "no certificate came"
        """
}
