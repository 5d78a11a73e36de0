import HTTPTypes
import Model
import ServiceRuntime

/// Handing in paper ballots.
struct PaperRoutes: Sendable {
    let importPapers: ImportPapers
    let waiting: WaitingPapers
    let calendar: DistrictCalendar
    let sizeLimit: Int

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/assemblies/{assembly}/papers", roles: [.scrutineer],
                query: [.dryRun], request: .csv, answer: ImportPapers.Report.schema,
                summary: "Record paper ballots from papers.csv, all or none, once two scrutineers have handed it in",
                bodyLimit: sizeLimit, needsFreshSignIn: true, record),
            Route(
                .get, "/v1/communities/{community}/assemblies/{assembly}/papers/waiting",
                roles: [.scrutineer, .committee, .street, .auditor], answer: Self.batches,
                summary: "The files of papers that wait for a second scrutineer", list),
        ]
    }

    @Sendable private func record(_ request: APIRequest) async throws -> APIReply {
        let batch = ImportPapers.Batch(
            assembly: try request.path("assembly"),
            papers: try Paper.parse(request.bodyBytes, today: calendar.day()),
            file: Digest256(of: request.bodyBytes), scrutineer: request.caller.person)
        let community = try request.community
        let report =
            try request.flag("dryRun")
            ? try await importPapers.dryRun(batch, in: community)
            : try await importPapers(batch, in: community, claim: try request.idempotencyClaim)
        return try .json(200, report)
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        try .json(["batches": try await waiting(try request.path("assembly"), of: try request.community)])
    }

    private static let batches = Schema.object([
        .required(
            "batches",
            .array(
                .object([
                    .required("file", .sha256), .required("papers", .integer(minimum: 0)),
                    .required("enteredBy", .string()), .required("enteredAt", .time),
                ])))
    ])
}

extension ImportPapers.Report {
    static let schema = Schema.object([
        .required("papers", .integer(minimum: 0)), .required("counted", .integer(minimum: 0)),
        .required(
            "duplicates",
            .array(
                .object([
                    .required("line", .integer(minimum: 2)), .required("item", .code), .required("unit", .unit),
                    .required("votedAt", .time, "When the vote that counts was accepted"),
                ])), "Papers of owners who had voted before: kept, and not counted"),
        .required(
            "invalid",
            .array(
                .object([
                    .required("line", .integer(minimum: 2)), .required("item", .code), .required("unit", .unit),
                    .required("reason", .word(Paper.Invalidity.allCases.map(\.rawValue))),
                    .required("isFound", .boolean, "Whether the file did not say it: more candidates than seats"),
                ])), "Papers that cannot be counted for what is on them: kept, and no vote"),
        .exceeded,
        .optional(
            "isWaiting", .boolean, "True while the file waits for a second scrutineer: nothing of it counts until then"),
    ])
}

extension Schema.Property {
    static let exceeded = optional(
        "exceeded",
        .array(
            .object([
                .required("item", .code), .required("issued", .integer(minimum: 0)),
                .required("returned", .integer(minimum: 1)),
            ])),
        "Elections of which more papers have come back than the register says were handed out: void if it stays so")
}
