import NIOCore

/// Stands where the socket does, and keeps what is asked of it.
final class Front: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private(set) var reads = 0
    private(set) var closes = 0
    private let isSlow: Bool
    private var waiting: [EventLoopPromise<Void>?] = []

    /// - Parameter isSlow: whether what is written goes only when the test lets it.
    init(isSlow: Bool = false) { self.isSlow = isSlow }

    func read(context: ChannelHandlerContext) {
        reads += 1
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if isSlow { waiting.append(promise) } else { context.write(data, promise: promise) }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        closes += 1
        promise?.succeed(())
    }

    /// Lets go what was written.
    func letGo() {
        for promise in waiting { promise?.succeed(()) }
        waiting = []
    }
}
