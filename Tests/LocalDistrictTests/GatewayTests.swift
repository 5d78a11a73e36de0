import AsyncHTTPClient
import Foundation
import Model
import NIOCore
import NIOHTTP1
import Testing

@testable import LocalDistrict

@Suite(.timeLimit(.minutes(1))) struct GatewayTests {
    @Test(arguments: ["/funds/v1/communities", "/c/runfeng"])
    func `a service that is away is a problem for a program and a page for a browser`(path: String) async throws {
        try await withGateway { (url: String) async throws in
            let problem = try await get(url + path)
            #expect(problem.status == .serviceUnavailable)
            #expect(problem.headers.first(name: "content-type") == "application/problem+json")
            #expect(problem.headers.first(name: "retry-after") == "1")
            #expect(problem.headers.first(name: "x-content-type-options") == "nosniff")
            #expect(problem.headers.first(name: "server") == "nginx", "no version")
            #expect(problem.headers.first(name: "strict-transport-security") == nil, "there is no TLS to ask for")

            let page = try await get(url + path, accept: Self.browser)
            #expect(page.status == .serviceUnavailable)
            #expect(page.headers.first(name: "content-type") == "text/html; charset=utf-8")
            #expect(try await text(of: page).contains("http-equiv=\"refresh\""), "it tries again by itself")
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
            request.body = .bytes(ByteBuffer(repeating: 0x20, count: (64 << 10) + 1))
            let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            #expect(answer.status == .payloadTooLarge)
            #expect(answer.headers.first(name: "content-type") == "application/problem+json")

            // That of a file has another one.
            request.url = "\(url)/registry/v1/communities/runfeng/roll"
            #expect(try await HTTPClient.shared.execute(request, timeout: .seconds(10)).status == .serviceUnavailable)
        }
    }

    private static let refusals: [(String, String, UInt)] = [
        ("GET", "/funds/v1/%00", 400), ("GET", "/metrics", 404), ("TRACE", "/funds/v1/communities", 405),
        ("GET", "/funds/" + String(repeating: "a", count: 20_000), 431),
        ("POST", "/workorders/v1/communities/runfeng/orders", 413), ("POST", "/assemblies/runfeng/2023/vote", 413),
        ("POST", "/sign-in", 413), ("POST", "/nothing", 413),
        ("POST", "/ballots/v1/communities/a/assemblies/b/votes", 413),
        ("PUT", "/registry/v1/communities/runfeng/roll", 413),
    ]

    @Test(arguments: refusals)
    func `what the gateway refuses by itself is a problem`(method: String, path: String, status: UInt) async throws {
        try await withGateway { (url: String) async throws in
            let answer = try await send(method, url + path)
            #expect(answer.status.code == status)
            #expect(answer.headers.first(name: "content-type") == "application/problem+json")
            #expect(answer.headers.first(name: "x-content-type-options") == "nosniff")
            struct Problem: Decodable { let status: UInt }
            let body = try await answer.body.collect(upTo: 1 << 16)
            #expect(try JSONDecoder().decode(Problem.self, from: Data(body.readableBytesView)).status == status)
        }
    }

    /// A path that cannot be read is refused before the header is, which says who asks; then the path tells site from API.
    @Test(arguments: refusals.filter { ![400, 431].contains($0.2) } + [("GET", "/c/%00", 400)])
    func `and a page in both languages for a browser`(method: String, path: String, status: UInt) async throws {
        try await withGateway { (url: String) async throws in
            let answer = try await send(method, url + path, accept: Self.browser)
            #expect(answer.status.code == status)
            #expect(answer.headers.first(name: "content-type") == "text/html; charset=utf-8")
            #expect(answer.headers.first(name: "x-content-type-options") == "nosniff")
            #expect(answer.headers.first(name: "content-security-policy") != nil)
            let page = try await text(of: answer)
            #expect(page.contains(/<h1>\p{Han}+/) && page.contains(/lang="en">The |lang="en">Not found/), "\(page)")
            #expect(page.contains("href=\"/\""), "and the way to the front page")
        }
    }

    @Test func `who asks for JSON as well is no browser`() async throws {
        try await withGateway { (url: String) async throws in
            let answer = try await get("\(url)/metrics", accept: "text/html;q=0.5, application/json")
            #expect(answer.headers.first(name: "content-type") == "application/problem+json")
        }
    }

    @Test func `search engines are told of boards, not of the interface, people's own pages or votes`() async throws {
        try await withGateway { (url: String) async throws in
            let answer = try await get("\(url)/robots.txt")
            #expect(answer.status == .ok)
            #expect(answer.headers.first(name: "content-type") == "text/plain; charset=utf-8")
            let lines = try await text(of: answer).split(separator: "\n").map(String.init)
            #expect(lines.first == "User-agent: *")
            let closed = lines.filter { $0.hasPrefix("Disallow: ") }.map { $0.dropFirst("Disallow: ".count) }
            for service in ServiceName.allCases { #expect(closed.contains("/\(service.rawValue)/")) }
            for path in ["/assemblies/", "/me", "/sign-in", "/activate", "/gateway/"] {
                #expect(closed.contains { $0 == path }, "\(path)")
            }
            for path in ["/", "/c/runfeng", "/c/runfeng/3"] {
                #expect(!closed.contains { path.hasPrefix($0) }, "\(path)")
            }
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

    /// Who is told that nothing was done repeats it without thinking.
    @Test func `a command that a service has got is not said to have failed when no answer comes`() async throws {
        try await withEcho { port in
            try await withGateway(services: [.funds: port]) { (url: String) async throws in
                let file = "v1/communities/runfeng/campaigns/2023/payments/import"
                for (path, length) in [("v1/communities", 1), (file, 2 << 20)] {
                    let unsure = try await text(of: send("POST", "\(url)/funds/\(path)", length: length))
                    #expect(unsure.contains("urn:tongti:problem:outcome-unknown"), "\(unsure)")
                    let page = try await text(
                        of: send("POST", "\(url)/funds/\(path)", accept: Self.browser, length: length))
                    #expect(page.contains("不能确定") && !page.contains("http-equiv"), "\(page)")
                }
                for (path, length) in [("v1/communities", 1), ("v1/communities/runfeng/roll", 2 << 20)] {
                    let away = try await text(of: send("POST", "\(url)/registry/\(path)", length: length))
                    #expect(away.contains("urn:tongti:problem:unavailable"), "\(away)")
                }
            }
        }
    }

    /// In a container there are 64 MB for all readers together; once they are full, uploads break off too.
    @Test func `nothing is kept in files of what a slow reader has not taken yet`() async throws {
        try await withEcho { port in
            try await withGateway(services: [.ballots: port]) { (url: String) async throws in
                let unread = try await get("\(url)/ballots/long")
                #expect(unread.status == .ok)
                #expect(try await body("\(url)/ballots/long/end") == "waited for the reader")
                withExtendedLifetime(unread) {}
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
        try await RunningGateway.withService(Self.echo, body)
    }

    private static let echo = """
        import http.server, sys, threading
        end, ended = [], threading.Event()
        class Echo(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                # As a service that dies after it has stored what it was told.
                self.connection.shutdown(2)
            def send_long(self):
                self.connection.settimeout(2)
                self.send_response(200)
                self.send_header("Content-Length", str(64 << 20))
                self.end_headers()
                try:
                    for _ in range(64):
                        self.wfile.write(bytes(1 << 20))
                    end.append("was rid of 64 MB")
                except TimeoutError:
                    end.append("waited for the reader")
                ended.set()
            def do_GET(self):
                if self.path == "/long":
                    return self.send_long()
                body = self.path.encode()
                if self.path == "/long/end":
                    ended.wait(8)
                    body = "".join(end).encode()
                if self.path == "/forwarded":
                    body = f"{self.headers['X-Forwarded-For']} {self.headers['X-Forwarded-Proto']}".encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
        """

    /// What a browser says that it takes when somebody follows a link.
    private static let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

    private func get(_ url: String, accept: String? = nil) async throws -> HTTPClientResponse {
        try await send("GET", url, accept: accept)
    }

    /// What is posted is longer than any command may be, unless it is said how long it is.
    private func send(
        _ method: String, _ url: String, accept: String? = nil, length: Int = (64 << 10) + 1
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        if let accept { request.headers.add(name: "Accept", value: accept) }
        if method.hasPrefix("P") { request.body = .bytes(ByteBuffer(repeating: 0x20, count: length)) }
        return try await HTTPClient.shared.execute(request, timeout: .seconds(10))
    }

    private func text(of answer: HTTPClientResponse) async throws -> String {
        String(buffer: try await answer.body.collect(upTo: 1 << 16))
    }

    private func body(_ url: String) async throws -> String { try await text(of: get(url)) }

    private func withGateway(
        services: [ServiceName: Int] = [:], front: String? = nil, _ body: (String) async throws -> Void
    ) async throws {
        try await RunningGateway.with(services: services, front: front) { (gateway: RunningGateway) async throws in
            try await body(gateway.url)
        }
    }
}
