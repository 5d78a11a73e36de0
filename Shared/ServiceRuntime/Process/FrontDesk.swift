import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOHTTP1
import Synchronization

/// Answers from the first moment of a process: whether it lives and is ready, and, once it is, everything else.
final class FrontDesk: Sendable {
    let readiness: Readiness
    private let service: ServiceName
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let limits: HTTPLimits
    private let responder: Mutex<ServiceResponder>

    init(service: ServiceName, limits: HTTPLimits, metrics: MetricsRegistry, logger: Logger) {
        let readiness = Readiness()
        self.readiness = readiness
        self.service = service
        self.metrics = metrics
        self.logger = logger
        self.limits = limits
        responder = Mutex(
            ServiceResponder(
                routes: Self.ownRoutes(readiness, metrics), doors: .shut, logger: logger, metrics: metrics))
    }

    /// Lets requests through to the service.
    func open(_ routes: [Route], doors: Doors) {
        let known = Self.ownRoutes(readiness, metrics) + routes + [Self.description(title: "", of: [])]
        let all = known.dropLast() + [Self.description(title: service.rawValue, of: known)]
        let open = ServiceResponder(
            routes: Array(all), doors: doors, logger: logger, limits: limits, metrics: metrics)
        responder.withLock { $0 = open }
    }

    func respond(to request: Request) async -> Response {
        let responder = responder.withLock { $0 }
        return await responder.respond(to: request)
    }

    func submitted(_ head: HTTPRequestHead) -> SubmittedRequest? {
        SubmittedRequest(head, to: responder.withLock { $0 })
    }

    // MARK: - What every process answers

    private static func ownRoutes(_ readiness: Readiness, _ metrics: MetricsRegistry) -> [Route] {
        [
            Route(
                .get, "/healthz", roles: .anyone, answer: .object([.required("status", .word(["alive"]))]),
                summary: "Whether the process lives"
            ) { _ in .json(200, bytes: Array(#"{"status":"alive"}"#.utf8)) },
            Route(
                .get, "/readyz", roles: .anyone,
                answer: .object([
                    .required("status", .word(["ready"])),
                    .required("broker", .word(Readiness.Broker.allCases.map(\.rawValue)), "For information only"),
                ]),
                summary: "Whether the service can do its work: its tables are there and its database answers"
            ) { _ in
                guard await readiness.isReady() else { throw Problem.notReady }
                return try .json(["status": "ready", "broker": readiness.broker.rawValue])
            },
            Route(
                .get, "/metrics", roles: .anyone, answer: .text(mediaType: "text/plain"),
                summary: "Measurements for Prometheus"
            ) { _ in
                .text(
                    metrics.prometheusText() + (try ProcessMetrics.prometheusText()),
                    mediaType: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
    }

    private static func description(title: String, of routes: [Route]) -> Route {
        let document = OpenAPI(title: title, routes: routes).document()
        return Route(.get, "/openapi.json", roles: .anyone, answer: .any, summary: "This description") { _ in
            .json(200, bytes: document)
        }
    }
}
