import Foundation
import Model
import TestSupport
import Testing

@testable import ServiceRuntime

/// What services and the gateway in front of them have to agree on.
struct GatewayLimitTests {
    /// Whoever is let through beyond that waits in silence, and is told after half a minute that the service is away.
    ///
    /// The other services and the checks of health wait as well.
    @Test func `the gateway leaves room at a service for the other services and for whoever watches it`() throws {
        let template = try Self.text("deploy/nginx/gateway.conf.template")
        let busy = template.matches(of: /max_conns=([0-9]+)/).compactMap { Int($0.1) }
        let idle = template.matches(of: /keepalive ([0-9]+);/).compactMap { Int($0.1) }
        let compose = try Self.text("compose.yaml")
        let workers = try #require(compose.firstMatch(of: /GATEWAY_WORKERS: "([0-9]+)"/).flatMap { Int($0.1) })
        // A service's HTTP client opens at most eight connections to another one.
        let others = 8 * (ServiceName.allCases.count - 1)

        #expect(busy.count == ServiceName.allCases.count && idle.count == busy.count)
        for (busy, idle) in zip(busy, idle) {
            #expect(busy + workers * idle + others < HTTPLimits().connections)
            #expect(busy > HTTPLimits().streams, "readers of boards must not lock everybody else out")
        }
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(SourceRoot.path)/\(path)", encoding: .utf8)
    }
}
