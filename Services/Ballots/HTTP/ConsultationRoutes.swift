import HTTPTypes
import Model
import ServiceRuntime

/// Salons, consultation meetings and experts' opinions: who came, what came out of it, and by which documents.
struct ConsultationRoutes: Sendable {
    let keep: KeepVisits
    let queries: VisitQueries
    let calendar: DistrictCalendar

    private static let consultations = "/v1/communities/{community}/consultations"

    var routes: [Route] {
        [
            Route(
                .post, Self.consultations, roles: [.committee, .street, .operator], request: ConsultationBody.schema,
                answer: ConsultationBody.schema,
                summary: "Keep who came to a meeting by groups, and what came out of it; everybody can read it", add),
            Route(
                .get, Self.consultations, roles: .anyone,
                query: [.value("topic", "Only what is about this", .code), .cursor, .limit],
                answer: .object([
                    .required("consultations", .array(ConsultationBody.schema)),
                    .optional("next", .string(), "The cursor of the next page"),
                ]), summary: "The consultations of a community, the last recorded first", list),
        ]
    }

    @Sendable private func add(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(ConsultationBody.self)
        let consultation = body.consultation
        do {
            try consultation.check(today: calendar.day())
        } catch {
            throw Problem.invalid(error.field, error.reason)
        }
        try await keep(
            consultation, by: request.caller.person.id, in: try request.community, claim: try request.idempotencyClaim)
        return try .json(201, ConsultationBody(consultation))
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let page = try await queries.consultations(
            of: try request.community, about: try request.query("topic"), before: try request.numberCursor ?? .max,
            limit: try request.query("limit", in: 1...500, default: 100))
        return try .json(Page(consultations: page.consultations.map(ConsultationBody.init), next: page.next))
    }

    private struct Page: Encodable {
        let consultations: [ConsultationBody]
        let next: String?
    }
}

/// A consultation as it is sent and shown.
struct ConsultationBody: Codable {
    let topic: TopicCode
    let kind: Consultation.Kind
    let heldOn: Day
    let parties: [Consultation.Attendance]?
    let conclusion: String
    let documents: [AttachedDocument]?

    init(_ consultation: Consultation) {
        topic = consultation.topic
        kind = consultation.kind
        heldOn = consultation.heldOn
        parties = consultation.parties
        conclusion = consultation.conclusion
        documents = consultation.documents
    }

    var consultation: Consultation {
        Consultation(
            topic: topic, kind: kind, heldOn: heldOn, parties: parties ?? [], conclusion: conclusion,
            documents: documents ?? [])
    }

    static let schema = Schema.object([
        .required("topic", .code), .required("kind", .word(Consultation.Kind.allCases.map(\.rawValue))),
        .required("heldOn", .day),
        .optional(
            "parties",
            .nullable(
                .array(
                    .object([
                        .required("party", .word(Consultation.Party.allCases.map(\.rawValue))),
                        .required("people", .integer(minimum: 1, maximum: Consultation.peopleLimit)),
                    ]))), "How many came of whom"),
        .required("conclusion", .string(maxLength: Consultation.conclusionLimit), "What came out of it; names nobody"),
        .optional(
            "documents",
            .nullable(
                .array(
                    .object([.required("title", .string(maxLength: 200)), .required("sha256", .sha256)]),
                    maxItems: Consultation.documentLimit))),
    ])
}
