import Foundation
import HTTPTypes
import Model
import NIOCore
import TestSupport
import Testing

@testable import ServiceRuntime

/// What reaches the server as bytes rather than as a request.
@Suite(.timeLimit(.minutes(1)))
struct ConnectionLimitTests {
    private static let routes: [Route] = [
        Route(.get, "/", roles: .anyone, summary: "") { _ in .text("hello") },
        Route(.post, "/echo", roles: .anyone, request: .any, summary: "") { .text(String(buffer: $0.body)) },
        Route(.get, "/nothing", roles: .anyone, summary: "") { _ in .noContent },
        Route(.post, "/large", roles: .anyone, request: .any, summary: "", bodyLimit: 1 << 24) { _ in .noContent },
        Route(.get, "/endless", roles: .anyone, summary: "") { _ in
            .text(String(repeating: "x", count: 1 << 24))
        },
        Route(.get, "/stream", roles: .anyone, summary: "") { _ in
            let event = ServerSentEvent(data: String(repeating: "x", count: 1 << 16))
            return .eventStream(AsyncStream<ServerSentEvent>(unfolding: { event }))
        },
    ]

    private func server(
        _ more: [Route] = [], _ change: (inout HTTPLimits) -> Void = { _ in }
    ) async throws -> TestServer {
        var server = try await TestServer(Self.routes + more)
        change(&server.limits)
        return server
    }

    private static let get = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    @Test func `a plain request is answered`() async throws {
        let answer = try await server().live { try await RawConnection.exchange($0, Self.get) }
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("\r\n\r\nhello"))
    }

    @Test func `requests that follow each other on one connection are answered in order`() async throws {
        let request = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n"
        let answer = try await server().live { port in
            try await RawConnection.exchange(port, (0...9).map { request + "\($0)" }.joined() + Self.get)
        }
        let bodies = answer.components(separatedBy: "HTTP/1.1 200 OK").dropFirst().compactMap { $0.last }
        #expect(String(bodies) == "0123456789o")
    }

    static let broken: [(name: String, bytes: String, status: Int)] = [
        ("1 MB header", "GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 1 << 20))\r\n\r\n", 431),
        ("70,000 headers", "GET / HTTP/1.1\r\nHost: x\r\n\(String(repeating: "a: b\r\n", count: 70_000))\r\n", 431),
        ("101 headers", "GET / HTTP/1.1\r\nHost: x\r\n\(String(repeating: "a: b\r\n", count: 101))\r\n", 431),
        ("long target", "GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 431),
        (
            "CL and TE",
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400
        ),
        ("two CL", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", 400),
        ("negative CL", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n\r\nabcde", 400),
        (
            "bad chunk", "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
            400
        ),
        ("bare LF in a header", "GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 400),
        ("two Hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        ("no Host", "GET / HTTP/1.1\r\n\r\n", 400),
        ("space before colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        ("no HTTP", "\u{16}\u{3}\u{1} hello there\r\n\r\n", 400),
        ("NUL in a header", "GET / HTTP/1.1\r\nHost: x\r\nX: a\u{0}b\r\n\r\n", 400),
    ]

    @Test(arguments: broken)
    func `what is not proper HTTP is refused with a problem, and the connection ends`(
        name: String, bytes: String, status: Int
    ) async throws {
        let (answer, next) = try await server().live { port in
            (try await RawConnection.exchange(port, bytes), try await RawConnection.exchange(port, Self.get))
        }
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(name): \(answer.prefix(200))")
        #expect(answer.contains("urn:tongti:problem:"))
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "one answer only")
        #expect(next.hasSuffix("hello"))
    }

    static let farewells: [(version: String, fields: String)] = [
        ("1.0", ""), ("1.0", "Connection: keep-alive\r\n"), ("1.1", "Connection: Close\r\n"),
        ("1.1", "Connection: TE, close\r\n"),
        // Behind this one NIO's parser reads nothing.
        ("1.1", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQBAAAAAAIAAAAA\r\n"),
    ]

    @Test(arguments: farewells)
    func `the last request of a connection is told from its head, and the answer ends it`(
        version: String, fields: String
    ) async throws {
        let answer = try await server { $0.idle = .hours(1) }.live { port in
            try await RawConnection.exchange(port, "GET / HTTP/\(version)\r\nHost: x\r\n\(fields)\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(answer.hasSuffix("hello"))
    }

    @Test func `a client that asks before it sends its body is told to go on`() async throws {
        let answer = try await server().live { port in
            try await RawConnection.open(port) { connection in
                await connection.send(
                    "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                        + "Expect: 100-continue\r\nConnection: close\r\n\r\n")
                let first = await connection.read { $0.hasSuffix("\r\n\r\n") }
                await connection.send("17")
                return first + (await connection.readToEnd())
            }
        }
        #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n17"))
    }

    @Test func `an answer without content says no length`() async throws {
        let answer = try await server().live { port in
            try await RawConnection.exchange(port, "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.1 204 No Content\r\n"))
        #expect(!answer.lowercased().contains("content-length"))
        #expect(!answer.lowercased().contains("transfer-encoding"))
    }

    @Test func `a body that is too large is refused without waiting for it`() async throws {
        let answer = try await server().live { port in
            try await RawConnection.exchange(
                port,
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 65537\r\n\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
    }

    @Test func `an endless chunked body is cut off`() async throws {
        let chunk = "1000\r\n" + String(repeating: "x", count: 4_096) + "\r\n"
        let answer = try await server().live { port in
            try await RawConnection.exchange(
                port,
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + String(repeating: chunk, count: 100))
        }
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
    }

    @Test func `a slow head is cut off`() async throws {
        let answer = try await server { $0.head = .milliseconds(200) }.live { port in
            try await RawConnection.open(port) { connection in
                await connection.send("GET / HTTP/1.1\r\nHost: x\r\n")
                return await connection.readToEnd()
            }
        }
        #expect(answer.isEmpty)
    }

    @Test func `a body that trickles is cut off at the deadline, however lively it is`() async throws {
        let answer = try await server { $0.request = .milliseconds(400) }.live { port in
            try await RawConnection.open(port) { connection in
                await connection.send(
                    "POST /large HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: \(1 << 24)\r\n\r\n")
                return await withTaskGroup(of: Void.self) { group in
                    // One byte at a time, which takes far longer than the deadline.
                    group.addTask {
                        for _ in 0..<(1 << 24) where !Task.isCancelled { await connection.trickle("x") }
                    }
                    defer { group.cancelAll() }
                    return await connection.readToEnd()
                }
            }
        }
        #expect(answer.hasPrefix("HTTP/1.1 408 "))
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2)
    }

    /// A command may have been carried out; what only reads has done nothing.
    @Test(arguments: [(HTTPRequest.Method.post, "outcome-unknown"), (.get, "unavailable")])
    func `a handler that takes too long is answered for`(method: HTTPRequest.Method, slug: String) async throws {
        let gate = Gate()
        let answer = try await server([gate.route(method)]) { $0.request = .milliseconds(200) }.live { port in
            defer { gate.open() }
            return try await RawConnection.exchange(
                port,
                "\(method.rawValue) /gate HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nContent-Length: 0\r\n\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.contains("problem:\(slug)\""), "\(answer)")
        #expect(answer.contains("Content-Language: en"))
    }

    @Test func `a command is not said to have come too late because the next one does`() async throws {
        let gate = Gate()
        let answer = try await server([gate.route]) { $0.request = .milliseconds(200) }.live { port in
            defer { gate.open() }
            return try await RawConnection.exchange(
                port,
                "GET /gate HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1")
        }
        #expect(answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2)
    }

    @Test(arguments: ["NONSENSE\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"])
    func `a broken request is answered after the ones before it`(broken: String) async throws {
        let gate = Gate()
        let answer = try await server([gate.route]).live { port in
            try await RawConnection.open(port) { connection in
                await connection.send("GET /gate HTTP/1.1\r\nHost: x\r\n\r\n" + broken)
                await gate.reached()
                // What stands behind it has been read when a further connection, opened later, has been answered.
                _ = try await RawConnection.exchange(port, Self.get)
                gate.open()
                return await connection.readToEnd()
            }
        }
        let answers = answer.components(separatedBy: "HTTP/1.1 ").dropFirst()
        #expect(answers.map { $0.prefix(3) } == ["200", "400"], "\(answer)")
        #expect(answer.contains("opened"))
    }

    @Test func `a request that was answered early gets no second answer for its broken rest`() async throws {
        let answer = try await server().live { port in
            try await RawConnection.open(port) { connection in
                await connection.send(
                    "POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
                let first = await connection.read { $0.hasSuffix("}") }
                await connection.send("zz\r\n")
                return first + (await connection.readToEnd())
            }
        }
        #expect(answer.hasPrefix("HTTP/1.1 404 "))
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(answer)")
    }

    @Test(arguments: ["/endless", "/stream"])
    func `a client that never reads its answer is cut off`(path: String) async throws {
        let next = try await server {
            $0.connections = 1
            $0.streams = 1
            $0.request = .milliseconds(300)
            $0.idle = .milliseconds(300)
        }
        .live { port in
            try await RawConnection.open(port, reads: false) { connection in
                await connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
                // There is one place only, so this one is answered when the other has lost it.
                return try await RawConnection.exchange(port, Self.get)
            }
        }
        #expect(next.hasSuffix("hello"))
    }

    @Test func `an idle connection is closed`() async throws {
        let answer = try await server { $0.idle = .milliseconds(200) }.live { port in
            try await RawConnection.exchange(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        }
        #expect(answer.hasSuffix("hello"))
    }

    @Test func `a client beyond the limit waits until another has left`() async throws {
        let answer = try await server { $0.connections = 2 }.live { port in
            try await RawConnection.open(port) { first in
                await first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = await first.read { $0.hasSuffix("hello") }
                return try await RawConnection.open(port) { second in
                    await second.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    _ = await second.read { $0.hasSuffix("hello") }
                    return try await withThrowingTaskGroup(of: String.self) { group in
                        group.addTask { try await RawConnection.exchange(port, Self.get) }
                        await second.send(Self.get)
                        _ = await second.readToEnd()
                        return try await group.next() ?? ""
                    }
                }
            }
        }
        #expect(answer.hasSuffix("hello"))
    }

    @Test func `random bytes never bring the server down`() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        var noise: [ByteBuffer] = []
        for _ in 0..<40 {
            var bytes = Array("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789".utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            }
            noise.append(ByteBuffer(bytes: bytes + Array("\r\n\r\n".utf8)))
        }
        let answer = try await server {
            $0.head = .milliseconds(100)
            $0.request = .milliseconds(100)
            $0.idle = .milliseconds(50)
        }
        .live { [noise] port in
            for bytes in noise { _ = try await RawConnection.exchange(port, bytes) }
            return try await RawConnection.exchange(port, Self.get)
        }
        #expect(answer.hasSuffix("hello"), "seed \(seed)")
    }
}
