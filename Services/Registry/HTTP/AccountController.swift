import HTTPTypes
import Model
import ServiceRuntime

/// Another secret for oneself, and shutting others out.
struct AccountController {
    let change: ChangeSecret
    let disable: DisableAccount

    private static let bodyLimit = 4_096

    var routes: [Route] {
        [
            Route(
                .post, "/v1/me/secret", roles: .signedIn, request: Self.secret,
                summary: "Give oneself another secret; one's other sessions end", bodyLimit: Self.bodyLimit,
                needsFreshSignIn: true, takesIdempotencyKey: false, changeSecret),
            Route(
                .post, "/v1/people/{person}/disable", roles: [.operator], answer: .object(PersonView.summary),
                summary: "Shut somebody out: sessions end, codes and roles are taken back", needsFreshSignIn: true
            ) { request in
                let account = try await disable.disable(
                    try request.path("person"), by: request.caller.person.id)
                return try .json(200, AccountView(account))
            },
            Route(
                .post, "/v1/people/{person}/enable", roles: [.operator], answer: .object(PersonView.summary),
                summary: "Let somebody in again; roles are granted anew", needsFreshSignIn: true
            ) { request in
                try .json(200, AccountView(try await disable.enable(try request.path("person"))))
            },
        ]
    }

    private func changeSecret(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Change.self)
        try await change.handle(
            ChangeSecret.Wish(
                current: Passphrase(given: body.current), chosen: body.secret, address: request.clientAddress),
            subject: request.caller.person.id, refreshToken: body.refreshToken)
        return .noContent
    }

    private struct Change: Decodable {
        let current: String
        let secret: String
        let refreshToken: String?
    }

    private static let secret = Schema.object([
        .required("current", .string(maxLength: 128), "The present secret"),
        .required("secret", .string(maxLength: 128), "At least 12 characters for staff, 6 for owners"),
        .optional("refreshToken", .nullable(.string(maxLength: 43)), "Of the session that goes on; else all end"),
    ])
}
