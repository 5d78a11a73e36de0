import Foundation
import HTTPTypes
import Model
import NIOCore
import TestSupport
import Testing

@testable import ServiceRuntime

/// Files come straight from whoever sends them: the gateway keeps none of them (decision 72).
@Suite(.timeLimit(.minutes(1)))
struct FileBodyTests {
    private static let limit = 32 << 20

    private static let routes: [Route] = [
        Route(
            .post, "/v1/communities/{community}/roll", roles: [.committee], request: .any, summary: "",
            bodyLimit: limit
        ) { .text("\($0.body.readableBytes)") },
        Route(.post, "/v1/communities/{community}/notes", roles: [.committee], request: .any, summary: "") {
            .text("\($0.body.readableBytes)")
        },
    ]

    private func head(_ path: String, _ authorization: String?, _ more: String) -> String {
        let credentials = authorization.map { "Authorization: \($0)\r\n" } ?? ""
        return "POST /v1/communities/jinhua/\(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "\(credentials)\(more)\r\n\r\n"
    }

    /// The answer to a request that never gets further than this.
    private func answer(_ server: TestServer, to bytes: String) async throws -> String {
        try await server.live { port in
            try await RawConnection.open(port) { connection in
                await connection.send(bytes)
                return await connection.read { $0.contains("\r\n\r\n") && $0.hasSuffix("}") }
            }
        }
    }

    @Test(arguments: ["Content-Length: \(limit)", "Transfer-Encoding: chunked"])
    func `who is not let in is refused before a file has come`(length: String) async throws {
        let server = try await TestServer(Self.routes)
        let stranger = try await server.tokens.bearer(roles: ["runfeng": [.committee], "jinhua": [.owner]])
        let callers: [(String?, Int)] = [(nil, 401), ("Bearer guess", 401), (stranger, 403)]
        for (authorization, status) in callers {
            let answer = try await answer(server, to: head("roll", authorization, length))
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        }
    }

    @Test(arguments: ["Content-Length: \(limit)", "Transfer-Encoding: chunked"])
    func `a file for which there is no room is refused before it has come`(length: String) async throws {
        var server = try await TestServer(Self.routes)
        server.limits.files = Self.limit - 1
        let committee = try await server.tokens.bearer(roles: ["jinhua": [.committee]])

        let answer = try await answer(server, to: head("roll", committee, length))

        #expect(answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
        #expect(answer.contains("urn:tongti:problem:too-many-files") && answer.contains("Retry-After: 5"))
    }

    @Test func `what is no file needs no room, and the room of a file is given back`() async throws {
        var server = try await TestServer(Self.routes)
        server.limits.files = 10
        let committee = try await server.tokens.bearer(roles: ["jinhua": [.committee]])
        let file = head("roll", committee, "Content-Length: 10") + "0123456789"
        let note = head("notes", committee, "Content-Length: 11\r\nConnection: close") + "0123456789a"

        let answer = try await server.live { port in
            try await RawConnection.exchange(port, file + file + note)
        }

        #expect(answer.components(separatedBy: "HTTP/1.1 200 ").count == 4, "\(answer)")
    }

    @Test func `files share their room`() throws {
        let room = FileRoom(limit: 100)
        func fits(_ bytes: Int) -> Bool { room.take(bytes) != nil }
        var first = room.take(60)
        #expect(first != nil && !fits(41) && fits(40))
        let second = room.take(40)
        #expect(second != nil && !fits(1))
        withExtendedLifetime(first) {}
        first = nil
        #expect(!fits(61) && fits(60))
        withExtendedLifetime(second) {}
    }
}
