import HTTPTypes
import Model
import ServiceRuntime

/// The care of single lifts over HTTP.
struct LiftCareController {
    let change: ChangeCare
    let queries: LiftQueries

    private static let dryRun = QueryParameter.flag("dryRun", "Say how the lift would stand, but record nothing")

    var routes: [Route] {
        [
            Route(
                .get, "/v1/communities/{community}/lifts/{lift}", roles: .anyone, answer: Self.report,
                summary: "A lift with its floors, mark, flags and changes of hands", show),
            Route(
                .get, "/v1/communities/{community}/lifts.csv", roles: [.operator, .committee], answer: .csv,
                summary: "The lifts as a lifts.csv that imports to the same lifts", export),
            post("maintainer", Self.maintainer, "Record that another firm maintains the lift (R-L-03)", maintainer),
            post("mark", Self.mark, "Record that the lift's use mark was renewed", mark),
            post("user-unit", Self.userUnit, "Record who answers for the lift (R-L-01)", userUnit),
        ]
    }

    private func post(
        _ name: String, _ request: Schema, _ summary: String, _ handler: @escaping Route.Handler
    ) -> Route {
        Route(
            .post, "/v1/communities/{community}/lifts/{lift}/\(name)", roles: [.operator, .committee, .property],
            query: [Self.dryRun], request: request, answer: Self.report, summary: summary, handler)
    }

    // MARK: - Handlers

    @Sendable private func show(_ request: APIRequest) async throws -> APIReply {
        try .json(200, try await queries.lift(try request.path("lift"), of: request.community))
    }

    @Sendable private func export(_ request: APIRequest) async throws -> APIReply {
        .csv(try await queries.file(of: request.community), filename: "lifts.csv")
    }

    @Sendable private func maintainer(_ request: APIRequest) async throws -> APIReply {
        struct Body: Decodable {
            let maintainer: String
            let phone: String?
            let on: Day
        }
        let body = try request.json(Body.self)
        return try await answer(
            request,
            .maintainer(
                try Self.text(body.maintainer, "maintainer", limit: 100),
                phone: try body.phone.map(Self.telephone), on: body.on))
    }

    @Sendable private func mark(_ request: APIRequest) async throws -> APIReply {
        struct Body: Decodable {
            let mark: String?
            let nextInspectionOn: Day?
            let on: Day
        }
        let body = try request.json(Body.self)
        return try await answer(
            request,
            .mark(
                try body.mark.map { try Self.text($0, "mark", limit: 32) }, nextInspectionOn: body.nextInspectionOn,
                on: body.on))
    }

    @Sendable private func userUnit(_ request: APIRequest) async throws -> APIReply {
        struct Body: Decodable {
            let kind: LiftCare.UserUnit.Kind
            let name: String?
            let on: Day
        }
        let body = try request.json(Body.self)
        let name = try body.name.map { try Self.text($0, "name", limit: 100) }
        guard body.kind != .coOwners || name == nil else {
            throw Problem.invalid("name", Phrase(zh: "共有人不写名称", en: "does not go with co-owners"))
        }
        return try await answer(request, .userUnit(body.kind, name: name, on: body.on))
    }

    private func answer(_ request: APIRequest, _ wanted: CareChange) async throws -> APIReply {
        let lift = try request.path("lift", as: LiftCode.self)
        let report =
            try request.flag("dryRun")
            ? try await change.dryRun(wanted, of: lift, community: request.community)
            : try await change.handle(
                wanted, of: lift, community: request.community, claim: request.idempotencyClaim)
        return try .json(200, report)
    }

    /// A text that may stand in the exported file, which has to import again.
    private static func text(_ text: String, _ field: String, limit: Int) throws -> String {
        let text = try printable(text, field, limit: limit)
        guard !FormulaText.looksLikeOne(text) else { throw Problem.invalid(field, FormulaText.refusal) }
        return text
    }

    private static func printable(_ text: String, _ field: String, limit: Int) throws -> String {
        let text = try ShortText.checked(text, field, limit: limit)
        do throws(InvalidValue) {
            try PrintableText.check(text, atMost: limit, field)
        } catch {
            throw Problem.invalid(field, error.reason)
        }
        return text
    }

    private static func telephone(_ text: String) throws -> String {
        let text = try printable(text, "phone", limit: TelephoneText.limit)
        guard TelephoneText.isOne(text) else { throw Problem.invalid("phone", TelephoneText.refusal) }
        return text
    }

    // MARK: - Forms

    private static let maintainer = Schema.object([
        .required("maintainer", .string(maxLength: 100), "The firm"),
        .optional("phone", .nullable(.string(maxLength: TelephoneText.limit)), "Its number, for the committee"),
        .required("on", .day),
    ])

    private static let mark = Schema.object([
        .optional("mark", .nullable(.string(maxLength: 32)), "The number of the use mark"),
        .optional("nextInspectionOn", .nullable(.day), "As the mark says"), .required("on", .day),
    ])

    private static let unitKind = Schema.word(LiftCare.UserUnit.Kind.allCases.map(\.rawValue))

    private static let userUnit = Schema.object([
        .required("kind", unitKind), .optional("name", .nullable(.string(maxLength: 100)), "An organisation's"),
        .required("on", .day),
    ])

    private static let report = Schema.object([
        .required("lift", .string(example: "3-1-A")), .required("registrationCode", .string()),
        .required("rescueCode", .string()), .optional("rescuePhone", .string(), "The public rescue line"),
        .required("firstFloor", .string()), .required("lastFloor", .string()), .required("skips", .array(.string())),
        .optional(
            "floors",
            .array(
                .object([
                    .required("label", .string()), .required("ordinal", .integer(minimum: 1)),
                    .required("isServed", .boolean),
                ])), "From the lowest; absent where the labels are no numbers"),
        .optional("installedOn", .day), .optional("nextInspectionOn", .day), .optional("maintainer", .string()),
        .optional("useMark", .string()), .optional("markedOn", .day),
        .optional(
            "userUnit",
            .object([.required("kind", unitKind), .optional("name", .string()), .required("since", .day)])),
        .optional("age", .integer(minimum: 0), "Whole years"), .required("flags", .array(flag)),
        .required("changes", .array(changed)),
    ])

    private static let flag = Schema.object([
        .required("flag", .word(LiftReport.Flag.Kind.allCases.map(\.rawValue))), .required("rule", .string()),
        .required("value", .string()), .required("source", .string()),
    ])

    private static let changed = Schema.object([
        .required("number", .integer(minimum: 1)),
        .required("kind", .word(LiftCare.Change.Kind.allCases.map(\.rawValue))), .optional("from", .string()),
        .optional("to", .string()), .required("changedOn", .day), .optional("due", .day),
        .optional("yearNotLoaded", .integer()), .optional("doneOn", .day), .required("isOverdue", .boolean),
    ])
}
