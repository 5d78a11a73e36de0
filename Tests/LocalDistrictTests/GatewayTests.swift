import AsyncHTTPClient
import Foundation
import Glibc
import Model
import NIOCore
import NIOHTTP1
import Testing

@testable import LocalDistrict

@Suite(.timeLimit(.minutes(1))) struct GatewayTests {
    @Test func `a service that is away is a problem for the API and a page for the site`() async throws {
        try await withGateway { (url: String) async throws in
            let api = try await get("\(url)/funds/v1/communities")
            #expect(api.status == .serviceUnavailable)
            #expect(api.headers.first(name: "content-type") == "application/problem+json")
            #expect(api.headers.first(name: "retry-after") == "1")
            #expect(api.headers.first(name: "x-content-type-options") == "nosniff")
            #expect(api.headers.first(name: "server") == "nginx", "no version")

            let site = try await get("\(url)/c/runfeng")
            #expect(site.status == .serviceUnavailable)
            #expect(site.headers.first(name: "content-type")?.hasPrefix("text/html") == true)
        }
    }

    @Test(arguments: [
        "/internal/replay", "/registry/internal/replay", "/registry//internal/replay", "/funds/metrics", "/metrics",
        "/ballots/v1/../internal/confirm", "/ballots/%69nternal/confirm",
    ])
    func `what services say to each other does not pass the gateway`(path: String) async throws {
        try await withGateway { (url: String) async throws in
            #expect(try await get(url + path).status == .notFound)
        }
    }

    @Test func `a body above the limit of its service is refused before it is read`() async throws {
        try await withGateway { (url: String) async throws in
            var request = HTTPClientRequest(url: "\(url)/workorders/v1/communities/runfeng/orders")
            request.method = .POST
            request.body = .bytes(ByteBuffer(repeating: 0x20, count: (1 << 20) + 1))
            let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            #expect(answer.status == .payloadTooLarge)
            #expect(answer.headers.first(name: "content-type") == "application/problem+json")

            request.url = "\(url)/registry/v1/communities/runfeng/roll"
            #expect(try await HTTPClient.shared.execute(request, timeout: .seconds(10)).status == .serviceUnavailable)
        }
    }

    @Test(arguments: [
        ("GET", "/c/%00", 400), ("GET", "/metrics", 404), ("TRACE", "/funds/v1/communities", 405),
        ("GET", "/funds/" + String(repeating: "a", count: 20_000), 431),
    ])
    func `what the gateway refuses by itself is a problem`(method: String, path: String, status: UInt) async throws {
        try await withGateway { (url: String) async throws in
            var request = HTTPClientRequest(url: url + path)
            request.method = HTTPMethod(rawValue: method)
            let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            #expect(answer.status.code == status)
            #expect(answer.headers.first(name: "content-type") == "application/problem+json")
            #expect(answer.headers.first(name: "x-content-type-options") == "nosniff")
            struct Problem: Decodable { let status: UInt }
            let body = try await answer.body.collect(upTo: 1 << 16)
            #expect(try JSONDecoder().decode(Problem.self, from: Data(body.readableBytesView)).status == status)
        }
    }

    @Test func `prefixes are stripped, and query and encoded text reach the service as they were sent`() async throws {
        try await withEcho { port in
            let services: [ServiceName: Int] = [.registry: port, .notices: port, .ballots: port]
            try await withGateway(services: services) { (url: String) async throws in
                let path = "/v1/communities?x=%E6%A5%BC&y=1"
                #expect(try await body("\(url)/registry\(path)") == path)
                #expect(try await body("\(url)/notices/v1/communities/a/notices") == "/v1/communities/a/notices")
                #expect(try await body("\(url)/c/runfeng/3?lang=en") == "/c/runfeng/3?lang=en")
                #expect(try await body("\(url)/c/runfeng/3/live") == "/c/runfeng/3/live")
                #expect(try await body("\(url)/assemblies/runfeng?lang=en") == "/assemblies/runfeng?lang=en")
                #expect(try await body("\(url)/assemblies/runfeng/2023/live") == "/assemblies/runfeng/2023/live")
                #expect(try await body("\(url)/") == "/")
            }
        }
    }

    /// Nobody but what ends TLS says who is behind it: sign-ins are counted by address (R-P-09).
    @Test(arguments: [("255.255.255.255", "127.0.0.1 http"), ("127.0.0.0/8", "192.0.2.7 https")])
    func `only the front is believed whom it speaks for`(front: String, seen: String) async throws {
        try await withEcho { port in
            try await withGateway(services: [.notices: port], front: front) { (url: String) async throws in
                var request = HTTPClientRequest(url: "\(url)/forwarded")
                // The first was said by the visitor, and the last by the front.
                request.headers.add(name: "X-Forwarded-For", value: "198.51.100.1, 192.0.2.7")
                request.headers.add(name: "X-Forwarded-Proto", value: "https")
                let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
                #expect(String(buffer: try await answer.body.collect(upTo: 1 << 16)) == seen)
            }
        }
    }

    private func withEcho(_ body: (Int) async throws -> Void) async throws {
        let port = try FreePort.reserve()
        let log = "/tmp/tongti-gateway-echo-\(port).log"
        let echo = try await ChildProcess.start(
            .init("/usr/bin/python3", ["-u", "-c", Self.echo, "\(port)"], log: log))
        while await !HTTPProbe.succeeds(port: port, path: "/") { await Task.yield() }
        try await body(port)
        try await echo.stop()
        unlink(log)
    }

    private static let echo = """
        import http.server, sys
        class Echo(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = self.path.encode()
                if self.path == "/forwarded":
                    body = f"{self.headers['X-Forwarded-For']} {self.headers['X-Forwarded-Proto']}".encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
        """

    private func get(_ url: String) async throws -> HTTPClientResponse {
        try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
    }

    private func body(_ url: String) async throws -> String {
        String(buffer: try await get(url).body.collect(upTo: 1 << 16))
    }

    private func withGateway(
        services: [ServiceName: Int] = [:], front: String? = nil, _ body: (String) async throws -> Void
    ) async throws {
        let directory = DistrictDirectory("/tmp/tongti-gateway-\(UUID().uuidString)")
        try directory.prepare(fresh: true)
        let port = try FreePort.reserve()
        // Port 1 is one on which nobody listens.
        let ports = ServiceName.allCases.map { ($0, services[$0] ?? 1) }
        var program = GatewayProgram(
            port: port, servicePorts: Dictionary(uniqueKeysWithValues: ports),
            templates: try BuildFolder.current().root + "/deploy/nginx", folder: "\(directory.data)/gateway",
            log: directory.log(of: .gateway))
        if let front { program.front = front }
        let supervisor = Supervisor(part: .gateway, program: program, board: StatusBoard(), directory: directory)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await supervisor.run() }
            let entry = try await supervisor.board.wait(for: .gateway) { $0.phase == .ready || $0.failures >= 3 }
            let log = LogTail.lines(of: directory.log(of: .gateway), count: 10)
            #expect(entry.phase == .ready, "\(entry.lastEnd ?? "") \(log)")
            if entry.phase == .ready { try await body("http://127.0.0.1:\(port)") }
            try await supervisor.stop(grace: .seconds(5))
            try await group.waitForAll()
        }
        try directory.remove()
    }
}
