import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import ServiceRuntime

/// How a connection ends, seen without a socket.
@Suite struct ConnectionGuardTests {
    private func channel(_ front: Front) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handlers: [front, HTTPResponseEncoder()])
        let pipeline = channel.pipeline.syncOperations
        let connectionGuard = ConnectionGuard(
            limits: HTTPLimits(), encoder: try pipeline.context(handlerType: HTTPResponseEncoder.self))
        try pipeline.addHandler(connectionGuard)
        return channel
    }

    private static func head(_ headers: HTTPHeaders) -> HTTPServerRequestPart {
        .head(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: headers))
    }

    @Test func `a file goes to its last byte before the connection ends`() throws {
        let front = Front(isSlow: true)
        let channel = try channel(front)
        try channel.writeInbound(Self.head(["host": "x"]))
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        let answer: [HTTPServerResponsePart] = [
            .head(HTTPResponseHead(version: .http1_1, status: .ok, headers: ["connection": "close"])),
            .body(.byteBuffer(ByteBuffer(string: "a file"))), .end(nil),
        ]
        for part in answer { channel.write(part, promise: nil) }
        channel.flush()
        #expect(front.closes == 0)
        front.letGo()
        #expect(front.closes == 1)
    }

    @Test func `a refusal goes to its last byte before the connection ends`() throws {
        let front = Front(isSlow: true)
        let channel = try channel(front)
        try channel.writeInbound(Self.head([:]))
        #expect(front.closes == 0)
        front.letGo()
        #expect(front.closes == 1)
    }
}
