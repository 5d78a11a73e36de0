import Foundation
import HTTPTypes
import Model
import Testing

@testable import ServiceRuntime

struct OpenAPITests {
    private let routes: [Route] = [
        Route(
            .post, "/v1/communities/{community}/payments", roles: [.operator, .collector], query: [.dryRun],
            request: .object([
                .required("amount", .money, "What was paid"), .optional("note", .nullable(.string(maxLength: 200))),
                .required("channel", .word(["cash", "bank"])), .optional("tags", .array(.string(), maxItems: 3)),
            ]),
            answer: .object([.required("position", .integer(minimum: 1))]), summary: "Records a payment"
        ) { _ in .noContent },
        Route(.get, "/v1/communities/{community}/payments", roles: .anyone, answer: .csv, summary: "Lists") { _ in
            .noContent
        },
        Route(.post, "/internal/replay", roles: .peers, summary: "Sends again") { _ in .noContent },
        Route(.get, "/sign-in", roles: .anyone, answer: .page, summary: "A page") { _ in .noContent },
    ]

    @Test func `every route is described with its parameters, bodies, roles and problems`() throws {
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(OpenAPI(title: "funds", routes: routes).document()))
                as? [String: Any])
        #expect(document["openapi"] as? String == "3.1.0")
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        #expect(paths.map { $0.value.count }.reduce(0, +) == routes.count)

        let post = try #require(paths["/v1/communities/{community}/payments"]?["post"])
        let parameters = try #require(post["parameters"] as? [[String: Any]])
        #expect(parameters.map { $0["name"] as? String } == ["community", "dryRun", "Idempotency-Key"])
        #expect(post["x-roles"] as? [String] == ["collector", "operator"])
        #expect((post["responses"] as? [String: Any])?.keys.sorted() == ["2XX", "4XX", "5XX"])
        let body = try #require(
            (post["requestBody"] as? [String: Any])?["content"] as? [String: [String: [String: Any]]])
        let schema = try #require(body["application/json"]?["schema"])
        #expect(schema["required"] as? [String] == ["amount", "channel"])

        let get = try #require(paths["/v1/communities/{community}/payments"]?["get"])
        #expect((get["security"] as? [[String: Any]])?.first?.isEmpty == true)
        let page = try #require(paths["/sign-in"]?["get"]?["responses"] as? [String: [String: Any]])
        #expect(page.keys.sorted() == ["2XX", "3XX", "4XX", "5XX"])
        let refusals = try #require(page["4XX"]?["content"] as? [String: Any])
        #expect(refusals.keys.sorted() == ["application/problem+json", "text/html"])
        let replay = try #require(paths["/internal/replay"]?["post"])
        #expect((replay["security"] as? [[String: Any]])?.first?["internal"] != nil)
    }

    @Test(arguments: [
        "k-1", "\"k-1\"", "\"k-1", "k-1\"", "\"\"", "\"", "", "two words", String(repeating: "k", count: 128),
        String(repeating: "k", count: 129), "\"" + String(repeating: "k", count: 128) + "\"", "键",
    ])
    func `the pattern of an idempotency key is what is taken`(key: String) throws {
        let isDescribed = try Regex(IdempotencyKey.pattern).wholeMatch(in: key) != nil
        let isTaken = (try? IdempotencyKey(key)) != nil
        #expect(isDescribed == isTaken)
    }

    @Test func `operation ids are unique`() throws {
        let text = String(decoding: OpenAPI(title: "funds", routes: routes).document(), as: UTF8.self)
        let ids = text.matches(of: #/"operationId":"([^"]+)"/#).map { String($0.1) }
        #expect(Set(ids).count == routes.count)
    }
}
