import NIOCore
import NIOPosix

/// A client that sends any bytes, right or wrong, and shows what comes back.
struct RawConnection: Sendable {
    private let received: AsyncStream<ByteBuffer>
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let eventLoop: any EventLoop

    /// Opens a connection, writes everything, and answers what was received until the server closed.
    static func exchange(_ port: Int, _ bytes: String) async throws -> String {
        try await exchange(port, ByteBuffer(string: bytes))
    }

    static func exchange(_ port: Int, _ bytes: ByteBuffer) async throws -> String {
        try await open(port) { connection in
            await connection.send(bytes)
            return await connection.readToEnd()
        }
    }

    /// Without `reads` nothing is taken from the socket beyond a few buffers, as by a client that never reads.
    static func open<Value: Sendable>(
        _ port: Int, reads: Bool = true, _ body: @escaping @Sendable (RawConnection) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let (received, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    // A reset is an end too.
                    defer { continuation.finish() }
                    guard reads else { return }
                    for try await bytes in inbound { continuation.yield(bytes) }
                }
                defer { group.cancelAll() }
                return try await body(
                    RawConnection(received: received, outbound: outbound, eventLoop: channel.channel.eventLoop))
            }
        }
    }

    /// Writes; what the server does not want any more is lost, as on any network.
    func send(_ bytes: ByteBuffer) async {
        do { try await outbound.write(bytes) } catch { return }
    }

    func send(_ text: String) async { await send(ByteBuffer(string: text)) }

    /// Writes and waits until the event loop has taken it: one that is given more without end never looks at its sockets.
    func trickle(_ text: String) async {
        await send(text)
        do { try await eventLoop.submit {}.get() } catch { return }
    }

    /// Closes this side; the other may still answer.
    func sayNoMore() { outbound.finish() }

    func readToEnd() async -> String { await read { _ in false } }

    /// Reads until `isEnough` or the end of the connection, however that comes.
    func read(until isEnough: (String) -> Bool) async -> String {
        var text = ""
        for await bytes in received {
            text += String(buffer: bytes)
            if isEnough(text) { break }
        }
        return text
    }
}
