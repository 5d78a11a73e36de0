import HTTPTypes
import Model
import ServiceRuntime

/// Visits from door to door: opinions by household for those who go there, counts per building for the others.
struct VisitRoutes: Sendable {
    let keep: KeepVisits
    let queries: VisitQueries
    let calendar: DistrictCalendar

    private static let visits = "/v1/communities/{community}/visits"

    var routes: [Route] {
        [
            Route(
                .post, Self.visits, roles: [.collector, .committee], request: VisitBody.schema,
                answer: .object([.required("unit", .unit)]),
                summary: "Keep what was heard at a door; names and words stay on the visitor's paper", add),
            Route(
                .get, Self.visits, roles: [.collector, .committee],
                query: [
                    .value("topic", "What it is about", .code),
                    .value("building", "Only this building", .string(maxLength: 64)),
                    .value("opinion", "Only units that say so", Self.opinion), .cursor, .limit,
                ],
                answer: Self.page, summary: "The units that were visited, with each opinion and its day", list),
            Route(
                .get, "\(Self.visits)/progress", roles: [.collector, .committee, .street, .auditor],
                query: [.value("topic", "What it is about", .code)],
                answer: .object([.required("progress", .array(Self.progress))]),
                summary: "How many units say what, by building", progress),
            Route(
                .post, "\(Self.visits)/{topic}/end", roles: [.committee], answer: .object([.required("topic", .code)]),
                summary: "End a topic: the counts per building stay, what each household said is deleted", end),
        ]
    }

    @Sendable private func add(_ request: APIRequest) async throws -> APIReply {
        let visit = try request.json(VisitBody.self).visit
        do {
            try visit.check(today: calendar.day())
        } catch {
            throw Problem.invalid(error.field, error.reason)
        }
        try await keep(
            visit, by: request.caller.person.id, in: try request.community, claim: try request.idempotencyClaim)
        return try .json(201, ["unit": visit.unit])
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let page = try await queries.units(
            of: try request.community, about: try request.topic(), in: try request.query("building"),
            try request.queryText("opinion").flatMap(Visit.Opinion.init(rawValue:)),
            after: try request.queryText("cursor") ?? "", limit: try request.query("limit", in: 1...500, default: 100))
        return try .json(Page(visits: page.units.map(View.init), next: page.next))
    }

    @Sendable private func progress(_ request: APIRequest) async throws -> APIReply {
        try .json(["progress": try await queries.progress(of: try request.community, about: try request.topic())])
    }

    @Sendable private func end(_ request: APIRequest) async throws -> APIReply {
        let topic = try request.path("topic", as: TopicCode.self)
        try await keep.end(topic, in: try request.community, claim: try request.idempotencyClaim)
        return try .json(["topic": topic])
    }

    // MARK: - Bodies

    private struct Page: Encodable {
        let visits: [View]
        let next: String?
    }

    private struct View: Encodable {
        let unit: UnitCode
        let opinion: Visit.Opinion
        let changed: Bool
        let promisedFor: Day?
        let notes: Digest256?
        let heard: [Heard]

        struct Heard: Encodable {
            let on: Day
            let opinion: Visit.Opinion
        }

        init(_ unit: VisitStore.Unit) {
            self.unit = unit.unit
            opinion = unit.opinion
            changed = unit.changed
            promisedFor = unit.promisedFor
            notes = unit.notes
            heard = zip(unit.days, unit.opinions).map { Heard(on: $0, opinion: $1) }
        }
    }

    private static let opinion = Schema.word(Visit.Opinion.allCases.map(\.rawValue))
    private static let count = Schema.integer(minimum: 0)

    private static let page = Schema.object([
        .required(
            "visits",
            .array(
                .object([
                    .required("unit", .unit), .required("opinion", opinion, "The last one that was heard"),
                    .required("changed", .boolean, "Whether two different things were heard"),
                    .optional("promisedFor", .day, "Until when an answer was promised at the last visit"),
                    .optional("notes", .sha256),
                    .required("heard", .array(.object([.required("on", .day), .required("opinion", opinion)]))),
                ]))),
        .optional("next", .string(), "The cursor of the next page"),
    ])

    private static let progress = Schema.object([
        .required("building", .string()), .required("visits", count), .required("units", count),
        .required("inFavour", count), .required("against", count), .required("undecided", count),
        .required("notMet", count), .required("changed", count), .required("promised", count),
    ])
}

/// A visit as it is sent.
struct VisitBody: Decodable {
    let topic: TopicCode
    let unit: UnitCode
    let visitedOn: Day
    let opinion: Visit.Opinion
    let concerns: [Visit.Concern]?
    let promisedFor: Day?
    let notes: Digest256?
    let visitor: PersonMark

    var visit: Visit {
        Visit(
            topic: topic, unit: unit, visitedOn: visitedOn, opinion: opinion, concerns: concerns ?? [],
            promisedFor: promisedFor, notes: notes, visitor: visitor.text)
    }

    static let schema = Schema.object([
        .required("topic", .code, "What it is about: lifts, or an assembly's code"), .required("unit", .unit),
        .required("visitedOn", .day), .required("opinion", .word(Visit.Opinion.allCases.map(\.rawValue))),
        .optional("concerns", .nullable(.array(.word(Visit.Concern.allCases.map(\.rawValue))))),
        .optional("promisedFor", .nullable(.day), "Until when an answer was promised"),
        .optional("notes", .nullable(.sha256), "SHA-256 of the notes on paper"),
        .required("visitor", .string(maxLength: PersonMark.limit), "A badge's number or an id"),
    ])
}

extension APIRequest {
    /// The query parameter that must be there.
    fileprivate func topic() throws -> TopicCode {
        guard let topic = try query("topic", as: TopicCode.self) else {
            throw Problem.invalid("topic", Phrase(zh: "不能为空", en: "is missing"))
        }
        return topic
    }
}
