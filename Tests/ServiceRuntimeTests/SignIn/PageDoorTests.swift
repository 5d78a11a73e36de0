import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import NIOCore
import Testing

@testable import ServiceRuntime

struct PageDoorTests {
    private struct Asked {
        let status: Int
        let text: String
    }

    private func server() async throws -> TestServer {
        var server = try await TestServer([])
        let door = PageDoor(server.tokens.verifier)
        server.routes = [
            Route(.get, "/assemblies/{community}", roles: .anyone, summary: "") { request in
                try request.requireOwnSite()
                return .text(try await door.caller(request).subject + "|" + (request.origin ?? "nowhere"))
            },
            Route(.get, "/assemblies/{community}/mine", roles: .anyone, summary: "") { request in
                let community = try request.community
                let owner = try await door.admit(request, as: [.owner], in: community)
                try door.checkFresh(owner)
                return .text(owner.subject)
            },
        ]
        return server
    }

    private func ask(_ server: TestServer, _ uri: String, _ headers: HTTPFields) async throws -> Asked {
        try await server.request { [headers] client in
            try await client.execute(uri: uri, method: .get, headers: headers) { response in
                Asked(status: response.status.code, text: String(buffer: response.body))
            }
        }
    }

    private func cookie(_ server: TestServer, age: Int64 = 0, roles: [String: Set<Role>] = ["jinhua": [.owner]])
        async throws -> HTTPFields
    {
        let moment = Timestamp(microseconds: TestTokens.now.microseconds - age * 1_000_000)
        let bearer = try await server.tokens.bearer(roles: roles, authentication: .signedIn(moment))
        return [.cookie: "lang=en; access=\(bearer.dropFirst("Bearer ".count)); x=y"]
    }

    @Test func `the cookie of signing in speaks for its owner on pages, and on no other route`() async throws {
        var server = try await server()
        server.routes.append(
            Route(.get, "/v1/communities/{community}/mine", roles: [.owner], summary: "") { _ in .noContent })
        let cookie = try await cookie(server)
        for _ in 0..<2 {
            #expect(try await ask(server, "/assemblies/jinhua/mine", cookie).text == "person-1")
        }
        #expect(try await ask(server, "/v1/communities/jinhua/mine", cookie).status == 401)
    }

    @Test func `whose sign-in is old, who has another role and who is nobody is refused as on routes`() async throws {
        let server = try await server()
        let old = try await ask(server, "/assemblies/jinhua/mine", cookie(server, age: 301))
        #expect(old.status == 401 && old.text.contains("fresh-sign-in-required"))
        let other = try await ask(server, "/assemblies/jinhua/mine", cookie(server, roles: ["jinhua": [.committee]]))
        #expect(other.status == 403 && other.text.contains("role-required"))
        #expect(try await ask(server, "/assemblies/runfeng/mine", cookie(server)).status == 403)
        for value in ["", "access=", "access=guess", "access=e30.e30.e30"] {
            let nobody = try await ask(server, "/assemblies/jinhua/mine", [.cookie: value])
            #expect(nobody.status == 401 && nobody.text.contains("sign-in-required"))
            #expect(try await ask(server, "/assemblies/jinhua", [.cookie: value]).text == "|nowhere")
        }
        let peer = try await ask(server, "/assemblies/jinhua/mine", [.authorization: server.key.authorization])
        #expect(peer.status == 403)
    }

    @Test func `a page knows where it was reached, unless the name is none`() async throws {
        let server = try await server()
        for (host, scheme, origin) in [
            ("tongti.example", "https", "https://tongti.example"), ("127.0.0.1:8080", "http", "http://127.0.0.1:8080"),
            ("evil\"><script>", "https", "nowhere"), ("", "https", "nowhere"),
        ] {
            let headers: HTTPFields = [.forwardedHost: host, .forwardedProtocol: scheme]
            #expect(try await ask(server, "/assemblies/jinhua", headers).text == "|\(origin)")
        }
        #expect(try await ask(server, "/assemblies/jinhua", [.fetchSite: "cross-site"]).status == 403)
        #expect(try await ask(server, "/assemblies/jinhua", [.fetchSite: "same-origin"]).status == 200)
    }

    @Test func `the cookie goes below its path only, to no script, and with no link of another site`() {
        let set = AccessCookie.setting("a.b.c", life: .seconds(900), isSecure: true)
        #expect(set == "access=a.b.c; Path=/assemblies; Max-Age=900; HttpOnly; SameSite=Strict; Secure")
        #expect(AccessCookie.clearing(isSecure: false).contains("Max-Age=0"))
    }
}
