import HTTPTypes
import Model

@testable import ServiceRuntime

/// A route whose handler waits until the test lets it go.
final class Gate: Sendable {
    private let arrivals = AsyncStream.makeStream(of: Void.self)
    private let release = AsyncStream.makeStream(of: Void.self)

    var route: Route { route(.get) }

    func route(_ method: HTTPRequest.Method) -> Route {
        Route(method, "/gate", roles: .anyone, summary: "") { [self] _ in
            arrivals.continuation.yield()
            await wait()
            return .text("opened")
        }
    }

    /// Returns when somebody stands before the gate.
    func reached() async {
        for await _ in arrivals.stream { return }
    }

    /// Returns when the gate is open.
    func wait() async {
        for await _ in release.stream {}
    }

    /// Lets through whoever waits, and everybody who comes later.
    func open() { release.continuation.finish() }
}
