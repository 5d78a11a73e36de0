import DequeModule
import HTTPTypes
import Model
import NIOCore
import NIOHTTP1

/// Takes the requests of hot routes out of a connection's stream and answers them itself; all others pass.
///
/// It stands between ``ConnectionGuard`` and Hummingbird, before requests are translated for that. Answers keep the order of their requests: one is taken out only
/// where none is under way behind here, and what comes after it waits here.
final class SubmissionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// Whatever comes is passed on, unless it is the head of such a request.
        case passing
        case collecting(SubmittedRequest)
        /// The command is handed over.
        case answering
        case closed
    }

    private let take: @Sendable (HTTPRequestHead) -> SubmittedRequest?
    private let connectionGuard: ConnectionGuard
    private var state = State.passing
    /// Of the request that is collected.
    private var body = ByteBuffer()
    /// Requests that were passed on and have not been answered.
    private var elsewhere = 0
    /// What came while an answer was awaited, or while the client does not take its answers; no more is read from the connection
    /// meanwhile.
    private var waiting: Deque<HTTPServerRequestPart> = []
    private var events: [Any] = []
    private var isReadHeld = false

    init(take: @escaping @Sendable (HTTPRequestHead) -> SubmittedRequest?, behind connectionGuard: ConnectionGuard) {
        self.take = take
        self.connectionGuard = connectionGuard
    }

    // MARK: - What comes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isHolding { waiting.append(part) } else { receive(part, context) }
    }

    /// Whether what comes has to wait.
    private var isHolding: Bool {
        if case .answering = state { true } else { !waiting.isEmpty }
    }

    private func receive(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (state, part) {
        case (.closed, _), (.answering, _): break
        case (.passing, .head(let head)):
            // The end of such a connection is Hummingbird's.
            if elsewhere == 0, head.headers.text(of: .connection) == nil, let request = take(head) {
                state = .collecting(request)
            } else {
                elsewhere += 1
                pass(part, context)
            }
        case (.passing, _): pass(part, context)
        case (.collecting(let request), .body(var more)):
            if body.readableBytes == 0 { body = more } else { body.writeBuffer(&more) }
            if body.readableBytes > request.bodyLimit { goTheCommonWay(request, context) }
        case (.collecting(let request), .end):
            if submit(request, context) {
                state = .answering
                body = ByteBuffer()
            } else {
                goTheCommonWay(request, context)
                pass(part, context)
            }
        case (.collecting, .head): preconditionFailure("a request ends before the next begins")
        }
    }

    private func submit(_ request: SubmittedRequest, _ context: ChannelHandlerContext) -> Bool {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        return request.submit(body) { answer in
            loop.execute {
                let (handler, context) = bound.value
                handler.write(answer, context)
            }
        }
    }

    /// What was collected of a request is Hummingbird's after all.
    private func goTheCommonWay(_ request: SubmittedRequest, _ context: ChannelHandlerContext) {
        state = .passing
        elsewhere += 1
        pass(.head(request.head), context)
        if body.readableBytes > 0 { pass(.body(body), context) }
        body = ByteBuffer()
        passEvents(context)
    }

    private func passEvents(_ context: ChannelHandlerContext) {
        let held = events
        events = []
        for event in held { context.fireUserInboundEventTriggered(event) }
    }

    private func pass(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        context.fireChannelRead(wrapInboundOut(part))
    }

    func read(context: ChannelHandlerContext) {
        if mayRead(context) { context.read() } else { isReadHeld = true }
    }

    /// Answers go past the encoder and whatever else would hold them back: a client that asks and does not listen must not fill
    /// the memory.
    private func mayRead(_ context: ChannelHandlerContext) -> Bool { waiting.isEmpty && context.channel.isWritable }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, case .passing = state { goOn(context) }
        context.fireChannelWritabilityChanged()
    }

    /// A connection that is told to end, or whose client has sent its last, ends after the answer.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .passing = state, waiting.isEmpty {
            context.fireUserInboundEventTriggered(event)
        } else {
            events.append(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        state = .closed
        waiting = []
        context.fireChannelInactive()
    }

    // MARK: - What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { elsewhere -= 1 }
        context.write(data, promise: promise)
    }

    private func write(_ answer: () -> ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .answering = state else { return }
        connectionGuard.send(answer())
        // The connection may have broken while it was written to.
        if case .answering = state { goOn(context) }
    }

    private func goOn(_ context: ChannelHandlerContext) {
        state = .passing
        if !(waiting.isEmpty && events.isEmpty) {
            while let part = nextWaiting(context) { receive(part, context) }
            // Whoever reads behind here takes what came when it is told that this is all for now.
            context.fireChannelReadComplete()
            if case .passing = state, waiting.isEmpty { passEvents(context) }
        }
        if isReadHeld, mayRead(context) {
            isReadHeld = false
            context.read()
        }
    }

    private func nextWaiting(_ context: ChannelHandlerContext) -> HTTPServerRequestPart? {
        if case .answering = state { return nil }
        return context.channel.isWritable ? waiting.popFirst() : nil
    }
}
