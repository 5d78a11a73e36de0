import HTTPTypes
import Model
import ServiceRuntime

/// People and their one-time codes, for operators.
struct PeopleController {
    let enrol: EnrolPerson
    let issueLetters: IssueLetters
    let queries: PeopleQueries

    var routes: [Route] {
        [
            Route(
                .post, "/v1/operators", roles: .peers, request: .object(Self.identity), answer: Self.enrolled,
                summary: "Enrol an operator with the internal key: one of two, or anew one who has never signed in",
                enrolOperator),
            Route(
                .post, "/v1/people", roles: [.operator], request: Self.enrolment, answer: Self.enrolled,
                summary: "Enrol somebody who works in the district, and propose their roles", needsFreshSignIn: true,
                takesIdempotencyKey: false, enrol),
            Route(
                .get, "/v1/people", roles: [.operator], query: [.cursor, .limit],
                answer: .object([
                    .required("people", .array(.object(PersonView.summary))), .optional("next", .string()),
                ]),
                summary: "Who may sign in", list),
            Route(
                .get, "/v1/people/{person}", roles: [.operator], answer: PersonView.schema,
                summary: "A person, with units and roles", show),
            Route(
                .post, "/v1/people/{person}/code", roles: [.operator], answer: Self.enrolled,
                summary: "Make a new one-time code for somebody who lost their secret", needsFreshSignIn: true,
                takesIdempotencyKey: false, newCode),
            Route(
                .post, "/v1/communities/{community}/letters", roles: [.operator], request: Self.letters,
                answer: Self.issued,
                summary: "Make the codes of activation letters, each for one owner; for ten minutes again by the same "
                    + "Idempotency-Key", needsFreshSignIn: true, letters),
        ]
    }

    // MARK: - Handlers

    private func enrolOperator(_ request: APIRequest) async throws -> APIReply {
        try .json(201, try await enrol.firstOperator(try request.json(Enrolment.self).wish))
    }

    private func enrol(_ request: APIRequest) async throws -> APIReply {
        let answer = try await enrol.handle(try request.json(Enrolment.self).wish, by: request.caller.person.id)
        return try .json(201, answer)
    }

    private func list(_ request: APIRequest) async throws -> APIReply {
        let limit = try request.query("limit", in: 1...500, default: 100)
        let page = try await queries.people(after: try request.query("cursor"), limit: limit)
        return try .json(200, List(people: page.items.map(AccountView.init), next: page.next))
    }

    private func show(_ request: APIRequest) async throws -> APIReply {
        try .json(200, PersonView(try await queries.person(try request.path("person"), for: request.caller.person.id)))
    }

    private func newCode(_ request: APIRequest) async throws -> APIReply {
        try .json(201, try await enrol.newCode(for: try request.path("person"), by: request.caller.person.id))
    }

    private func letters(_ request: APIRequest) async throws -> APIReply {
        let units = try request.json(Letters.self).units
        guard (units ?? []).count <= IssueLetters.most else {
            throw Problem.invalid(
                "units", Phrase(zh: "最多 \(IssueLetters.most) 个", en: "at most \(IssueLetters.most) at once"))
        }
        let answer = try await issueLetters.handle(
            units, of: request.community, by: request.caller.person.id, claim: request.idempotencyClaim)
        return try .json(201, answer)
    }

    // MARK: - Bodies

    /// So many roles are proposed with an enrolment.
    private static let mostRoles = 50

    private struct Enrolment: Decodable {
        let login: LoginName
        let name: String
        let phone: String?
        let roles: [EnrolPerson.Place]?

        /// - Throws: `Problem` 400 naming the field.
        var wish: EnrolPerson.Wish {
            get throws {
                let most = PeopleController.mostRoles
                guard (roles ?? []).count <= most else {
                    throw Problem.invalid("roles", Phrase(zh: "最多 \(most) 个", en: "at most \(most) at once"))
                }
                let phone = try phone.map { try ShortText.checked($0, "phone", limit: 24) } ?? ""
                let details = AccountDetails(name: try ShortText.checked(name, "name", limit: 100), phone: phone)
                return EnrolPerson.Wish(login: login, details: details, roles: roles ?? [])
            }
        }
    }

    private struct Letters: Decodable {
        let units: [UnitCode]?
    }

    private struct List: Encodable {
        let people: [AccountView]
        let next: String?
    }

    private static let identity: [Schema.Property] = [
        .required("login", .string(pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$", maxLength: 64)),
        .required("name", .string(maxLength: 100)), .optional("phone", .nullable(.string(maxLength: 24))),
    ]

    private static let enrolment = Schema.object(
        identity + [
            .optional(
                "roles",
                .nullable(
                    .array(
                        .object([.optional("community", .nullable(.string(maxLength: 64)))] + RoleController.wish),
                        maxItems: mostRoles)))
        ])

    private static let enrolled = Schema.object([
        .required("person", .uuid), .required("login", .string()),
        .required("code", .string(), "To be handed over in person; works once"),
        .required("codeExpiresAt", .time), .required("roles", .array(.uuid), "The grants"),
    ])

    private static let letters = Schema.object([
        .optional(
            "units", .nullable(.array(.unit, maxItems: IssueLetters.most)),
            "Else for those owners who have neither an account nor a letter")
    ])

    private static let issued = Schema.object([
        .required(
            "letters",
            .array(
                .object([
                    .required("owner", .uuid), .required("ownerRef", .string()), .optional("name", .string()),
                    .required("units", .array(.unit)),
                    .required("code", .string(example: "ACDEF-GHJKM-NPQRT-UVWXY")), .required("expiresAt", .time),
                ]))),
        .required("more", .boolean, "Ask again for the next ones"),
    ])
}
