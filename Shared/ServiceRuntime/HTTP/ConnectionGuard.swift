import HTTPTypes
import Model
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Holds one connection to its limits: deadlines that no trickle of bytes extends, and answers where HTTP itself is broken.
///
/// It stands right behind the parser of HTTP, so that a client gets a problem document even when no request was understood.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// No request is under way.
        case idle
        /// A request is being read or answered.
        case busy
        /// An event stream is open, which may last.
        case streaming
        /// The last answer is written; what still comes in is thrown away.
        case leaving
    }

    private let limits: HTTPLimits
    private var state = State.idle
    /// Heads that were passed on and whose answers have not ended yet.
    private var requests = 0
    /// The newest of them has not come to its end.
    private var isReading = false
    private var isAnswering = false
    /// It is the last of the connection: what comes behind it is thrown away.
    private var isLast = false
    private var closesAfterAnswer = false
    /// The newest request is one whose answer has no chunks: of HTTP/1.0, or for a head alone.
    private var takesNoChunks = false
    /// What comes in cannot be understood any more.
    private var isBroken = false
    /// The answer to what could not be understood, while those to earlier requests are awaited.
    private var refusal: Problem?
    /// Of the newest head, for the form and language of answers from here.
    private var fields = HTTPHeaders()
    /// Whether the newest request changes nothing, so that it may be repeated as it is.
    private var isHarmless = false
    private var deadline = NIODeadline.distantFuture
    private var alarm: Scheduled<Void>?
    private var context: ChannelHandlerContext?
    private var encoder: ChannelHandlerContext?

    /// - Parameters:
    ///   - limits: what one connection may take.
    ///   - encoder: the place of the handler that turns answers into bytes. What is written from there is bytes already.
    init(limits: HTTPLimits, encoder: ChannelHandlerContext) {
        self.limits = limits
        self.encoder = encoder
    }

    // MARK: - Life of the connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        setDeadline(limits.head, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.cancel()
        alarm = nil
        self.context = nil
        encoder = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        alarm = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if state == .leaving || isBroken || (isLast && !isReading) { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            fields = head.headers
            isHarmless = head.method == .GET || head.method == .HEAD
            guard let host = fields.only(.host), host != "" else {
                return reject(.badRequest(Phrase(zh: "需要一个 Host", en: "exactly one Host is needed")), context)
            }
            requests += 1
            isReading = true
            isLast = head.isLast
            takesNoChunks = head.isOld || head.method == .HEAD
            if requests == 1 {
                state = .busy
                setDeadline(limits.request, context)
                if head.headers.text(of: .expect)?.lowercased() == "100-continue" {
                    let head = HTTPResponseHead(version: .http1_1, status: .continue)
                    context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
                }
            }
        case .body: break
        case .end: isReading = false
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard state != .leaving else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            let isLast = isLast && requests == 1
            isAnswering = true
            closesAfterAnswer = isLast || head.headers.text(of: .connection) == "close"
            if head.headers.text(of: .contentLength) == nil, head.status == .ok {
                state = .streaming
                deadline = .distantFuture
                // What says so is given no chunks by the encoder, and ends with the connection.
                if takesNoChunks, requests == 1 { head.version = .http1_0 }
            } else {
                setDeadline(limits.request, context)
            }
            context.write(wrapOutboundOut(.head(isLast ? head.closing : head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end where closesAfterAnswer || (isBroken && requests == 1 && refusal == nil):
            leave(context, behind: data, promise)
        case .end:
            context.write(data, promise: promise)
            answered(context)
        }
    }

    /// Whether nothing is heard of this connection any more, and nothing can be said.
    var isLeaving: Bool { state == .leaving }

    /// Sends the whole answer to the one request under way, which is bytes already, past the encoder (decision 57).
    func send(_ answer: ByteBuffer) {
        guard state != .leaving, let context, let encoder else { return }
        encoder.write(NIOAny(IOData.byteBuffer(answer)), promise: nil)
        answered(context)
        encoder.flush()
    }

    /// The last of an answer is written.
    private func answered(_ context: ChannelHandlerContext) {
        isAnswering = false
        requests -= 1
        if requests == 0, let refusal {
            refuse(refusal, context)
        } else {
            state = requests > 0 ? .busy : .idle
            setDeadline(requests > 0 ? limits.request : limits.idle, context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if state == .streaming {
            if context.channel.isWritable { deadline = .distantFuture } else { setDeadline(limits.idle, context) }
        }
        context.fireChannelWritabilityChanged()
    }

    // MARK: - Broken requests

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError {
            let isHeader = error == .headerOverflow
            reject(
                isHeader
                    ? .headerTooLarge
                    : .badRequest(Phrase(zh: "HTTP 格式不正确", en: "the request is not proper HTTP")),
                context)
        }
        context.fireErrorCaught(error)
    }

    /// Nothing that comes in can be understood from here on.
    ///
    /// Each request gets one answer, and in its turn: a command that is being carried out must not be answered with the
    /// fault of what was sent behind it.
    private func reject(_ problem: Problem, _ context: ChannelHandlerContext) {
        guard state != .leaving, !isBroken else { return }
        isBroken = true
        switch (isReading, requests) {
        case (true, 0):
            // The rest of a request that was answered before it had come whole.
            context.close(promise: nil)
        case (true, 1), (false, 0):
            refuse(problem, context)
        case (true, _):
            // The broken body is found by the one who reads it, in its turn.
            break
        case (false, _):
            refusal = problem
        }
    }

    /// Answers for the handler, where none is at work or it is too late for it, and ends the connection.
    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        if isAnswering {
            context.close(promise: nil)
            return
        }
        var (headers, body) = problem.answer(to: fields)
        headers[.connection] = "close"
        headers[.contentLength] = String(body.count)
        let head = HTTPResponse(status: .init(code: problem.status), headerFields: headers)
        context.write(wrapOutboundOut(.head(HTTPResponseHead(head))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        isReading = true
        leave(context, behind: wrapOutboundOut(.end(nil)), nil)
    }

    /// Writes the last of the last answer, and ends the connection when that has gone: closing drops what a client that reads
    /// slowly has not taken yet.
    private func leave(_ context: ChannelHandlerContext, behind last: NIOAny, _ promise: EventLoopPromise<Void>?) {
        state = .leaving
        setDeadline(limits.idle, context)
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in bound.value.close() }
        context.writeAndFlush(last, promise: written)
    }

    /// Closes, but lets a client that is still sending take the answer first: closing at once would destroy it.
    private func close() {
        guard let context else { return }
        guard isReading else {
            context.close(promise: nil)
            return
        }
        context.close(mode: .output, promise: nil)
        setDeadline(limits.farewell, context)
    }

    // MARK: - Deadlines

    /// One alarm per connection: it is set again when it rings too early, not whenever the deadline moves.
    private func setDeadline(_ amount: TimeAmount, _ context: ChannelHandlerContext) {
        let earlier = deadline
        deadline = .now() + amount
        if alarm == nil || deadline < earlier { ring(at: deadline, context) }
    }

    private func ring(at time: NIODeadline, _ context: ChannelHandlerContext) {
        alarm?.cancel()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        alarm = context.eventLoop.scheduleTask(deadline: time) {
            let (handler, context) = bound.value
            handler.alarmRang(context)
        }
    }

    private func alarmRang(_ context: ChannelHandlerContext) {
        alarm = nil
        guard NIODeadline.now() >= deadline else {
            if deadline != .distantFuture { ring(at: deadline, context) }
            return
        }
        switch state {
        case .idle where requests == 0, .leaving, .streaming:
            context.close(promise: nil)
        case .idle, .busy:
            // Behind a request that has come whole, the one that has not is the next.
            refuse(requests == 1 ? lateness : .outcomeUnknown, context)
            context.fireErrorCaught(RequestDeadlineExceeded())
        }
    }

    /// What the only request under way is told when its time is over.
    private var lateness: Problem {
        if isReading { return .requestTimeout }
        return isHarmless ? .unavailable : .outcomeUnknown
    }
}

extension HTTPRequestHead {
    /// Whether it is of HTTP/1.0.
    fileprivate var isOld: Bool { version.major == 1 && version.minor == 0 }

    /// Whether no request can follow on the connection (RFC 9112 §9.3): the client has said so or speaks HTTP/1.0, or it asks for
    /// another protocol (RFC 9110 §7.8), behind which the parser reads nothing.
    fileprivate var isLast: Bool {
        if isOld { return true }
        if method == .CONNECT { return true }
        guard let options = headers.text(of: .connection)?.lowercased() else { return false }
        return options.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" })
            .contains { $0 == "close" || $0 == "upgrade" }
    }
}

extension HTTPResponseHead {
    /// The same, saying that the connection ends.
    fileprivate var closing: HTTPResponseHead {
        var copy = self
        copy.headers.replaceOrAdd(name: "Connection", value: "close")
        return copy
    }
}

/// The whole-request deadline passed; thrown to whoever still reads the body.
struct RequestDeadlineExceeded: Error {}
