package import HTTPTypes
package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The HTTP server of a process: Hummingbird's connection handling around a function that answers, within ``HTTPLimits``.
package struct HTTPServer: Service, CustomStringConvertible {
    private let answer: @Sendable (Request) async -> Response
    private let submitted: @Sendable (HTTPRequest) -> SubmittedRequest?
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
        submitted: @escaping @Sendable (HTTPRequest) -> SubmittedRequest? = { _ in nil }, host: String, port: Int,
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
        .http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionGuard(limits: limits), SubmissionHandler(take: submitted)],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                    maxHeaderFieldCount: limits.headerFields)))
    }
}
