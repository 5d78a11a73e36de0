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
    /// Why nothing behind what waits can be understood.
    private var fault: (any Error)?
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
            // The end of such a connection is Hummingbird's, and HTTP/1.0 ends with every answer.
            if elsewhere == 0, head.version == .http1_1, head.headers.text(of: .connection) == nil,
                let request = take(head)
            {
                state = .collecting(request)
            } else {
                elsewhere += 1
                pass(part, context)
            }
        case (.passing, _): pass(part, context)
        case (.collecting(let request), .body(var more)):
            if body.readableBytes == 0 { body = more } else { body.writeBuffer(&more) }
            if body.readableBytes > request.bodyLimit {
                goTheCommonWay(request, context)
                passEvents(context)
            }
        case (.collecting(let request), .end):
            if submit(request, context) {
                state = .answering
                body = ByteBuffer()
            } else {
                goTheCommonWay(request, context)
                pass(part, context)
                passEvents(context)
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
    }

    /// That a client has sent its last must not be heard before what it has sent.
    private func passEvents(_ context: ChannelHandlerContext) {
        guard waiting.isEmpty else { return }
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
        if context.channel.isWritable {
            if case .passing = state { goOn(context) } else { readOn(context) }
        }
        context.fireChannelWritabilityChanged()
    }

    /// Whoever reads behind here takes a fault at once: it must not answer a command that is still carried out with it.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isHolding { fault = fault ?? error } else { context.fireErrorCaught(error) }
    }

    private func passFault(_ context: ChannelHandlerContext) {
        guard waiting.isEmpty, let fault else { return }
        switch state {
        case .answering, .closed: return
        case .passing: break
        // Its rest never comes: it is refused by the one who answers for what is not whole.
        case .collecting(let request): goTheCommonWay(request, context)
        }
        self.fault = nil
        context.fireErrorCaught(fault)
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
        close()
        context.fireChannelInactive()
    }

    private func close() {
        state = .closed
        waiting = []
        events = []
        fault = nil
    }

    // MARK: - What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { elsewhere -= 1 }
        context.write(data, promise: promise)
    }

    private func write(_ answer: () -> ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .answering = state else { return }
        let isTooLate = connectionGuard.isLeaving
        connectionGuard.send(answer())
        // The connection may have broken while it was written to.
        guard case .answering = state else { return }
        guard !isTooLate else {
            // Nobody would be told what became of the requests that wait (decision 52).
            close()
            return readOn(context)
        }
        goOn(context)
    }

    private func goOn(_ context: ChannelHandlerContext) {
        state = .passing
        if !(waiting.isEmpty && events.isEmpty && fault == nil) {
            while let part = nextWaiting(context) { receive(part, context) }
            passFault(context)
            // Whoever reads behind here takes what came when it is told that this is all for now.
            context.fireChannelReadComplete()
            if case .passing = state { passEvents(context) }
        }
        readOn(context)
    }

    private func readOn(_ context: ChannelHandlerContext) {
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
