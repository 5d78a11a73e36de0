import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import ServiceRuntime

@Suite(.timeLimit(.minutes(1)))
struct EventStreamTests {
    @Test func `events are written as they come, and the stream ends with them`() async throws {
        let route = Route(.get, "/live", roles: .anyone, summary: "") { _ in
            let (stream, continuation) = AsyncStream.makeStream(of: ServerSentEvent.self)
            continuation.yield(ServerSentEvent(event: "turnout", id: "7\n", data: "{\"votes\":1}\nsecond"))
            continuation.yield(ServerSentEvent(data: "x"))
            continuation.finish()
            return .eventStream(stream)
        }
        let answer = try await TestServer([route]).live {
            try await RawConnection.exchange($0, "GET /live HTTP/1.1\r\nHost: x\r\n\r\n")
        }
        #expect(answer.contains("Content-Type: text/event-stream"))
        #expect(answer.contains("event: turnout\nid: 7\ndata: {\"votes\":1}\ndata: second\n\n"))
        #expect(answer.contains("data: x\n\n"))
        #expect(answer.hasSuffix("\r\n0\r\n\r\n"))
    }

    @Test func `streams leave places for others, and give theirs back`() async throws {
        let route = Route(.get, "/live", roles: .anyone, summary: "") { _ in
            let (stream, continuation) = AsyncStream.makeStream(of: ServerSentEvent.self)
            continuation.onTermination = { _ in }
            return .eventStream(stream, heartbeat: .milliseconds(20))
        }
        let page = Route(.get, "/", roles: .anyone, summary: "") { _ in .text("hello") }
        var server = try await TestServer([route, page])
        server.limits.streams = 1
        let get = "GET /live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        try await server.live { port in
            try await RawConnection.open(port) { connection in
                await connection.send(get)
                _ = await connection.read { $0.contains(": still here") }
                let refused = try await RawConnection.exchange(port, get)
                #expect(refused.hasPrefix("HTTP/1.1 503 "))
                #expect(refused.contains("urn:tongti:problem:too-many-streams"))
                let other = try await RawConnection.exchange(
                    port, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                #expect(other.hasSuffix("hello"))
            }
            // The server notices at a heartbeat that the first one has left.
            var answer = ""
            while !answer.hasPrefix("HTTP/1.1 200") {
                answer = try await RawConnection.open(port) { connection in
                    await connection.send(get)
                    return await connection.read { $0.contains("\r\n\r\n") }
                }
            }
        }
    }

    @Test func `a quiet stream beats, outlives the request deadline and ends with the server`() async throws {
        let route = Route(.get, "/live", roles: .anyone, summary: "") { _ in
            let (stream, continuation) = AsyncStream.makeStream(of: ServerSentEvent.self)
            continuation.onTermination = { _ in }
            return .eventStream(stream, heartbeat: .milliseconds(50))
        }
        var server = try await TestServer([route])
        server.limits.request = .seconds(1)
        let answer = try await server.live { port in
            try await RawConnection.open(port) { connection in
                await connection.send("GET /live HTTP/1.1\r\nHost: x\r\n\r\n")
                return await connection.read { $0.components(separatedBy: ": still here").count > 24 }
            }
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
    }
}
