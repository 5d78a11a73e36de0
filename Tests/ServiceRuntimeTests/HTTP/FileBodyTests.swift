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

    @Test func `whoever has not sent one file to its end keeps their own other ones out, and nobody else's`()
        async throws
    {
        let server = try await TestServer(Self.routes)
        let roles: [String: Set<Role>] = ["jinhua": [.committee]]
        let one = try await server.tokens.bearer("person-1", roles: roles)
        let another = try await server.tokens.bearer("person-2", roles: roles)
        let small = "Content-Length: 10\r\nConnection: close"

        try await server.live { (port: Int) async throws in
            let first = try await RawConnection.open(port) { (connection: RawConnection) async throws -> String in
                await connection.send(head("roll", one, "Transfer-Encoding: chunked"))
                var second = ""
                // Until the first has been let in.
                while !second.hasPrefix("HTTP/1.1 429 ") {
                    second = try await RawConnection.exchange(port, head("roll", one, small) + "0123456789")
                }
                #expect(second.contains("urn:tongti:problem:too-many-own-files") && second.contains("Retry-After: 5"))
                let other = try await RawConnection.exchange(port, head("roll", another, small) + "0123456789")
                #expect(other.hasPrefix("HTTP/1.1 200 "), "\(other)")
                await connection.send("3\r\nabc\r\n0\r\n\r\n")
                return await connection.read { $0.hasSuffix("\r\n\r\n3") }
            }
            #expect(first.hasPrefix("HTTP/1.1 200 "), "\(first)")
            let next = try await RawConnection.exchange(port, head("roll", one, small) + "0123456789")
            #expect(next.hasPrefix("HTTP/1.1 200 "), "\(next)")
        }
    }

    @Test func `files share their room`() throws {
        let room = FileRoom(limit: 100)
        var first: FileRoom.Share? = try room.take(60, for: "one")
        #expect(refusal(in: room, 41, "another") == "too-many-files" && refusal(in: room, 40, "another") == nil)
        let second = try room.take(40, for: "another")
        #expect(refusal(in: room, 1, "a third") == "too-many-files")
        withExtendedLifetime(first) {}
        first = nil
        #expect(refusal(in: room, 61, "one") == "too-many-files" && refusal(in: room, 60, "one") == nil)
        withExtendedLifetime(second) {}
    }

    @Test func `one person's files leave half of the room to others, unless it is a single one`() throws {
        let room = FileRoom(limit: 100)
        var files = [try room.take(30, for: "one"), try room.take(20, for: "one")]
        #expect(refusal(in: room, 1, "one") == "too-many-own-files" && refusal(in: room, 50, "another") == nil)
        files = []
        #expect(files.isEmpty && refusal(in: room, 100, "one") == nil)
        files = [try room.take(80, for: "one")]
        #expect(refusal(in: room, 1, "one") == "too-many-own-files" && refusal(in: room, 20, "another") == nil)
        withExtendedLifetime(files) {}
    }

    /// Why there is no room for a file of so many bytes; nil where there is.
    private func refusal(in room: FileRoom, _ bytes: Int, _ person: String) -> String? {
        do {
            _ = try room.take(bytes, for: person)
            return nil
        } catch {
            return error.slug
        }
    }
}
