import Foundation
import Glibc
import Model
import TestSupport
import Testing

@testable import LocalDistrict

/// The gateway with a certificate.
@Suite(.timeLimit(.minutes(1))) struct GatewayTLSTests {
    @Test(arguments: [
        ("TLSv1_1", "TLSV1_ALERT_PROTOCOL_VERSION"), ("TLSv1_2", "200 TLSv1.2"), ("TLSv1_3", "200 TLSv1.3"),
    ])
    func `with a certificate the gateway speaks TLS, and no old one`(version: String, said: String) async throws {
        try await withGateway { (gateway: RunningGateway, certificate: GatewayCertificate) async throws in
            let answer = try await visit("\(gateway.url)/gateway/healthz", certificate, version: version)
            #expect(answer.hasPrefix("\(said)\n"), "\(answer)")
        }
    }

    /// A service tells by that whether a cookie may travel without TLS, and what a code on paper leads to.
    @Test func `services are told of TLS, whatever the client says, and clients to keep to it`() async throws {
        try await RunningGateway.withService(Self.echo) { (port: Int) async throws in
            try await withGateway(port) { (gateway: RunningGateway, certificate: GatewayCertificate) async throws in
                for path in ["/c/runfeng", "/metrics"] {
                    let answer = try await visit(
                        gateway.url + path, certificate, ["X-Forwarded-Proto: http", "X-Forwarded-Host: other.example"])
                    #expect(answer.contains("\nstrict-transport-security: max-age=31536000\n"), "\(answer)")
                    guard path != "/metrics" else { continue }
                    #expect(answer.hasSuffix("\nhttps 127.0.0.1:\(gateway.port)\n"), "\(answer)")
                }
                // Where a year of TLS alone would hold for whatever else listens there.
                let here = try await visit("https://localhost:\(gateway.port)/c/runfeng", certificate)
                #expect(here.hasPrefix("200 ") && !here.contains("strict-transport-security"), "\(here)")
            }
        }
    }

    @Test func `without TLS one is led to the same address with it, and hears of nothing but the health`()
        async throws
    {
        try await RunningGateway.withService(Self.echo) { (port: Int) async throws in
            try await withGateway(port) { (gateway: RunningGateway, certificate: GatewayCertificate) async throws in
                let plain = "http://127.0.0.1:\(gateway.port)"
                for path in ["/c/runfeng/3?lang=en&x=%E6%A5%BC", "/metrics", "/gateway/with-tls"] {
                    let answer = try await visit(plain + path, certificate)
                    #expect(answer.hasPrefix("308 none\n"), "\(answer)")
                    #expect(answer.contains("\nlocation: \(gateway.url)\(path)\n"), "\(answer)")
                }
                // As it comes from port 80, when the gateway is published on both.
                let named = try await visit("\(plain)/me", certificate, ["Host: tongti.example.cn"])
                #expect(named.contains("\nlocation: https://tongti.example.cn/me\n"), "\(named)")
                #expect(try await visit("\(plain)/gateway/healthz", certificate).hasPrefix("200 none\n"))
            }
        }
    }

    /// What is longer than the gateway itself takes is for the address with TLS to judge: rolls are.
    @Test(arguments: ["Content-Length: 2000000", "Transfer-Encoding: chunked"])
    func `a file that comes without TLS is led to the same address too`(length: String) async throws {
        try await withGateway { (gateway: RunningGateway, _: GatewayCertificate) async throws in
            let path = "/registry/v1/communities/a/roll?dryRun=true"
            let answer = try await RunningGateway.client(Self.plainSender, ["\(gateway.port)", path, length])
            #expect(answer == "308 https://gateway\(path)\n")
        }
    }

    /// In a container files are replaced under the running gateway, and it gets SIGHUP; locally it is started again.
    @Test(arguments: [SIGHUP, SIGTERM])
    func `a certificate is renewed`(signal: Int32) async throws {
        try await TestCertificates.with { (certificates: TestCertificates) async throws in
            let first = try await certificates.make("first")
            let second = try await certificates.make("second")
            let current = certificates.pair("current", "current")
            try copy(first, to: current)
            try await RunningGateway.with(certificate: current) { (gateway: RunningGateway) async throws in
                let address = "\(gateway.url)/gateway/healthz"
                #expect(try await visit(address, first).hasPrefix("200 "))
                #expect(try await visit(address, second).hasPrefix("CERTIFICATE_VERIFY_FAILED"))
                try copy(second, to: current)
                if signal == SIGHUP {
                    try give(second, to: gateway)
                    gateway.board[.gateway].child?.signal(SIGHUP)
                } else {
                    try await gateway.board.signal(.gateway, signal)
                }
                try await waitWhile { try await !visit(address, second).hasPrefix("200 ") }
                #expect(gateway.board[.gateway].starts == (signal == SIGHUP ? 1 : 2))
            }
        }
    }

    @Test func `nobody but the gateway can read its key, which goes when there is no certificate any more`()
        async throws
    {
        try await withGateway { (gateway: RunningGateway, _: GatewayCertificate) async throws in
            func mode(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            // The gateway of root is another user, who has to pass.
            #expect(try mode(gateway.folder) == (geteuid() == 0 ? 0o711 : 0o700))
            #expect(try mode("\(gateway.folder)/key.pem") == 0o600)
            let without = GatewayProgram(
                port: gateway.port, servicePorts: [:], templates: try BuildFolder.current().root + "/deploy/nginx",
                folder: gateway.folder, log: "/dev/null")
            try await without.prepare()
            #expect(!FileManager.default.fileExists(atPath: "\(gateway.folder)/key.pem"))
        }
    }

    private func withGateway(
        _ notices: Int = 1, _ body: (RunningGateway, GatewayCertificate) async throws -> Void
    ) async throws {
        try await TestCertificates.with { (certificates: TestCertificates) async throws in
            let certificate = try await certificates.make("gateway")
            try await RunningGateway.with(services: [.notices: notices], certificate: certificate) {
                (gateway: RunningGateway) async throws in
                try await body(gateway, certificate)
            }
        }
    }

    private func copy(_ from: GatewayCertificate, to: GatewayCertificate) throws {
        for (source, target) in [(from.certificate, to.certificate), (from.key, to.key)] {
            if FileManager.default.fileExists(atPath: target) { try FileManager.default.removeItem(atPath: target) }
            try FileManager.default.copyItem(atPath: source, toPath: target)
        }
    }

    private func give(_ certificate: GatewayCertificate, to gateway: RunningGateway) throws {
        let copies = GatewayCertificate(
            certificate: "\(gateway.folder)/certificate.pem", key: "\(gateway.folder)/key.pem")
        try copy(certificate, to: copies)
        let owner = try FileManager.default.attributesOfItem(atPath: "\(gateway.folder)/run")[.ownerAccountName]
        for file in [copies.certificate, copies.key] {
            try FileManager.default.setAttributes([.ownerAccountName: try #require(owner)], ofItemAtPath: file)
        }
    }

    /// The status and the version of TLS, or why there is none.
    ///
    /// Then the header, with names in small letters, and the body.
    private func visit(
        _ url: String, _ certificate: GatewayCertificate, _ headers: [String] = [], version: String = "TLSv1_3"
    ) async throws -> String {
        try await RunningGateway.client(Self.visitor, [url, certificate.certificate, version] + headers)
    }

    private static let visitor = """
        import http.client, ssl, sys, urllib.parse
        url, certificate, version = sys.argv[1:4]
        parts = urllib.parse.urlsplit(url)
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=certificate)
            # Offers what is long out of use, so that it is the gateway who refuses.
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
            connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=10, context=context)
        else:
            connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
        try:
            headers = dict(field.split(": ", 1) for field in sys.argv[4:])
            connection.connect()
            spoken = connection.sock.version() if parts.scheme == "https" else "none"
            connection.request("GET", url[len(f"{parts.scheme}://{parts.netloc}"):], headers=headers)
            answer = connection.getresponse()
            print(answer.status, spoken)
            for name, value in answer.getheaders():
                print(f"{name.lower()}: {value}")
            print(answer.read().decode())
        except ssl.SSLError as error:
            print(error.reason)
        except OSError as error:
            print(error)
        """

    /// Sends a head and 100 KB behind it, as of one chunk.
    private static let plainSender = """
        import http.client, socket, sys
        port, path, length = sys.argv[1:]
        connection = socket.create_connection(("127.0.0.1", int(port)), 10)
        head = f"POST {path} HTTP/1.1\\r\\nHost: gateway\\r\\n{length}\\r\\n\\r\\n"
        connection.sendall(head.encode() + b"186a0\\r\\n" + bytes(100_000))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        print(answer.status, answer.getheader("Location"))
        """

    private static let echo = """
        import http.server, sys
        class Echo(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = f"{self.headers['X-Forwarded-Proto']} {self.headers['X-Forwarded-Host']}".encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
        """
}
