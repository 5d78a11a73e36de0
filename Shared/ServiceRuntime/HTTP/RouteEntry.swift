import HTTPTypes
import Metrics
import Model

/// A route with everything about it that can be worked out before the first request.
///
/// A class, because every request passes it on several times.
final class RouteEntry: Sendable {
    let route: Route
    let parameterNames: [String]
    let communityIndex: Int?
    /// The roles that pass, or nil for a route that asks for none.
    let roles: RoleSet?
    let needsFreshSignIn: Bool
    let metrics: RouteMetrics

    init(_ route: Route, metrics factory: any MetricsFactory) {
        self.route = route
        self.parameterNames = route.segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
        self.communityIndex = parameterNames.firstIndex(of: "community")
        self.roles = if case .roles(let roles) = route.access { RoleSet(roles) } else { nil }
        self.needsFreshSignIn = route.needsFreshSignIn
        self.metrics = RouteMetrics(method: route.method.rawValue, path: route.path, factory: factory)
    }

    /// The `{community}` of a path, or nil where there is none or what stands there cannot be one.
    func community(among parameters: [Substring]) -> CommunityID? {
        guard let index = communityIndex, let text = PercentEncoding.decode(parameters[index]) else { return nil }
        return CommunityID(text)
    }
}

/// What is measured of one route; the route's template is the dimension, never the path that somebody sent.
struct RouteMetrics: Sendable {
    private let duration: Timer
    /// By the first digit of the status, from 1xx to 5xx.
    private let answers: [Counter]

    init(method: String, path: String, factory: any MetricsFactory) {
        let dimensions = [("method", method), ("route", path)]
        duration = Timer(label: "http.server.request.duration", dimensions: dimensions, factory: factory)
        answers = (1...5).map { digit in
            Counter(
                label: "http.server.requests", dimensions: dimensions + [("status", "\(digit)xx")], factory: factory)
        }
    }

    func record(status: Int, since start: ContinuousClock.Instant) {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        duration.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        answers[min(max(status / 100, 1), 5) - 1].increment()
    }
}
