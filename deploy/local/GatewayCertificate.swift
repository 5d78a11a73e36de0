import FoundationEssentials
import Glibc

/// The files with which the gateway speaks HTTPS.
package struct GatewayCertificate: Sendable {
    /// The certificate, and behind it those of its issuers, in PEM.
    package let certificate: String
    /// The certificate's private key in PEM, open without a passphrase.
    package let key: String

    /// Takes paths, which need not be absolute.
    package init(certificate: String, key: String) {
        self.certificate = URL(filePath: certificate).standardizedFileURL.path
        self.key = URL(filePath: key).standardizedFileURL.path
    }

    /// Finds out whether the gateway could start with them, and starts nothing that stays.
    ///
    /// - Throws: `DistrictError.certificateUnusable` naming the option and the file, `LaunchError` without an openssl.
    package func check() async throws {
        try requireFile(.certificate)
        try requireFile(.key)
        let folder = "\(ScratchFolder.path)/tongti-certificate-\(getpid())-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let fault: Fault?
        do {
            fault = try await findFault(in: folder)
        } catch {
            try FileManager.default.removeItem(atPath: folder)
            throw error
        }
        try FileManager.default.removeItem(atPath: folder)
        if let fault { throw refusal(of: fault) }
    }

    private enum Option: String {
        case certificate = "--certificate"
        case key = "--key"
    }

    private func path(_ option: Option) -> String { option == .key ? key : certificate }

    /// What is wrong, as the last line that ``script`` writes; the raw value is its first word.
    private enum Fault: String {
        case program, certificate, expired, early, key, pair, server
    }

    private func requireFile(_ option: Option) throws {
        var facts = stat()
        let path = path(option)
        guard stat(path, &facts) == 0 else { throw unusable(option, String(cString: strerror(errno))) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw unusable(option, "is not a file") }
        guard access(path, R_OK) == 0 else { throw unusable(option, String(cString: strerror(errno))) }
    }

    private func unusable(_ option: Option, _ reason: String) -> DistrictError {
        .certificateUnusable(option: option.rawValue, path: path(option), reason: reason)
    }

    private func findFault(in folder: String) async throws -> Fault? {
        let log = "\(folder)/log"
        let child = try await ChildProcess.start(
            .init(
                "/bin/sh", ["-c", Self.script, "sh", certificate, key],
                environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], directory: folder, log: log))
        let status = try await child.exited()
        if status == .exited(0) { return nil }
        let words = LogTail.lines(of: log, count: 1)
        guard let fault = words.first.flatMap({ Fault(rawValue: $0) }) else {
            throw LaunchError(program: "openssl", reason: "\(status) \(words.joined())")
        }
        return fault
    }

    private func refusal(of fault: Fault) -> any Error {
        switch fault {
        case .program: LaunchError(program: "openssl", reason: "is missing, and certificates are checked by it")
        case .certificate: unusable(.certificate, "holds no certificate in PEM")
        case .expired: unusable(.certificate, "has expired")
        case .early: unusable(.certificate, "is not valid yet")
        case .key: unusable(.key, "holds no private key in PEM that is open without a passphrase")
        case .pair: unusable(.key, "is not the key of \(certificate)")
        case .server: unusable(.certificate, "nginx does not take it, or one of the certificates behind it")
        }
    }

    /// Of a key of another kind than the certificate nginx says nothing before somebody comes, and openssl nothing of what
    /// stands behind the first certificate.
    private static let script = """
        say() { echo "$1"; exit 1; }
        command -v openssl >why || say program
        openssl x509 -in "$1" -noout -pubkey >certificate.public 2>why || say certificate
        openssl x509 -in "$1" -noout -checkend 0 >why 2>&1 || say expired
        start=$(openssl x509 -in "$1" -noout -startdate)
        [ "$(date -d "${start#*=}" +%s)" -le "$(date +%s)" ] || say early
        openssl pkey -in "$2" -passin pass: -pubout >key.public 2>why || say key
        cmp -s certificate.public key.public || say pair
        ln -s "$1" certificate.pem && ln -s "$2" key.pem && echo >passphrase -
        cat >nginx.conf <<'CONFIGURATION'
        pid nginx.pid;
        error_log stderr;
        events {}
        http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            server {
                listen unix:socket ssl;
                ssl_certificate certificate.pem;
                ssl_certificate_key key.pem;
                ssl_password_file passphrase;
            }
        }
        CONFIGURATION
        nginx -t -q -e stderr -p "$PWD" -c "$PWD/nginx.conf" >why 2>&1 || say server
        """
}
