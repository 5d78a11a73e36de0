import HTTPTypes
import Model
import ServiceRuntime

/// The register of issue and delivery: noting down what was handed out, and seeing where nobody has been.
struct DeliveryRoutes: Sendable {
    let record: RecordDeliveries
    let register: DeliveryRegister
    let calendar: DistrictCalendar
    let sizeLimit: Int

    private static let deliveries = "/v1/communities/{community}/assemblies/{assembly}/deliveries"

    var routes: [Route] {
        [
            Route(
                .post, Self.deliveries, roles: [.collector, .scrutineer], request: DeliveryBody.schema,
                answer: RecordDeliveries.Report.schema,
                summary: "Note down how the ballot got to a unit; the last word about it stands", record),
            Route(
                .post, "\(Self.deliveries)/import", roles: [.collector, .scrutineer], query: [.dryRun], request: .csv,
                answer: RecordDeliveries.Report.schema,
                summary: "Note down the lines of deliveries.csv, all or none", bodyLimit: sizeLimit, importFile),
            Route(
                .get, Self.deliveries, roles: [.collector, .scrutineer],
                query: [
                    .value("building", "Only this building", .string(maxLength: 64)),
                    .value("standing", "Only units that stand so", .word(Delivery.Standing.allCases.map(\.rawValue))),
                    .value("collector", "Only those of this collector", .string(maxLength: 64)), .cursor, .limit,
                ],
                answer: Self.page, summary: "Each unit that gets a ballot, with the last word about it", list),
            Route(
                .get, "\(Self.deliveries)/progress", roles: [.collector, .scrutineer, .committee, .street, .auditor],
                answer: .object([.required("progress", .array(Self.progress))]),
                summary: "How far delivery and collection have come, by building and collector", progress),
        ]
    }

    @Sendable private func record(_ request: APIRequest) async throws -> APIReply {
        let delivery = try request.json(DeliveryBody.self).delivery
        do {
            try delivery.check(today: calendar.day())
        } catch {
            throw Problem.invalid(error.field.rawValue, error.reason)
        }
        return try .json(
            201,
            try await record(
                delivery, of: try request.path("assembly"), by: request.caller.person.id, in: try request.community,
                claim: try request.idempotencyClaim))
    }

    @Sendable private func importFile(_ request: APIRequest) async throws -> APIReply {
        let lines = try DeliveryLine.parse(request.bodyBytes, today: calendar.day())
        let (community, assembly) = try (request.community, request.path("assembly", as: AssemblyID.self))
        let report =
            try request.flag("dryRun")
            ? try await record.dryRun(lines, of: assembly, by: request.caller.person.id, in: community)
            : try await record(
                lines, of: assembly, by: request.caller.person.id, in: community, claim: try request.idempotencyClaim)
        return try .json(200, report)
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let filter = DeliveryRegister.Filter(
            building: try request.query("building"),
            standing: try request.queryText("standing").flatMap(Delivery.Standing.init(rawValue:)),
            collector: try request.query("collector", as: PersonMark.self)?.text)
        return try .json(
            try await register(
                try request.path("assembly"), of: try request.community, filter,
                after: try request.queryText("cursor") ?? "",
                limit: try request.query("limit", in: 1...500, default: 100)))
    }

    @Sendable private func progress(_ request: APIRequest) async throws -> APIReply {
        try .json(["progress": try await register.progress(try request.path("assembly"), of: try request.community)])
    }

    // MARK: - Schemas

    private static let standing = Schema.word(Delivery.Standing.allCases.map(\.rawValue))
    private static let count = Schema.integer(minimum: 0)

    private static let page = Schema.object([
        .required(
            "deliveries",
            .array(
                .object([
                    .required("unit", .unit),
                    .required("standing", standing, "back: a vote of the owner or a paper of the unit has come"),
                    .required("papers", count), .optional("method", .word(Delivery.Method.allCases.map(\.rawValue))),
                    .optional("deliveredOn", .day), .optional("evidence", .sha256), .optional("warned", .boolean),
                    .optional("letter", .sha256),
                    .optional("collector", .string()), .optional("recordedAt", .time),
                    .required("entries", count, "How often something was said of the unit"),
                ]))),
        .optional("next", .string(), "The cursor of the next page"),
    ])

    private static let progress = Schema.object([
        .required("building", .string()),
        .optional("collector", .string(), "Absent for the units of which nobody has said anything"),
        .required("units", count), .required("notReached", count), .required("announced", count),
        .required("out", count, "With a ballot, of whose owner nothing has come back"), .required("back", count),
        .required("papers", count, "Handed out"),
    ])
}

/// A delivery as it is sent.
struct DeliveryBody: Decodable {
    let unit: UnitCode
    let papers: Int
    let method: Delivery.Method
    let deliveredOn: Day?
    let evidence: Digest256?
    let warned: Bool
    let letter: Digest256?
    let collector: PersonMark

    var delivery: Delivery {
        Delivery(
            unit: unit, papers: papers, method: method, deliveredOn: deliveredOn, evidence: evidence, isWarned: warned,
            letter: letter, collector: collector.text)
    }

    static let schema = Schema.object([
        .required("unit", .unit),
        .required("papers", .integer(minimum: 0, maximum: Int64(Delivery.papersLimit)), "How many were handed out"),
        .required("method", .word(Delivery.Method.allCases.map(\.rawValue))),
        .optional("deliveredOn", .nullable(.day), "Absent where nobody was met"),
        .optional("evidence", .nullable(.sha256), "SHA-256 of the receipt, the slip, or the photo of the announcement"),
        .required("warned", .boolean, "Whether the owner was told what silence means"),
        .optional("letter", .nullable(.sha256), "SHA-256 of the letter that told them"),
        .required("collector", .string(maxLength: PersonMark.limit), "Who went there: a badge's number or an id"),
    ])
}

/// How a file calls somebody who collects or watches: a badge's number or an id.
struct PersonMark: TextValue {
    let text: String

    static let limit = 64

    init(parsing text: String) throws(InvalidValue) {
        try PrintableText.check(text, atMost: Self.limit, "mark of a person")
        self.text = text
    }

    var description: String { text }
}

extension RecordDeliveries.Report {
    static let schema = Schema.object([
        .required("units", .integer(minimum: 0)), .required("delivered", .integer(minimum: 0)),
        .required(
            "unproven", .integer(minimum: 0), "Said to be delivered, without evidence: their silence never counts"),
        .required("announced", .integer(minimum: 0)),
        .required(
            "shortNotice", .integer(minimum: 0),
            "Announcements that will not have stood as long as the rules ask when the voting ends"),
        .required("notReached", .integer(minimum: 0)),
        .required("papers", .integer(minimum: 0)),
        .required("corrected", .integer(minimum: 0), "Units of which something was said before"), .exceeded,
    ])
}

extension Schema {
    /// SHA-256 in lower-case hexadecimal digits.
    static let sha256 = Schema.digest
}
