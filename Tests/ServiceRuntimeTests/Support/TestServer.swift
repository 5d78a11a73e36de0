import Hummingbird
import HummingbirdTesting
import Logging
import Metrics
import Model
import NIOCore
import ServiceLifecycle

@testable import ServiceRuntime

/// A server with a few routes, built from the parts that production uses.
struct TestServer {
    let tokens: TestTokens
    let metrics = MetricsRegistry()
    let key = InternalKey("a shared secret")
    var limits = HTTPLimits()
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var routes: [Route]

    init(_ routes: [Route]) async throws {
        self.tokens = try await TestTokens()
        self.routes = routes
    }

    var responder: ServiceResponder {
        ServiceResponder(
            routes: routes, doors: Doors(tokens: tokens.verifier, internalKey: key),
            logger: logger, limits: limits, metrics: metrics)
    }

    /// Straight to the responder, without a socket.
    func request<Value: Sendable>(
        _ body: @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        try await Application(responder: responder).test(.router, body)
    }

    /// Runs the real server on a free port of 127.0.0.1 for as long as `body` takes.
    func live<Value: Sendable>(_ body: @escaping @Sendable (Int) async throws -> Value) async throws -> Value {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = HTTPServer(
            answer: { [responder] in await responder.respond(to: $0) },
            submitted: { [responder] in SubmittedRequest($0, to: responder) }, host: "127.0.0.1", port: 0,
            limits: limits,
            logger: logger,
            onRunning: { port.yield($0) })
        let group = ServiceGroup(services: [server], logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw CancellationError() }
            do {
                let value = try await body(port)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return value
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }
}
