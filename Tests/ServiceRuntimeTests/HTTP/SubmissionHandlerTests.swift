import HTTPTypes
import Model
import NIOCore
import NIOEmbedded
import NIOHTTP1
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
        }
    }

    private static let head = HTTPServerRequestPart.head(
        HTTPRequestHead(version: .http1_1, method: .POST, uri: "/hot"))

    private func responder(_ access: Access) async throws -> ServiceResponder {
        let route = Route(
            .post, "/hot", roles: access, request: .any, summary: "", bodyLimit: 8,
            submitting: { _, answer in answer { .noContent } })
        return try await TestServer([route]).responder
    }

    /// Made after all that is awaited: it is of one thread.
    private func channel(_ responder: ServiceResponder) -> (EmbeddedChannel, Behind) {
        let behind = Behind()
        let channel = EmbeddedChannel(
            handlers: [SubmissionHandler(take: { SubmittedRequest($0, to: responder) }), behind])
        return (channel, behind)
    }

    @Test func `the end of the process waits for a request that is still coming in`() async throws {
        let (channel, behind) = channel(try await responder(.anyone))
        try channel.writeInbound(Self.head)
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(behind.seen.isEmpty)
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        #expect(behind.seen.isEmpty)
        channel.embeddedEventLoop.run()
        guard case .head(let answer) = try channel.readOutbound(as: HTTPServerResponsePart.self) else {
            Issue.record("no answer")
            return
        }
        #expect(answer.status == .noContent)
        #expect(behind.seen == ["quiesce"])
    }

    @Test func `a request that goes the common way after all takes the end of the process with it`() async throws {
        let (channel, behind) = channel(try await responder(.anyone))
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
        let (channel, behind) = channel(try await responder([.owner]))
        try channel.writeInbound(
            HTTPServerRequestPart.head(
                HTTPRequestHead(
                    version: .http1_1, method: .POST, uri: "/hot", headers: ["authorization": token])))
        try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: "1")))
        #expect(behind.seen.isEmpty)
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        #expect(behind.seen == ["head", "body", "end"])
    }
}
