import Foundation
import HTTPTypes
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
        // As measured: nginx itself has 16 MB, and what it keeps of a connection and its request 16 KB, with TLS 16 KB more
        // than what it writes by.
        let tls = try #require(
            try Self.text("deploy/nginx/tls-on.conf.template").firstMatch(of: /ssl_buffer_size ([0-9]+)k;/)
                .flatMap { Int($0.1) })
        let readers = busy * (first + count * size + 16 + 16 + tls) / 1_024
        #expect(16 + uploads + readers <= memory, "\(readers) MB of readers")
    }

    /// Whoever leaves bodies unfinished must not take the room for those of everybody else.
    @Test func `one address fills half of the room for bodies at most`() throws {
        let template = try Self.text("deploy/nginx/gateway.conf.template")
        let gateway = try #require(try Self.text("compose.yaml").firstMatch(of: /\n  gateway:\n((?:    .*\n)*)/)).1
        let room = try #require(gateway.firstMatch(of: /tmpfs: .*size=([0-9]+)m/).flatMap { Int($0.1) })
        let body = try #require(template.firstMatch(of: /client_max_body_size ([0-9]+)k;/).flatMap { Int($0.1) })
        let connections = try #require(
            template.firstMatch(of: /limit_conn connections_per_address ([0-9]+);/).flatMap { Int($0.1) })
        #expect(2 * connections * body <= room * 1_024)
        #expect(body * 1_024 >= Self.commandLimit, "the services take as much")
    }

    /// The longest body of a route that says nothing of its own.
    private static let commandLimit = Route(.post, "/", roles: .anyone, summary: "") { _ in .noContent }.bodyLimit

    /// A route that is forgotten there refuses all but the smallest files.
    @Test func `the gateway knows of each route that takes files`() throws {
        let template = try Self.text("deploy/nginx/gateway.conf.template")
        let ends = template.matches(of: /\^POST:\/.*\((.*)\)\$ 1;/).flatMap { $0.1.split(separator: "|") }
        let single = template.matches(of: /\^POST:\/[^(\n]*\$ 1;/)
        var routes = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: "\(SourceRoot.path)/Services")
        where path.hasSuffix(".swift") {
            routes += try Self.text("Services/\(path)")
                .matches(of: /bodyLimit: (RollController\.fileLimit|Self\.fileLimit|sizeLimit|PaymentsCSV\.bodyLimit)/)
                .count
        }
        #expect(routes >= 7 && routes == ends.count + single.count, "\(routes) routes, \(ends) and \(single.count)")
        let way = template.matches(of: /location \/gateway\/files\/[a-z]+\/ \{([^}]*)\}/)
        #expect(way.count == 3)
        for way in way {
            #expect(way.1.contains("internal;") && way.1.contains("proxy_request_buffering off;"))
            #expect(way.1.contains("client_max_body_size 32m;"))
        }
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(SourceRoot.path)/\(path)", encoding: .utf8)
    }
}
