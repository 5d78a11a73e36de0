import Foundation
import Model
import TestSupport
import Testing

@testable import LocalDistrict

/// Whose certificates the command line trusts.
@Suite(.timeLimit(.minutes(2))) struct TrustedRootsTests {
    @Test func `an authority of one's own is trusted where SSL_CERT_FILE or SSL_CERT_DIR names it`() async throws {
        try await TestCertificates.with { (certificates: TestCertificates) async throws in
            let certificate = try await certificates.make("signed", by: "authority")
            let folder = certificates.path("trusted")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            try FileManager.default.copyItem(atPath: certificates.path("authority.pem"), toPath: "\(folder)/a.pem")
            try await certificates.openssl("rehash trusted")
            try await certificates.openssl("req -x509 -key signed.key -days 2 -subj /CN=other -out other.pem")
            try await withDistrict(certificate) { url in
                let friends = [
                    ["SSL_CERT_FILE": certificates.path("authority.pem")], ["SSL_CERT_DIR": "/etc:\(folder)"],
                    ["SSL_CERT_FILE": certificates.path("other.pem"), "SSL_CERT_DIR": folder],
                ]
                for roots in friends {
                    let run = try await Self.list(url, roots)
                    #expect(run.status == .exited(0), "\(roots): \(run.err)")
                    #expect(run.out == #"{"communities":[]}"# + "\n")
                }
                let strangers: [[String: String]] = [
                    [:], ["SSL_CERT_FILE": certificates.path("other.pem")], ["SSL_CERT_DIR": "/etc"],
                ]
                for roots in strangers {
                    try await Self.expect(Self.untrusted, at: url, roots)
                }
            }
        }
    }

    @Test func `a doctor is not told that a gateway is away whose issuer is trusted by name`() async throws {
        try await TestCertificates.with { (certificates: TestCertificates) async throws in
            let certificate = try await certificates.make("signed", by: "authority")
            try await withDistrict(certificate) { url in
                let roots = ["SSL_CERT_FILE": certificates.path("authority.pem"), "URL": url]
                let doctor = #""$TONGTI" doctor --token t --json --url "$URL""#
                let run = try await TongtiProcess.run(doctor, roots)
                // The registry that stands there cannot say how it is.
                #expect(run.status == .exited(4), "\(run.err)")
                #expect(run.out.contains(#""area":"services""#), "\(run.out)")
                #expect(!run.out.contains(#""area":"gateway""#), "\(run.out)")

                let stranger = try await TongtiProcess.run(doctor, ["URL": url])
                #expect(stranger.out.contains(#""area":"gateway""#), "\(stranger.out)")
                #expect(stranger.out.contains("its issuer is not trusted here"), "\(stranger.out)")
            }
        }
    }

    @Test func `a certificate that is out of date is told in plain words`() async throws {
        try await TestCertificates.with { (certificates: TestCertificates) async throws in
            let certificate = try await certificates.make("old", in: 2_020)
            try await withDistrict(certificate) { url in
                try await Self.expect(Self.untrusted, at: url, ["SSL_CERT_FILE": certificate.certificate])
            }
        }
    }

    @Test func `a certificate for another name is told in plain words`() async throws {
        try await TestCertificates.with { (certificates: TestCertificates) async throws in
            let certificate = try await certificates.make("elsewhere", for: "DNS:tongti.example.cn")
            try await withDistrict(certificate) { url in
                try await Self.expect(
                    "its certificate is for another name than that of the address", at: url,
                    ["SSL_CERT_FILE": certificate.certificate])
            }
        }
    }

    @Test func `whoever speaks no TLS is told to be asked without`() async throws {
        try await RunningGateway.with { (gateway: RunningGateway) async throws in
            try await Self.expect(
                "it does not speak TLS: try --url with http://", at: "https://127.0.0.1:\(gateway.port)", [:])
        }
    }

    @Test(arguments: [
        ("SSL_CERT_FILE", "none.pem", "cannot be read"), ("SSL_CERT_FILE", "junk.pem", "holds no certificates in PEM"),
        ("SSL_CERT_FILE", "empty.pem", "holds no certificates in PEM"), ("SSL_CERT_DIR", "junk.pem", "is no folder"),
    ])
    func `roots that cannot be had are wrong usage, and nobody's business without TLS`(
        variable: String, file: String, reason: String
    ) async throws {
        let script = #"""
            echo junk >junk.pem; : >empty.pem
            "$TONGTI" community list --url https://127.0.0.1:1; echo $?
            "$TONGTI" community list --url http://127.0.0.1:1 2>/dev/null; echo $?
            """#
        let run = try await TongtiProcess.run(script, [variable: file])
        #expect(run.err == "\(variable): \(file) \(reason).\n")
        #expect(run.out == "2\n3\n")
    }

    private static let untrusted = """
        its certificate is out of date, or its issuer is not trusted here. \
        SSL_CERT_FILE names a file with the certificates of issuers that are
        """

    private static func list(_ url: String, _ environment: [String: String]) async throws -> TongtiProcess {
        try await TongtiProcess.run(
            #""$TONGTI" community list --json --url "$URL""#, environment.merging(["URL": url]) { given, _ in given })
    }

    /// The district is told not to be reached, and why.
    private static func expect(_ reason: String, at url: String, _ environment: [String: String]) async throws {
        let run = try await list(url, environment)
        #expect(run.status == .exited(3) && run.out.isEmpty)
        let last = try #require(run.err.split(separator: "\n").last)
        let told = try JSONDecoder().decode(Told.self, from: Data(last.utf8))
        #expect(told.message == "registry cannot be reached at \(url): \(reason)")
    }

    private struct Told: Decodable {
        let message: String
    }

    /// A gateway with the certificate, and behind it a registry that knows no communities.
    private func withDistrict(
        _ certificate: GatewayCertificate, _ body: (String) async throws -> Void
    ) async throws {
        try await RunningGateway.withService(Self.registry) { (port: Int) async throws in
            try await RunningGateway.with(services: [.registry: port], certificate: certificate) {
                (gateway: RunningGateway) async throws in
                try await body(gateway.url)
            }
        }
    }

    private static let registry = """
        import http.server, sys
        class Registry(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = b'{"communities": []}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Registry).serve_forever()
        """
}
