import HTTPTypes
import Model
import ServiceRuntime

/// Signing in, going on and signing out, and what is one's own.
struct SessionController {
    let signIn: SignIn
    let session: ContinueSession
    let activate: Activate
    let addSecondFactor: AddSecondFactor
    let queries: PeopleQueries

    /// The bodies are short, and read before anybody is known.
    private static let bodyLimit = 4_096

    var routes: [Route] {
        [
            Route(
                .post, "/v1/activations", roles: .anyone, request: Self.activation, answer: Self.activated,
                summary:
                    "Turn a one-time code into an account, or give an account a new secret; answered for ten minutes "
                    + "again by the same Idempotency-Key", bodyLimit: Self.bodyLimit, activate),
            Route(
                .post, "/v1/sessions", roles: .anyone, request: Self.attempt, answer: Self.tokens,
                summary: "Sign in", bodyLimit: Self.bodyLimit, begin),
            Route(
                .post, "/v1/sessions/refresh", roles: .anyone, request: Self.refresh, answer: Self.tokens,
                summary: "Go on with a session: each refresh token works once, and for ten minutes again by the same "
                    + "Idempotency-Key, for whoever lost the answer", bodyLimit: Self.bodyLimit, refresh),
            Route(
                .post, "/v1/sessions/end", roles: .anyone, request: Self.end,
                summary: "Sign out, here or everywhere", bodyLimit: Self.bodyLimit, end),
            Route(
                .post, "/v1/second-factors", roles: .signedIn, answer: Self.secondFactor,
                summary: "Get the key of a second factor, which counts once its first code was used",
                bodyLimit: Self.bodyLimit, needsFreshSignIn: true, takesIdempotencyKey: false, addFactor),
            Route(
                .get, "/v1/me", roles: .signedIn, answer: PersonView.schema, summary: "My units and my roles", me),
        ]
    }

    // MARK: - Handlers

    private func activate(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Activation.self)
        let answer = try await activate.handle(
            Activate.Wish(
                code: body.code, login: body.login, secret: body.secret, factor: body.factor,
                address: request.clientAddress, key: request.idempotencyKey?.text))
        return try .json(201, answer)
    }

    private func begin(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Attempt.self)
        let answer = try await signIn.handle(
            SignIn.Attempt(
                login: body.login, secret: Passphrase(given: body.secret), code: body.code,
                community: body.community, address: request.clientAddress))
        return try .json(201, answer)
    }

    private func refresh(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Refresh.self)
        return try .json(201, try await session.refresh(body.refreshToken, key: try request.idempotencyKey))
    }

    private func end(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(End.self)
        try await session.end(body.refreshToken, everywhere: body.everywhere ?? false)
        return .noContent
    }

    private func addFactor(_ request: APIRequest) async throws -> APIReply {
        try .json(201, try await addSecondFactor.handle(subject: request.caller.person.id))
    }

    private func me(_ request: APIRequest) async throws -> APIReply {
        guard let person = try await queries.me(request.caller.person.id) else { throw PeopleError.noAccount }
        return try .json(200, PersonView(person))
    }

    // MARK: - Bodies

    private struct Activation: Decodable {
        let code: String
        let login: LoginName?
        let secret: String
        let factor: String?
    }

    private struct Attempt: Decodable {
        let login: String
        let secret: String
        let code: String?
        let community: CommunityID?
    }

    private struct Refresh: Decodable {
        let refreshToken: String
    }

    private struct End: Decodable {
        let refreshToken: String
        let everywhere: Bool?
    }

    private static let activation = Schema.object([
        .required("code", .string(maxLength: 64, example: "ACDEF-GHJKM-NPQRT-UVWXY"), "As the letter says"),
        .optional("login", .nullable(.string(maxLength: 64)), "For owners: the name to sign in with from now on"),
        .required("secret", .string(maxLength: 128), "A passphrase, of at least 12 characters for staff, 6 for owners"),
        .optional(
            "factor", .nullable(.string(maxLength: 8)),
            "The code of the second factor, where the login is that of an account that has one already"),
    ])

    private static let activated = Schema.object([
        .required("person", .uuid), .required("login", .string()),
        .optional("secondFactor", secondFactor, "For staff: shown this once"),
    ])

    private static let secondFactor = Schema.object([
        .required("key", .string(), "In base 32"),
        .required("address", .string(), "For an authenticator app: otpauth://totp/…"),
    ])

    private static let attempt = Schema.object([
        .required("login", .string(maxLength: 64)), .required("secret", .string(maxLength: 128)),
        .optional("code", .nullable(.string(maxLength: 8)), "Of the second factor; staff cannot do without"),
        .optional(
            "community", .nullable(.string(maxLength: 64)), "Where to act as an owner, for those who own in several"),
    ])

    private static let refresh = Schema.object([.required("refreshToken", .string(maxLength: 43))])
    private static let end = Schema.object([
        .required("refreshToken", .string(), "Of one that is not known nothing is said"),
        .optional("everywhere", .nullable(.boolean), "End all sessions of this person"),
    ])

    private static let tokens = Schema.object([
        .required("token", .string(), "For the Authorization field, for a quarter of an hour"),
        .required("subject", .string()), .required("expiresAt", .time),
        .required("refreshToken", .string(), "Works once"), .required("sessionExpiresAt", .time),
        .required("signedInAt", .time),
        .required(
            "roles", .array(.object([.required("community", .string()), .required("roles", .array(.string()))])),
            "What the token allows: what is in force today, and without a second factor what an owner may do"),
        .required("operator", .boolean), .required("secondFactor", .boolean),
    ])
}
