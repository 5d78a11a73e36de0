import HTTPTypes
import Model
import ServiceRuntime

/// Roles in communities, and the district-wide one, granted by two.
struct RoleController {
    let grant: GrantRole
    let queries: PeopleQueries

    private static let local = "/v1/communities/{community}/roles"
    private static let wide = "/v1/roles"

    var routes: [Route] {
        routes(at: Self.local, granters: [.operator, .street], readers: [.operator, .street, .auditor]) {
            try $0.community
        }
            + routes(at: Self.wide, granters: [.operator], readers: [.operator]) { _ in nil }
            + [
                Route(
                    .post, "/v1/operators/{grant}/confirm", roles: .peers, answer: GrantView.schema,
                    summary: "Confirm an operator with the internal key, as long as there are not two",
                    takesIdempotencyKey: false
                ) { request in
                    try reply(try await grant.confirmOperator(request.path("grant")))
                }
            ]
    }

    private func routes(
        at path: String, granters: Access, readers: Access,
        of community: @escaping @Sendable (APIRequest) throws -> CommunityID?
    ) -> [Route] {
        let place = path == Self.wide ? "in the whole district" : "in a community"
        return [
            Route(
                .post, path, roles: granters, request: .object([Self.login] + Self.wish), answer: GrantView.schema,
                summary: "Propose that somebody gets a role \(place)", takesIdempotencyKey: false
            ) { request in
                let body = try request.json(Body.self)
                let proposal = GrantRole.Proposal(
                    login: body.login, community: try community(request), role: body.role, from: body.from,
                    until: body.until)
                return try reply(try await grant.propose(proposal, by: request.caller.person.id))
            },
            Route(
                .get, path, roles: readers, query: [.cursor, .limit],
                answer: .object([.required("roles", .array(GrantView.schema)), .optional("next", .string())]),
                summary: "The roles \(place), proposed, in force and over"
            ) { request in
                let page = try await queries.grants(
                    of: community(request), after: request.query("cursor"),
                    limit: request.query("limit", in: 1...500, default: 100))
                return try .json(200, List(roles: page.items.map { GrantView($0.grant, $0.state) }, next: page.next))
            },
            Route(
                .post, path + "/{grant}/confirm", roles: granters, answer: GrantView.schema,
                summary: "Confirm a role \(place) that somebody else proposed", needsFreshSignIn: true,
                takesIdempotencyKey: false
            ) { request in
                try reply(
                    try await grant.confirm(
                        request.path("grant"), of: community(request), by: request.caller.person.id))
            },
            Route(
                .post, path + "/{grant}/revoke", roles: granters, answer: GrantView.schema,
                summary: "Take back a role \(place), or its proposal", takesIdempotencyKey: false
            ) { request in
                try reply(
                    try await grant.revoke(request.path("grant"), of: community(request), by: request.caller.person.id))
            },
        ]
    }

    private func reply(_ outcome: GrantRole.Outcome) throws -> APIReply {
        try .json(outcome.isNews && outcome.state == .proposed ? 201 : 200, GrantView(outcome.grant, outcome.state))
    }

    private struct Body: Decodable {
        let login: LoginName
        let role: Role
        let from: Day?
        let until: Day?
    }

    private struct List: Encodable {
        let roles: [GrantView]
        let next: String?
    }

    private static let login = Schema.Property.required("login", .string(maxLength: 64))

    static let wish: [Schema.Property] = [
        .required("role", .word(Role.allCases.filter { $0 != .owner }.map(\.rawValue))),
        .optional("from", .nullable(.day), "The first day; else today"),
        .optional("until", .nullable(.day), "The last day; else no end"),
    ]
}
