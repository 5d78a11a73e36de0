import Foundation
import Model
import TestSupport
import Testing

@testable import ServiceRuntime

/// What services and the gateway in front of them have to agree on.
struct GatewayLimitTests {
    /// Whoever is let through beyond that waits in silence, and is told after half a minute that the service is away.
    @Test func `the gateway opens no more connections to a service than it takes`() throws {
        let template = try String(
            contentsOfFile: SourceRoot.path + "/deploy/nginx/gateway.conf.template", encoding: .utf8)
        let limits = template.matches(of: /max_conns=([0-9]+)/).compactMap { Int($0.1) }
        #expect(limits.count == ServiceName.allCases.count)
        #expect(limits.allSatisfy { $0 <= HTTPLimits().connections }, "\(limits)")
    }
}
