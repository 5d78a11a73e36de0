import Foundation
import HTTPTypes
import HummingbirdTesting
import Model
import NIOCore
import Testing

@testable import ServiceRuntime

struct RequestTests {
    struct Payment: Codable, Sendable {
        let unit: UnitCode
        let amount: Money
    }

    private static let routes: [Route] = [
        Route(
            .post, "/v1/communities/{community}/payments", roles: .anyone,
            request: .object([.required("unit", .unit), .required("amount", .money)]), summary: ""
        ) { request in
            try .json(201, try request.json(Payment.self))
        },
        Route(.post, "/v1/files", roles: .anyone, query: [.dryRun], request: .csv, summary: "", bodyLimit: 100) {
            request in
            .text("\(try request.flag("dryRun")) \(try request.text())")
        },
        Route(
            .get, "/v1/communities/{community}/units/{unit}", roles: .anyone,
            query: [.value("on", "", .day), .limit, .value("note", "")], summary: ""
        ) { request in
            let unit = try request.path("unit", as: UnitCode.self)
            let day = try request.query("on", as: Day.self)
            let limit = try request.query("limit", in: 1...500, default: 50)
            let note = try request.queryText("note")
            return .text("\(try request.community) \(unit) \(day?.description ?? "-") \(limit) \(note ?? "-")")
        },
        Route(.get, "/fails", roles: .anyone, summary: "") { _ in throw Broken() },
    ]

    private struct Broken: Error {}

    private func get(_ uri: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await TestServer(Self.routes).request { try await $0.execute(uri: uri, method: .get, headers: headers) }
    }

    private func post(_ uri: String, _ body: String, _ type: String? = "application/json") async throws -> TestResponse
    {
        var headers: HTTPFields = [.acceptLanguage: "en"]
        headers[.contentType] = type
        return try await TestServer(Self.routes).request { [headers] client in
            try await client.execute(uri: uri, method: .post, headers: headers, body: ByteBuffer(string: body))
        }
    }

    @Test(arguments: ["/nothing", "/v1/communities/jinhua/units/3-1-1502?typo=%3Cb%3E", "/fails"])
    func `a browser that is refused is shown a page in both languages`(path: String) async throws {
        let page = try await get(path, [.accept: "text/html,application/xhtml+xml,*/*;q=0.8", .acceptLanguage: "en"])
        #expect(page.headers[.contentType] == "text/html; charset=utf-8")
        #expect(page.headers[.cacheControl] == "no-store")
        #expect(page.headers[.contentSecurityPolicy] != nil)
        let text = String(buffer: page.body)
        #expect(
            text.contains(/<h1>\p{Han}+/) && text.contains(/lang="en">[A-Z]/) && text.contains("href=\"/\""), "\(text)")
        #expect(!text.contains("<b>"), "what was sent is escaped")

        for accept in ["*/*", "application/json, text/html;q=0.5", "text/event-stream"] {
            let problem = try await get(path, [.accept: accept])
            #expect(problem.headers[.contentType] == "application/problem+json")
            #expect(problem.status == page.status)
        }
    }

    @Test func `path and query come as typed values`() async throws {
        let response = try await get(
            "/v1/communities/%E9%87%91%E5%8D%8E/units/3-1-1502?on=2023-07-17&limit=7&note=a%20b+c%2B")
        #expect(response.status == .ok)
        #expect(String(buffer: response.body) == "金华 3-1-1502 2023-07-17 7 a b c+")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect(response.headers[.date]?.hasSuffix(" GMT") == true)
    }

    @Test(arguments: [
        ("units/3-1-1502?on=2023-02-30", 400, "on"), ("units/3-1-1502?limit=0", 400, "limit"),
        ("units/3-1-1502?limit=x", 400, "limit"), ("units/3-1-1502?limit=1&limit=2", 400, "limit"),
        ("units/3-1-1502?note=%00", 400, "note"), ("units/3-1-1502?note=%zz", 400, "note"),
        ("units/3-1-1502?note=%ff", 400, "note"), ("units/3-1-1502?typo=1", 400, "typo"),
        ("units/3-1", 404, ""), ("units/%2e%2e", 404, ""), ("units/%zz", 404, ""), ("units/3-1-%00", 404, ""),
    ])
    func `a path or query that cannot be taken is refused by name`(path: String, status: Int, field: String)
        async throws
    {
        let response = try await get("/v1/communities/jinhua/" + path)
        #expect(response.status.code == status)
        #expect(response.headers[.contentType] == "application/problem+json")
        let body = String(buffer: response.body)
        if !field.isEmpty { #expect(body.contains("\"field\":\"\(field)\"")) }
    }

    @Test func `a body is decoded and answered as JSON with sorted names`() async throws {
        let response = try await post("/v1/communities/a/payments", #"{"unit":"3-1-1502","amount":"10.00"}"#)
        #expect(response.status == .created)
        #expect(response.headers[.contentType] == "application/json")
        #expect(String(buffer: response.body) == #"{"amount":"10.00","unit":"3-1-1502"}"#)
    }

    @Test(arguments: [
        (#"{"unit":"3-1-1502","amount":"1,5"}"#, #""field":"amount","reason":"应为普通小数，如 1234.50""#),
        (#"{"unit":"3-1","amount":"1"}"#, #""field":"unit","reason":"应写成“楼栋-单元-房号”""#),
        (#"{"unit":"３-1-1502","amount":"1"}"#, #""field":"unit","reason":"含有全角字符，请改用半角""#),
        (#"{"unit":"3-1-1502","amount":"1.234"}"#, #""field":"amount","reason":"最多 2 位小数""#),
        (#"{"unit":"3-1-1502"}"#, #""field":"amount","reason":"缺少此项""#),
    ])
    func `a wrong field is explained in the caller's language`(body: String, reason: String) async throws {
        let headers: HTTPFields = [.acceptLanguage: "zh-CN", .contentType: "application/json"]
        let response = try await TestServer(Self.routes).request { client in
            try await client.execute(
                uri: "/v1/communities/a/payments", method: .post, headers: headers, body: ByteBuffer(string: body))
        }
        #expect(String(buffer: response.body).contains(reason), "\(String(buffer: response.body))")
    }

    @Test(arguments: [
        (#"{"unit":"3-1-1502","amount":"ten"}"#, #""field":"amount""#), (#"{"unit":"3-1-1502"}"#, #""field":"amount""#),
        ("[]", "an object"), ("", "no content"), ("{\"a\":1,\"a\":2}", "appears twice"),
        (String(repeating: "[", count: 5_000), "deeper than 32"), (#"{"amount":NaN}"#, "\"line\":1,\"column\":11"),
        (
            #"{"unit":"3-1-1502","amount":"1","amuont":"2"}"#,
            #""field":"","line":1,"column":34,"reason":"has a member that is not known; there are unit, amount""#
        ),
    ])
    func `a body that cannot be taken is refused with its field or place`(body: String, reason: String) async throws {
        let response = try await post("/v1/communities/a/payments", body)
        #expect(response.status == .badRequest)
        #expect(String(buffer: response.body).contains(reason), "\(String(buffer: response.body))")
    }

    @Test func `a body beyond the route's limit is refused whether or not it says its length`() async throws {
        let response = try await post("/v1/files", String(repeating: "x", count: 101), "text/csv")
        #expect(response.status == .contentTooLarge)
        #expect(response.headers[.connection] == "close")
    }

    @Test func `a byte-order mark before a file is fine`() async throws {
        let response = try await post("/v1/files?dryRun=true", "\u{FEFF}a,b", "text/csv; charset=utf-8")
        #expect(String(buffer: response.body) == "true a,b")
        #expect(try await post("/v1/files?dryRun=yes", "a", "text/csv").status == .badRequest)
        #expect(try await post("/v1/files", "a\u{0}", "text/csv").status == .badRequest)
    }

    @Test(arguments: [nil, "text/plain", "application/xml", "application/json-patch+json"] as [String?])
    func `a content type that the route does not take is refused`(type: String?) async throws {
        #expect(try await post("/v1/communities/a/payments", "{}", type).status == .unsupportedMediaType)
    }

    @Test(arguments: [
        ("gzip", false), ("br, identity", false), ("identity", true), ("Identity , identity", true), ("", true),
    ])
    func `a body in a coding that nothing undoes is refused with the one that is taken`(
        coding: String, isTaken: Bool
    ) async throws {
        let headers: HTTPFields = [
            .acceptLanguage: "en", .contentType: "application/json", .contentEncoding: coding,
        ]
        let response = try await TestServer(Self.routes).request { client in
            try await client.execute(
                uri: "/v1/communities/a/payments", method: .post, headers: headers,
                body: ByteBuffer(string: #"{"unit":"3-1-1502","amount":"10.00"}"#))
        }
        #expect(response.status == (isTaken ? .created : .unsupportedMediaType))
        #expect(response.headers[.acceptEncoding] == (isTaken ? nil : "identity"))
        #expect(String(buffer: response.body).contains("urn:tongti:problem:wrong-content-coding") == !isTaken)
    }

    @Test func `an unknown method is answered with those that there are`() async throws {
        for name in ["PUT", "TRACE", "BREW"] {
            let method = try #require(HTTPRequest.Method(name))
            let response = try await TestServer(Self.routes).request {
                try await $0.execute(uri: "/v1/files", method: method)
            }
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == "POST")
        }
    }

    @Test func `a failure of ours shows a trace id and nothing else`() async throws {
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let response = try await get("/fails", [.traceparent: parent, .acceptLanguage: "en"])
        #expect(response.status == .internalServerError)
        #expect(
            String(buffer: response.body) == """
                {"type":"urn:tongti:problem:internal-error","title":"Something went wrong on our side; it has been recorded",\
                "status":500,"trace":"4bf92f3577b34da6a3ce929d0e0e4736"}
                """)
    }

    @Test func `problems come in the caller's language`() async throws {
        #expect(String(buffer: try await get("/nowhere").body).contains("没有找到"))
        let english = try await get("/nowhere", [.acceptLanguage: "en"])
        #expect(String(buffer: english.body).contains("Not found"))
        #expect(english.headers[.contentLanguage] == "en")
    }

    @Test func `a HEAD is a GET without its body`() async throws {
        let response = try await TestServer(Self.routes).request {
            try await $0.execute(uri: "/v1/communities/a/units/3-1-1502", method: .head)
        }
        #expect(response.status == .ok)
        #expect(response.body.readableBytes == 0)
        #expect(response.headers[.contentLength] == "17")
    }

    @Test func `requests are counted and timed under the route's template`() async throws {
        let server = try await TestServer(Self.routes)
        try await server.request { client in
            try await client.execute(uri: "/v1/communities/a/units/3-1-1502", method: .get)
            try await client.execute(uri: "/v1/communities/b/units/3-1-1502", method: .get)
            try await client.execute(uri: "/v1/communities/b/units/x", method: .get)
            try await client.execute(uri: "/elsewhere", method: .get)
        }
        let text = server.metrics.prometheusText()
        let route = #"method="GET",route="/v1/communities/{community}/units/{unit}""#
        #expect(text.contains(#"http_server_requests_total{\#(route),status="2xx"} 2"#))
        #expect(text.contains(#"http_server_requests_total{\#(route),status="4xx"} 1"#))
        #expect(text.contains(#"http_server_requests_total{method="any",route="none",status="4xx"} 1"#))
        #expect(text.contains(#"http_server_request_duration_seconds_count{\#(route)} 3"#))
    }
}
