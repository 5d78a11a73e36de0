package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
package import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOPosix
import ServiceLifecycle

/// The HTTP server of a process: Hummingbird's connection handling around a function that answers, within ``HTTPLimits``.
package struct HTTPServer: Service, CustomStringConvertible {
    private let answer: @Sendable (Request) async -> Response
    private let submitted: @Sendable (HTTPRequestHead) -> SubmittedRequest?
    private let limits: HTTPLimits
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// Port 0 takes any free one; `onRunning` is called once with the port, when connections are accepted.
    ///
    /// Requests that `submitted` takes do not come to `answer`.
    package init(
        answer: @escaping @Sendable (Request) async -> Response,
        submitted: @escaping @Sendable (HTTPRequestHead) -> SubmittedRequest? = { _ in nil }, host: String, port: Int,
        limits: HTTPLimits = HTTPLimits(), logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.answer = answer
        self.submitted = submitted
        self.host = host
        self.port = port
        self.limits = limits
        self.logger = logger
        self.onRunning = onRunning
    }

    package var description: String { "http" }

    /// - Throws: an error of the operating system or of NIO when it cannot listen at the address.
    package func run() async throws {
        let server = try channels.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                backlog: 1024,
                availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger,
            responder: { [answer] request, writer, _ in
                let response = await answer(request)
                try await writer.write(response: response.head, body: response.body)
            },
            onServerRunning: { [onRunning] channel in await onRunning(channel.localAddress?.port ?? 0) })
        try await server.run()
    }

    /// HTTP/1.1 with our limits; deadlines are ``ConnectionGuard``'s, so Hummingbird's own idle timer stays off.
    private var channels: HTTPServerBuilder {
        HTTPServerBuilder { [limits, submitted] responder in
            GuardedChannel(
                inner: HTTP1Channel(
                    responder: responder,
                    configuration: HTTP1Channel.Configuration(
                        httpDecoderConfiguration: .init(
                            maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                            maxHeaderFieldCount: limits.headerFields))),
                limits: limits, submitted: submitted)
        }
    }
}

/// Hummingbird's connections with handlers of ours right behind the parser.
///
/// Hummingbird adds handlers behind the translation of requests into HTTPTypes, which hot requests do not need and others
/// can wait for (`docs/decisions/0057`).
private struct GuardedChannel: HTTPChannelHandler {
    let inner: HTTP1Channel
    let limits: HTTPLimits
    let submitted: @Sendable (HTTPRequestHead) -> SubmittedRequest?

    var responder: Responder { inner.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        inner.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let connectionGuard = ConnectionGuard(
                limits: limits, encoder: try pipeline.context(handlerType: HTTPResponseEncoder.self))
            try pipeline.addHandlers(
                [connectionGuard, SubmissionHandler(take: submitted, behind: connectionGuard)],
                position: .before(pipeline.handler(type: HTTP1ToHTTPServerCodec.self)))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await inner.handle(value: value, logger: logger) }
}
