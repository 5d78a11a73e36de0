import HTTPTypes
import Model
import ServiceRuntime

/// Objections to posted results, and their answers.
///
/// Whose unit it is says the frozen roll, also for who has sold since (R-C-15).
struct ObjectionRoutes: Sendable {
    let file: FileObjection
    let answer: AnswerObjection
    let list: ObjectionList.Query

    private static let objections = "/v1/communities/{community}/assemblies/{assembly}/objections"
    /// Who sees everybody's; others see their own.
    private static let readers: Set<Role> = [.committee, .scrutineer, .street, .auditor, .operator]

    var routes: [Route] {
        [
            Route(
                .post, Self.objections, roles: .signedIn, request: ObjectionBody.schema, answer: ObjectionBody.filed,
                summary: "Object to a posted result; the letter is handed in where the result is posted", file),
            Route(
                .get, Self.objections, roles: .signedIn, query: [.cursor, .limit], answer: ObjectionList.schema,
                summary: "The objections to a result for those who answer or audit them; for others their own", list),
            Route(
                .post, "\(Self.objections)/{objection}/answer", roles: [.committee, .scrutineer, .street],
                request: AnswerBody.schema, answer: AnswerBody.answered, summary: "Answer an objection, once", answer),
        ]
    }

    @Sendable private func file(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(ObjectionBody.self)
        let person = request.caller.person
        guard let owner = person.owners.first else { throw BallotsError.notYourUnit(body.unit) }
        let objection = Objection(
            assembly: try request.path("assembly"), category: body.category, item: body.item, unit: body.unit,
            owner: owner, document: body.document)
        let filed = try await file(
            objection, by: person, in: try request.community, claim: try request.idempotencyClaim)
        return try .json(201, filed)
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let community = try request.community
        let seesAll = !request.caller.roles(in: community).isDisjoint(with: Self.readers)
        let page = try await list(
            of: try request.path("assembly"), in: community, by: seesAll ? nil : request.caller.person.owners,
            from: try request.query("cursor"),
            limit: try request.query("limit", in: 1...500, default: 100))
        return try .json(200, ObjectionListBody(objections: page.rows, next: page.next))
    }

    @Sendable private func answer(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(AnswerBody.self)
        let answered = try await answer(
            try request.path("objection"), AnswerObjection.Answer(verdict: body.verdict, document: body.document),
            in: try request.path("assembly"), of: try request.community, by: request.caller.person,
            claim: try request.idempotencyClaim)
        return try .json(200, answered)
    }
}

/// An objection as it is sent.
private struct ObjectionBody: Decodable {
    let category: Objection.Category
    let item: ItemID?
    let unit: UnitCode
    let document: Digest256

    static let schema = Schema.object([
        .required("category", .word(Objection.Category.allCases.map(\.rawValue))),
        .optional("item", .code, "The whole assembly where it is not given"),
        .required("unit", .unit, "A unit of one's own by the frozen roll"),
        .required("document", .digest, "SHA-256 of the signed letter; what is in it is not stored here"),
    ])

    static let filed = Schema.object([.required("objection", .uuid), .required("filedOn", .day)])
}

/// An answer as it is sent.
private struct AnswerBody: Decodable {
    let verdict: Objection.Verdict
    let document: Digest256

    private static let verdict = Schema.word(Objection.Verdict.allCases.map(\.rawValue))

    static let schema = Schema.object([
        .required("verdict", verdict, "With `upheld` the result does not take effect"),
        .required("document", .digest, "SHA-256 of the answer"),
    ])

    static let answered = Schema.object([
        .required("objection", .uuid), .required("verdict", verdict), .required("answeredOn", .day),
    ])
}

private struct ObjectionListBody: Encodable {
    let objections: [ObjectionList.Row]
    let next: ObjectionID?
}

extension ObjectionList {
    static let schema = Schema.object([
        .required(
            "objections",
            .array(
                .object([
                    .required("objection", .uuid),
                    .required("category", .word(Objection.Category.allCases.map(\.rawValue))), .optional("item", .code),
                    .required("unit", .unit), .required("document", .digest), .required("filedOn", .day),
                    .optional("answerBy", .day, "Until when the rules ask for an answer"),
                    .optional(
                        "answer",
                        .object([
                            .required("verdict", .word(Objection.Verdict.allCases.map(\.rawValue))),
                            .required("document", .digest), .required("answeredOn", .day),
                        ])),
                ]))),
        .optional("next", .string(), "The cursor of the next page"),
    ])
}
