import HTTPTypes
import Model
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Synchronization
import Testing

@testable import ServiceRuntime

/// What the handler passes on, and when, seen without a socket.
@Suite struct SubmissionHandlerTests {
    /// Stands where Hummingbird does.
    private final class Behind: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        var seen: [String] = []

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head: seen.append("head")
            case .body: seen.append("body")
            case .end: seen.append("end")
            }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event is ChannelShouldQuiesceEvent { seen.append("quiesce") }
            if event as? ChannelEvent == .inputClosed { seen.append("last word") }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { seen.append("fault") }
    }

    /// Commands that were handed over and wait for the test to carry them out.
    private final class Desk: Sendable {
        private struct Command: Sendable { let carryOut: @Sendable () -> Void }

        private let commands = Mutex<[Command]>([])

        var count: Int { commands.withLock { $0.count } }

        var route: Route {
            Route(
                .post, "/hot", roles: .anyone, request: .any, summary: "",
                submitting: { _, answer in
                    self.commands.withLock { $0.append(Command { answer { .noContent } }) }
                })
        }

        func carryOut() {
            for command in commands.withLock({ $0 }) { command.carryOut() }
        }
    }

    private static let head = HTTPServerRequestPart.head(
        HTTPRequestHead(version: .http1_1, method: .POST, uri: "/hot", headers: ["host": "x"]))

    private func responder(_ access: Access) async throws -> ServiceResponder {
        let route = Route(
            .post, "/hot", roles: access, request: .any, summary: "", bodyLimit: 8,
            submitting: { _, answer in answer { .noContent } })
        return try await TestServer([route]).responder
    }

    /// Made after all that is awaited: it is of one thread.
    private func channel(
        _ responder: ServiceResponder, _ front: Front = Front(), limits: HTTPLimits = HTTPLimits()
    ) throws -> (EmbeddedChannel, Behind) {
        let behind = Behind()
        let channel = EmbeddedChannel(handlers: [front, HTTPResponseEncoder()])
        let pipeline = channel.pipeline.syncOperations
        let connectionGuard = ConnectionGuard(
            limits: limits, encoder: try pipeline.context(handlerType: HTTPResponseEncoder.self))
        let handler = SubmissionHandler(take: { SubmittedRequest($0, to: responder) }, behind: connectionGuard)
        try pipeline.addHandlers([connectionGuard, handler, behind])
        return (channel, behind)
    }

    @Test func `the end of the process waits for a request that is still coming in`() async throws {
        let (channel, behind) = try channel(try await responder(.anyone))
        try channel.writeInbound(Self.head)
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(behind.seen.isEmpty)
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        #expect(behind.seen.isEmpty)
        channel.embeddedEventLoop.run()
        let answer = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: answer).hasPrefix("HTTP/1.1 204 No Content\r\n"))
        #expect(behind.seen == ["quiesce"])
    }

    @Test func `a client that does not take its answers gets no more of them until it does`() async throws {
        let (channel, behind) = try channel(try await responder(.anyone))
        for _ in 1...3 {
            try channel.writeInbound(Self.head)
            try channel.writeInbound(HTTPServerRequestPart.end(nil))
        }
        channel.isWritable = false
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        channel.embeddedEventLoop.run()
        #expect(try channel.readOutbound(as: ByteBuffer.self) != nil)
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)

        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.run()
        for _ in 2...3 { #expect(try channel.readOutbound(as: ByteBuffer.self) != nil) }
        #expect(behind.seen == ["quiesce"])
    }

    @Test func `a request that is still coming in is read on when the client takes its answers again`() async throws {
        let front = Front()
        let (channel, _) = try channel(try await responder(.anyone), front)
        channel.isWritable = false
        try channel.writeInbound(Self.head)
        let before = front.reads
        channel.pipeline.read()
        #expect(front.reads == before)
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        #expect(front.reads == before + 1)
    }

    @Test func `what waits behind a command that was given up is not begun`() async throws {
        let desk = Desk()
        var limits = HTTPLimits()
        limits.request = .nanoseconds(0)
        let (channel, _) = try channel(try await TestServer([desk.route]).responder, limits: limits)
        for _ in 1...2 {
            try channel.writeInbound(Self.head)
            try channel.writeInbound(HTTPServerRequestPart.end(nil))
        }
        channel.embeddedEventLoop.advanceTime(to: NIODeadline.now() + .seconds(1))
        let answer = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: answer).hasPrefix("HTTP/1.1 503 "))
        #expect(desk.count == 1)
        desk.carryOut()
        channel.embeddedEventLoop.run()
        #expect(desk.count == 1)
    }

    @Test func `a fault is found by who reads what is broken, after the commands before it`() async throws {
        let desk = Desk()
        let (channel, behind) = try channel(try await TestServer([desk.route]).responder)
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: "1")))
        channel.pipeline.fireErrorCaught(HTTPParserError.invalidChunkSize)
        #expect(behind.seen.isEmpty)
        desk.carryOut()
        channel.embeddedEventLoop.run()
        let answer = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: answer).hasPrefix("HTTP/1.1 204 "))
        #expect(behind.seen == ["head", "body", "fault"])
    }

    @Test func `that a client has said its last word is heard behind what it said before`() async throws {
        let token = try await TestTokens().bearer()
        let (channel, behind) = try channel(try await responder([.owner]))
        let known = HTTPHeaders([("host", "x")])
        // The second one's key is not known, so that it goes the common way.
        for headers in [known, HTTPHeaders([("host", "x"), ("authorization", token)])] {
            try channel.writeInbound(
                HTTPServerRequestPart.head(
                    HTTPRequestHead(version: .http1_1, method: .POST, uri: "/hot", headers: headers)))
            try channel.writeInbound(HTTPServerRequestPart.end(nil))
        }
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(behind.seen.isEmpty)
        channel.embeddedEventLoop.run()
        #expect(behind.seen == ["head", "end", "last word"])
    }

    @Test func `a request that goes the common way after all takes the end of the process with it`() async throws {
        let (channel, behind) = try channel(try await responder(.anyone))
        try channel.writeInbound(Self.head)
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: "12345")))
        #expect(behind.seen.isEmpty)
        try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: "6789")))
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        #expect(behind.seen == ["head", "body", "quiesce", "end"])
    }

    @Test func `a token whose key is not known yet goes the common way whole`() async throws {
        let token = try await TestTokens().bearer()
        let (channel, behind) = try channel(try await responder([.owner]))
        try channel.writeInbound(
            HTTPServerRequestPart.head(
                HTTPRequestHead(
                    version: .http1_1, method: .POST, uri: "/hot", headers: ["host": "x", "authorization": token])))
        try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: "1")))
        #expect(behind.seen.isEmpty)
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        #expect(behind.seen == ["head", "body", "end"])
    }
}
