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

    /// Anybody may ask for much and take nothing of it.
    ///
    /// A container that runs out of memory ends everybody's connections.
    @Test func `what any number of readers leave with the gateway fits its memory, beside the uploads`() throws {
        let template = try Self.text("deploy/nginx/gateway.conf.template")
        let proxy = try Self.text("deploy/nginx/proxy.conf.template")
        let gateway = try #require(try Self.text("compose.yaml").firstMatch(of: /\n  gateway:\n((?:    .*\n)*)/)).1
        let busy = template.matches(of: /max_conns=([0-9]+)/).compactMap { Int($0.1) }.reduce(0, +)
        let first = try #require(proxy.firstMatch(of: /proxy_buffer_size ([0-9]+)k;/).flatMap { Int($0.1) })
        let others = try #require(proxy.firstMatch(of: /proxy_buffers ([0-9]+) ([0-9]+)k;/))
        let (count, size) = (try #require(Int(others.1)), try #require(Int(others.2)))
        let memory = try #require(gateway.firstMatch(of: /mem_limit: ([0-9]+)m/).flatMap { Int($0.1) })
        let uploads = try #require(gateway.firstMatch(of: /tmpfs: .*size=([0-9]+)m/).flatMap { Int($0.1) })
        // As measured: nginx itself has 16 MB, and what it keeps of a connection and its request 16 KB.
        let readers = busy * (first + count * size + 16) / 1_024
        #expect(16 + uploads + readers <= memory, "\(readers) MB of readers")
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(SourceRoot.path)/\(path)", encoding: .utf8)
    }
}
