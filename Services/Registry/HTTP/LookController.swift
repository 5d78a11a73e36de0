import HTTPTypes
import Model
import ServiceRuntime

/// Who looked at whose personal data, and the rotation of the keys: what auditors and operators watch over.
struct LookController {
    let queries: PeopleQueries
    let rotate: RotateKeys

    var routes: [Route] {
        [
            Route(
                .get, "/v1/communities/{community}/looks", roles: [.auditor, .operator], query: [.cursor, .limit],
                answer: Self.schema, summary: "Who looked at the personal data of a community's people"
            ) { try await list($0, of: try $0.community) },
            Route(
                .get, "/v1/looks", roles: [.operator], query: [.cursor, .limit], answer: Self.schema,
                summary: "Who looked at personal data, anywhere"
            ) { try await list($0, of: nil) },
            Route(
                .post, "/v1/keys/rotate", roles: [.operator],
                answer: .object([.required("key", .string(), "The thumbprint of the key that signs from now on")]),
                summary:
                    "Sign access tokens with a new key; the one before stays good for what it signed. Once, however "
                    + "often it is asked for by the same Idempotency-Key within ten minutes", needsFreshSignIn: true
            ) { try .json(200, ["key": try await rotate.handle(claim: $0.idempotencyClaim)]) },
        ]
    }

    private func list(_ request: APIRequest, of community: CommunityID?) async throws -> APIReply {
        let limit = try request.query("limit", in: 1...500, default: 100)
        let cursor = try request.queryText("cursor") ?? "0"
        guard let after = Int64(cursor), after >= 0 else {
            throw Problem.invalid("cursor", Phrase(zh: "应为上一页的 next", en: "must be the next of the page before"))
        }
        let page = try await queries.looks(of: community, after: after, limit: limit)
        return try .json(200, List(looks: page.items.map(View.init), next: page.next))
    }

    private struct View: Encodable {
        let at: Timestamp
        let who: String
        let whose: OwnerID?
        let community: CommunityID?
        let what: String

        init(_ look: PeopleLog.Look) {
            at = look.at
            who = look.who
            whose = look.whose
            community = look.community
            what = look.what
        }
    }

    private struct List: Encodable {
        let looks: [View]
        let next: String?
    }

    private static let schema = Schema.object([
        .required(
            "looks",
            .array(
                .object([
                    .required("at", .time), .required("who", .string()),
                    .optional("whose", .uuid, "An owner or a person; without it, everybody on a roll"),
                    .optional("community", .string()),
                    .required("what", .string(), "What of it was seen"),
                ]))),
        .optional("next", .string()),
    ])
}
