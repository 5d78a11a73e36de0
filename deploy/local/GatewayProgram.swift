import FoundationEssentials
import Glibc
import Model

/// nginx with the configuration of `deploy/nginx`, as an ordinary user, with everything that is written in one folder.
struct GatewayProgram: Program {
    let port: Int
    /// Of all processes of each service, which take turns.
    let servicePorts: [ServiceName: [Int]]
    /// Where `deploy/nginx` of the clone lies.
    let templates: String
    /// Holds what nginx reads, which it cannot change, and a folder for what it writes.
    let folder: String
    let log: String
    /// What is believed when it says whom it speaks for, as an address or a range.
    var front = Self.nobody
    /// With what it speaks HTTPS.
    var certificate: GatewayCertificate?

    /// An address from which nobody comes.
    private static let nobody = "255.255.255.255"

    /// Debian's user for web servers; only root can and has to become another.
    private static let user = geteuid() == 0 ? "www-data" : nil

    /// nginx closes its listener at once and lets requests finish on SIGQUIT; watchers of a board would hold that up.
    var stopSignal: Int32 { SIGTERM }

    func prepare() async throws {
        try ServerFolder.make(folder, mode: Self.user == nil ? 0o700 : 0o711)
        try ServerFolder.make(runFolder)
        try giveToUser(runFolder)
        for name in try FileManager.default.contentsOfDirectory(atPath: templates) where name.hasSuffix(".template") {
            let template = try String(contentsOfFile: "\(templates)/\(name)", encoding: .utf8)
            try ServerFolder.put(
                Data(rendered(template).utf8), at: "\(folder)/\(name.dropLast(".template".count))", mode: 0o644)
        }
        try putCertificate()
    }

    func command() -> ChildProcess.Command {
        ChildProcess.Command(
            "/usr/sbin/nginx", ["-e", "stderr", "-p", folder, "-c", "\(folder)/nginx.conf"],
            directory: folder, log: log, user: Self.user)
    }

    func isReady() async -> Bool {
        await HTTPProbe.succeeds(port: port, path: "/gateway/healthz")
    }

    /// Replaces the settings as the image's `envsubst` does: only those that it is given, so that nginx keeps its own `$…`.
    func rendered(_ template: String) -> String {
        var settings = [
            "GATEWAY_RUN": runFolder, "GATEWAY_CONFIGURATION": folder, "GATEWAY_WORKERS": "1", "GATEWAY_RESOLVER": "",
            "GATEWAY_LISTEN": "127.0.0.1:\(port)", "GATEWAY_FRONT": front,
            "GATEWAY_TLS": certificate == nil ? "off" : "on", "GATEWAY_CERTIFICATE": certificateFile,
            "GATEWAY_KEY": keyFile,
        ]
        for (service, ports) in servicePorts {
            settings["GATEWAY_\(service.rawValue.uppercased())"] = ports.map { "127.0.0.1:\($0)" }
                .joined(separator: "; server ")
        }
        return settings.reduce(template) { $0.replacing("${\($1.key)}", with: $1.value) }
    }

    private var runFolder: String { "\(folder)/run" }
    private var certificateFile: String { "\(folder)/certificate.pem" }
    private var keyFile: String { "\(folder)/key.pem" }

    /// Copies for the user who reads them, who can often not reach the key where it lies.
    ///
    /// They are made anew at each start, by which a certificate is renewed.
    private func putCertificate() throws {
        for file in [certificateFile, keyFile] where FileManager.default.fileExists(atPath: file) {
            try FileManager.default.removeItem(atPath: file)
        }
        guard let certificate else { return }
        for (source, copy) in [(certificate.certificate, certificateFile), (certificate.key, keyFile)] {
            try ServerFolder.put(Data(contentsOf: URL(filePath: source)), at: copy, mode: 0o600)
            try giveToUser(copy)
        }
    }

    private func giveToUser(_ path: String) throws {
        guard let user = Self.user else { return }
        try FileManager.default.setAttributes([.ownerAccountName: user], ofItemAtPath: path)
    }
}
