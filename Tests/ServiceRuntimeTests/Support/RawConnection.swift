import NIOCore
import NIOPosix

/// A client that sends any bytes, right or wrong, and shows what comes back.
struct RawConnection {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Opens a connection, writes `parts` one after the other, and answers everything received until the server closes.
    static func exchange(_ port: Int, _ parts: String...) async throws -> String {
        try await exchange(port, bytes: parts.map { ByteBuffer(string: $0) })
    }

    static func exchange(_ port: Int, bytes parts: [ByteBuffer]) async throws -> String {
        try await open(port) { connection in
            for part in parts { await connection.send(part) }
            return try await connection.readToEnd()
        }
    }

    static func open<Value: Sendable>(
        _ port: Int, _ body: @escaping @Sendable (Self.Open) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: false)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(Open(inbound: inbound, outbound: outbound))
        }
    }

    struct Open: Sendable {
        let inbound: NIOAsyncChannelInboundStream<ByteBuffer>
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

        /// Writes; what the server does not want any more is lost, as on any network.
        func send(_ bytes: ByteBuffer) async {
            do { try await outbound.write(bytes) } catch { return }
        }

        func send(_ text: String) async { await send(ByteBuffer(string: text)) }

        func readToEnd() async throws -> String {
            try await read { _ in false }
        }

        /// Reads until `isEnough` or the end of the connection, however that comes.
        func read(until isEnough: (String) -> Bool) async throws -> String {
            var text = ""
            do {
                for try await bytes in inbound {
                    text += String(buffer: bytes)
                    if isEnough(text) { break }
                }
            } catch {
                // A reset is an end too.
                return text
            }
            return text
        }
    }
}
