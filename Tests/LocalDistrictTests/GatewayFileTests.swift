import Foundation
import Model
import Testing

@testable import LocalDistrict

/// Files of many megabytes, and who may send them.
@Suite(.timeLimit(.minutes(1))) struct GatewayFileTests {
    /// What a service takes as a whole file, as the gateway has it and as the service does.
    private static let routes = [
        ("registry", "/v1/communities/%E6%A5%BC/roll?dryRun=true"), ("registry", "/v1/communities/a/roll/transfers"),
        ("registry", "/v1/communities/a/lifts"), ("ballots", "/v1/communities/a/assemblies/2023-1/papers"),
        ("ballots", "/v1/communities/a/assemblies/2023-1/deliveries/import"),
        ("ballots", "/v1/communities/a/assemblies/2023-1/votes/import"),
        ("funds", "/v1/communities/a/campaigns/lifts/payments/import"),
    ]

    /// Were it kept here first, two strangers could fill the room for the files of all.
    @Test(arguments: routes)
    func `who sends a file is let in or not before it has come`(service: String, path: String) async throws {
        try await withGateway { (gateway: RunningGateway) async throws in
            let address = "/\(service)\(path)"
            let stranger = try await send(gateway, address, length: 32 << 20, sent: 1_000)
            #expect(stranger == "401 refused at the head\n")
            let member = try await send(gateway, address, "Bearer x", length: 3 << 20, sent: 3 << 20)
            #expect(member == "200 \(path) read \(3 << 20)\n")
        }
    }

    /// What is no file's path must not become one on its way.
    @Test func `a line end in a path stays where it is`() async throws {
        try await withGateway { (gateway: RunningGateway) async throws in
            let path = "/v1/communities/a/roll%0A"
            let answer = try await send(gateway, "/registry\(path)", "Bearer x", length: 3, sent: 3)
            #expect(answer == "200 \(path) read 3\n")
        }
    }

    @Test func `a file has its limit too`() async throws {
        try await withGateway { (gateway: RunningGateway) async throws in
            let path = "/registry/v1/communities/a/roll"
            let answer = try await send(gateway, path, "Bearer x", length: (32 << 20) + 1, sent: 0)
            #expect(answer.hasPrefix("413 {\"type\":\"urn:tongti:problem:body-too-large\""), "\(answer)")
        }
    }

    /// A service takes so many connections: whoever trickled the body of a command would hold one.
    @Test(arguments: [
        "POST /ballots/v1/communities/a/assemblies/2023-1/votes", "POST /registry/v1/sessions", "POST /sign-in",
        "GET /registry/v1/communities/a/roll", "POST /gateway/files/registry/v1/communities/a/roll",
    ])
    func `what is no file comes to its service when it has come whole`(request: String) async throws {
        try await withGateway { (gateway: RunningGateway) async throws in
            let seen = try await RunningGateway.client(Self.slowSender, ["\(gateway.port)", request])
            #expect(seen.split(separator: " ").count == 20, "\(seen)")
        }
    }

    private func withGateway(_ body: (RunningGateway) async throws -> Void) async throws {
        try await RunningGateway.withService(Self.doorkeeper) { (port: Int) async throws in
            try await RunningGateway.with(
                services: [.registry: port, .ballots: port, .funds: port, .notices: port], body)
        }
    }

    /// The status and the body of the answer to a file of which only so much is sent.
    private func send(
        _ gateway: RunningGateway, _ path: String, _ credentials: String = "", length: Int, sent: Int
    ) async throws -> String {
        try await RunningGateway.client(
            Self.sender, ["\(gateway.port)", path, credentials, "\(length)", "\(sent)"])
    }

    private static let sender = """
        import http.client, socket, sys
        port, path, credentials, length, sent = sys.argv[1:]
        connection = socket.create_connection(("127.0.0.1", int(port)), 10)
        head = f"POST {path} HTTP/1.1\\r\\nHost: gateway\\r\\nContent-Length: {length}\\r\\n"
        head += "Content-Type: text/csv\\r\\n"
        if credentials:
            head += f"Authorization: {credentials}\\r\\n"
        connection.sendall(head.encode() + b"\\r\\n" + bytes(int(sent)))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        print(answer.status, answer.read().decode().strip())
        """

    /// Holds back half of a body, and asks what the service has seen when others have been there since.
    private static let slowSender = """
        import http.client, socket, sys
        port, request = int(sys.argv[1]), sys.argv[2]
        slow = socket.create_connection(("127.0.0.1", port), 10)
        slow.sendall(f"{request} HTTP/1.1\\r\\nHost: gateway\\r\\nContent-Length: 100\\r\\n\\r\\n".encode() + bytes(50))
        others = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for _ in range(20):
            others.request("GET", "/seen")
            seen = others.getresponse().read().decode()
        print(seen)
        """

    /// As the services do, it tells by the head who is let in; what others still send is read, and kept nowhere.
    private static let doorkeeper = """
        import http.server, sys
        seen = []
        class Door(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def answer(self, status, text):
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())
            def do_GET(self):
                if self.path != "/":
                    seen.append(self.path)
                self.answer(200, " ".join(seen))
            def do_POST(self):
                seen.append(self.path)
                left = int(self.headers["Content-Length"])
                if self.headers["Authorization"]:
                    return self.answer(200, f"{self.path} read {len(self.rfile.read(left))}")
                self.answer(401, "refused at the head")
                while left > 0 and (part := self.rfile.read1(min(left, 1 << 16))):
                    left -= len(part)
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Door).serve_forever()
        """
}
