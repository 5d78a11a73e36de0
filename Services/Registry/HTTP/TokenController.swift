import HTTPTypes
import Model
import ServiceRuntime

/// Access tokens and the keys that they are checked with.
struct TokenController {
    let issue: IssueToken
    let issuer: TokenIssuer
    let tokens: TokenVerifier
    let keys: OwnKeys

    var routes: [Route] {
        [
            Route(
                .post, "/v1/tokens", roles: .peers, request: Self.wish,
                answer: .object([
                    .required("token", .string()), .required("subject", .string()), .required("expiresAt", .time),
                ]),
                summary: "Make an access token, in a district that allows it", issue),
            Route(
                .get, "/v1/keys", roles: .anyone, answer: TokenIssuer.keySetSchema,
                summary: "The keys that access tokens are signed with, as a JWK Set", publish),
            Route(
                .get, EndedSessions.path, roles: .peers,
                answer: .object([
                    .required("sessions", .array(.uuid)),
                    .optional(
                        "issuedThrough", .integer(minimum: 0),
                        "Where not all can be named: tokens of any session issued up to this second are refused"),
                ]),
                summary: "Sessions that ended so lately that their access tokens have not expired"
            ) { [keys] _ in try .json(200, try await keys.endedSessions()) },
        ]
    }

    private func publish(_ request: APIRequest) async throws -> APIReply {
        // Another instance may have rotated a moment ago.
        try await tokens.catchUp()
        return .json(200, bytes: issuer.keySet)
    }

    private func issue(_ request: APIRequest) async throws -> APIReply {
        let wish = try request.json(Body.self).wish()
        return try .json(201, try await issue.handle(wish))
    }

    private struct Body: Decodable {
        let subject: String?
        let ownerRef: OwnerRef?
        let community: CommunityID?
        let roles: [Role]
        let `operator`: Bool?
        let lifetimeSeconds: Int64?

        private static let defaultLife: Int64 = 3_600

        /// - Throws: `Problem` 400 naming the field.
        func wish() throws -> IssueToken.Wish {
            guard !roles.contains(.operator) else {
                throw Problem.invalid(
                    "roles",
                    Phrase(zh: "operator 不属于某个小区，请用 operator: true", en: "operator is of no community; set operator"))
            }
            guard roles.isEmpty || community != nil else {
                throw Problem.invalid("community", Phrase(zh: "有 roles 时必须填写", en: "is needed with roles"))
            }
            guard !roles.isEmpty || self.operator == true else {
                throw Problem.invalid("roles", Phrase(zh: "没有任何身份", en: "names no role"))
            }
            let granted = community.map { roles.isEmpty ? [:] : [$0: Set(roles)] } ?? [:]
            return IssueToken.Wish(
                who: try who(), roles: granted, isOperator: self.operator ?? false,
                life: .seconds(lifetimeSeconds ?? Self.defaultLife))
        }

        private func who() throws -> IssueToken.Wish.Who {
            switch (subject, ownerRef) {
            case (let subject?, nil):
                return .subject(try ShortText.checked(subject, "subject", limit: 64))
            case (nil, let ref?):
                guard let community else {
                    throw Problem.invalid(
                        "community", Phrase(zh: "有 ownerRef 时必须填写", en: "is needed with ownerRef"))
                }
                return .owner(ref, community)
            default:
                throw Problem.invalid(
                    "subject", Phrase(zh: "subject 和 ownerRef 应填写其中一个", en: "give either subject or ownerRef"))
            }
        }
    }

    private static let wish = Schema.object([
        .optional("subject", .nullable(.string(maxLength: 64))),
        .optional("ownerRef", .nullable(.string(maxLength: 64)), "The owner whom the roll calls so"),
        .optional("community", .nullable(.string(maxLength: 64))),
        .required("roles", .array(.word(Role.allCases.filter { $0 != .operator }.map(\.rawValue)))),
        .optional("operator", .nullable(.boolean)),
        .optional("lifetimeSeconds", .nullable(.integer(minimum: 1, maximum: 43_200))),
    ])
}
