import Foundation
import HTTPTypes
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

    /// In a container it has 64 MB, for all readers together.
    @Test func `the gateway keeps nothing of a file or page of any length for slow readers`() {
        let replies: [APIReply] = [
            .file(named: "bundle.jsonl", mediaType: "application/jsonl") { _ in }, .page { _ in },
        ]
        for reply in replies {
            #expect(reply.headers[.accelBuffering] == "no")
            #expect(reply.headers[.connection] == "close")
        }
    }
}
