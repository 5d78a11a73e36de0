import HTTPTypes
import Model
import ServiceRuntime

/// Bringing in what was voted on an official platform, and seeing what was.
struct OfficialVoteRoutes: Sendable {
    let importVotes: ImportOfficialVotes
    let list: OfficialImportList
    let sizeLimit: Int

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/assemblies/{assembly}/votes/import", roles: [.scrutineer],
                query: [
                    .value("platform", "The platform's name", .string(maxLength: SourceName.limit)),
                    .value(
                        "basis", "The rule that gives its votes their force", .string(maxLength: SourceName.limit)),
                    .value("evidence", "SHA-256 of the file that the platform gave out", .sha256), .dryRun,
                ],
                request: .csv, answer: ImportOfficialVotes.Report.schema,
                summary: "Bring in the votes of an official platform, all or none", bodyLimit: sizeLimit,
                needsFreshSignIn: true, bringIn),
            Route(
                .get, "/v1/communities/{community}/assemblies/{assembly}/votes/imports",
                roles: [.owner, .committee, .scrutineer, .street, .auditor, .operator], query: [.cursor, .limit],
                answer: OfficialImportList.schema,
                summary: "What was brought in from official platforms: by which rule, from which file, how much counts",
                list),
        ]
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        try .json(
            try await list(
                try request.path("assembly"), of: try request.community, after: try request.numberCursor ?? 0,
                limit: try request.query("limit", in: 1...500, default: 100)))
    }

    @Sendable private func bringIn(_ request: APIRequest) async throws -> APIReply {
        let batch = ImportOfficialVotes.Batch(
            assembly: try request.path("assembly"),
            source: OfficialSource(
                platform: try request.required("platform"), basis: try request.required("basis"),
                evidence: try request.required("evidence")),
            votes: try OfficialVote.parse(request.bodyBytes), scrutineer: request.caller.person.id)
        let community = try request.community
        let report =
            try request.flag("dryRun")
            ? try await importVotes.dryRun(batch, in: community)
            : try await importVotes(batch, in: community, claim: try request.idempotencyClaim)
        return try .json(200, report)
    }
}

extension APIRequest {
    /// A query parameter that must be there.
    fileprivate func required<Value: TextValue>(_ name: String) throws -> Value {
        guard let value = try query(name, as: Value.self) else {
            throw Problem.invalid(name, Phrase(zh: "不能为空", en: "is missing"))
        }
        return value
    }
}

extension ImportOfficialVotes.Report {
    static let schema = Schema.object([
        .required("votes", .integer(minimum: 0)), .required("counted", .integer(minimum: 0)),
        .required(
            "duplicates",
            .array(
                .object([
                    .required("line", .integer(minimum: 2)), .required("item", .code), .required("unit", .unit),
                    .required("votedAt", .time, "When the vote that counts was accepted here"),
                ])), "Votes of owners who had voted before: kept, and not counted"),
    ])
}

extension OfficialImportList {
    static let schema = Schema.object([
        .required(
            "imports",
            .array(
                .object([
                    .required("channel", .word(["imported"]), "As in the votes and the bundle"),
                    .required("platform", .string()),
                    .required("basis", .string(), "The rule that gives the platform's votes their force"),
                    .required("evidence", .sha256, "Of the file that the platform gave out"),
                    .required("importedAt", .time), .required("votes", .integer(minimum: 0)),
                    .required("counted", .integer(minimum: 0)),
                    .required(
                        "duplicates", .integer(minimum: 0), "Of owners who had voted before: kept, and not counted"),
                    .required(
                        "items",
                        .array(
                            .object([
                                .required("item", .code), .required("votes", .integer(minimum: 1)),
                                .required("counted", .integer(minimum: 0)),
                            ])), "In the order of the agenda"),
                ]))),
        .optional("next", .string(), "The cursor of the next page"),
    ])
}
