import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Model
import NIOCore
import Synchronization
import Testing

@testable import ServiceRuntime

struct AccessTests {
    private static let routes: [Route] = [
        Route(.post, "/v1/communities/{community}/payments", roles: [.collector, .operator], summary: "") { _ in
            .noContent
        },
        Route(.get, "/v1/communities/{community}/mine", roles: [.owner], summary: "") { .text($0.caller.subject) },
        Route(.get, "/v1/open", roles: .anyone, summary: "") { .text($0.caller.subject) },
        Route(.get, "/v1/positions", roles: [.auditor, .operator], summary: "") { _ in .noContent },
        Route(.get, "/internal/replay", roles: .peers, summary: "") { _ in .noContent },
        Route(.get, "/v1/me", roles: .signedIn, summary: "") { .text($0.caller.subject) },
        Route(
            .post, "/v1/communities/{community}/votes", roles: [.owner], summary: "", needsFreshSignIn: true
        ) { _ in .noContent },
    ]

    private func status(
        _ server: TestServer, _ method: HTTPRequest.Method, _ uri: String, _ authorization: String?
    ) async throws -> Int {
        var headers: HTTPFields = [:]
        headers[.authorization] = authorization
        return try await server.request { [headers] client in
            try await client.execute(uri: uri, method: method, headers: headers).status.code
        }
    }

    @Test func `every role meets every route, at home and abroad`() async throws {
        let server = try await TestServer(Self.routes)
        for role in Role.allCases {
            let token = try await server.tokens.bearer(
                roles: role == .operator ? [:] : ["jinhua": [role]], isOperator: role == .operator)
            for (index, route) in Self.routes.enumerated() {
                for community in ["jinhua", "runfeng"] {
                    let uri = route.path.replacingOccurrences(of: "{community}", with: community)
                    let isHome = community == "jinhua" || role == .operator || !route.path.contains("{community}")
                    let expected =
                        switch route.access {
                        case .anyone: true
                        case .peers: false
                        case .signedIn: true
                        case .roles(let roles): roles.contains(role) && isHome
                        }
                    let status = try await status(server, route.method, uri, token)
                    #expect((status < 300) == expected, "\(role) on route \(index) of \(community): \(status)")
                    if !expected { #expect(status == 403) }
                }
            }
        }
    }

    @Test(arguments: [
        ("zh-CN", "此处需要以下身份之一：收款人、运营人员"), ("en", "It takes one of these roles here: collector, operator"),
    ])
    func `whoever has another role is told which ones it takes`(language: String, told: String) async throws {
        let server = try await TestServer(Self.routes)
        let headers: HTTPFields = [
            .authorization: try await server.tokens.bearer(roles: ["jinhua": [.owner]]), .acceptLanguage: language,
        ]
        let body = try await server.request { client in
            try await client.execute(uri: "/v1/communities/jinhua/payments", method: .post, headers: headers).body
        }
        #expect(String(buffer: body).contains(told))
    }

    private final class Lines: Sendable {
        let text = Mutex("")
    }

    @Test func `who is refused is noted with path and reason, and without what they showed`() async throws {
        let lines = Lines()
        var server = try await TestServer(Self.routes)
        server.logger = Logger(label: "test") { label in
            JSONLogHandler(
                label: label, service: "registry",
                output: LogOutput { line in lines.text.withLock { $0 += String(decoding: line, as: UTF8.self) } })
        }
        let elsewhere = try await server.tokens.bearer(roles: ["runfeng": [.owner]])
        let path = "/v1/communities/jinhua/mine"
        for (authorization, slug) in [
            (nil, "sign-in-required"), ("Bearer forged", "token-refused"), (elsewhere, "role-required"),
        ] as [(String?, String)] {
            lines.text.withLock { $0 = "" }
            #expect(try await status(server, .get, path, authorization) > 400)
            let text = lines.text.withLock { $0 }
            #expect(text.contains(path) && text.contains(slug), "\(text)")
            if let authorization { #expect(!text.contains(authorization.dropFirst(7))) }
        }
    }

    @Test func `a claim of the operator's role inside a community is worth nothing`() async throws {
        let server = try await TestServer(Self.routes)
        let token = try await server.tokens.bearer(roles: ["jinhua": [.operator]])
        #expect(try await status(server, .post, "/v1/communities/jinhua/payments", token) == 403)
        #expect(try await status(server, .get, "/v1/positions", token) == 403)
    }

    @Test func `nobody passes without credentials, and the answer says how to sign in`() async throws {
        let server = try await TestServer(Self.routes)
        let response = try await server.request {
            try await $0.execute(uri: "/v1/communities/jinhua/payments", method: .post)
        }
        #expect(response.status == .unauthorized)
        #expect(response.headers[.wwwAuthenticate] == "Bearer realm=\"tongti\"")
        #expect(try await status(server, .get, "/v1/open", nil) == 200)
    }

    @Test func `what is one's own is for any person who signed in, and for no process`() async throws {
        let server = try await TestServer(Self.routes)
        #expect(try await status(server, .get, "/v1/me", server.tokens.bearer()) == 200)
        #expect(try await status(server, .get, "/v1/me", nil) == 401)
        #expect(try await status(server, .get, "/v1/me", server.key.authorization) == 403)
    }

    @Test(arguments: [(0, 204), (300, 204), (301, 401)])
    func `what cannot be taken back asks for a sign-in of the last five minutes`(age: Int64, status: Int) async throws {
        let server = try await TestServer(Self.routes)
        let moment = Timestamp(microseconds: TestTokens.now.microseconds - age * 1_000_000)
        let token = try await server.tokens.bearer(roles: ["jinhua": [.owner]], authentication: .signedIn(moment))
        var headers: HTTPFields = [:]
        headers[.authorization] = token
        // The second time the token is remembered.
        for _ in 0..<2 {
            let response = try await server.request { [headers] client in
                try await client.execute(uri: "/v1/communities/jinhua/votes", method: .post, headers: headers)
            }
            #expect(response.status.code == status)
            guard status == 401 else { continue }
            #expect(String(buffer: response.body).contains("fresh-sign-in-required"))
            #expect(response.headers[.wwwAuthenticate]?.contains("max_age=\"300\"") == true)
        }
        // Whatever else the token allows it still allows.
        #expect(try await self.status(server, .get, "/v1/communities/jinhua/mine", token) == 200)
    }

    @Test func `a development token counts as fresh, and a token that says nothing does not`() async throws {
        let server = try await TestServer(Self.routes)
        let uri = "/v1/communities/jinhua/votes"
        #expect(try await status(server, .post, uri, server.tokens.bearer(roles: ["jinhua": [.owner]])) == 204)
        let silent = Caller(person: Person(subject: "p"), roles: [:], isOperator: false)
        #expect(!server.tokens.verifier.isFresh(silent))
    }

    @Test func `peers pass with the internal key alone`() async throws {
        let server = try await TestServer(Self.routes)
        let uri = "/internal/replay"
        #expect(try await status(server, .get, uri, server.key.authorization) == 204)
        #expect(try await status(server, .get, uri, nil) == 401)
        #expect(try await status(server, .get, uri, "Internal guess") == 401)
        #expect(try await status(server, .get, uri, server.tokens.bearer(isOperator: true)) == 403)
        #expect(try await status(server, .get, "/v1/positions", server.key.authorization) == 403)
    }

    @Test func `a path that names no possible community is not found`() async throws {
        let server = try await TestServer(Self.routes)
        let token = try await server.tokens.bearer(roles: ["jinhua": [.collector]])
        for community in ["%00", "..", "a%2Fb", "%ff", String(repeating: "x", count: 65)] {
            #expect(try await status(server, .post, "/v1/communities/\(community)/payments", token) == 404)
        }
    }
}
