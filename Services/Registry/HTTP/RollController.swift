import HTTPTypes
import Model
import ServiceRuntime

/// The roll over HTTP.
struct RollController {
    let importRoll: ImportRoll
    let queries: RegistryQueries

    /// A roll of a hundred thousand rows has about ten megabytes.
    static let fileLimit = 32 << 20

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/roll", roles: [.operator, .committee], query: [.dryRun],
                request: .csv, answer: Self.imported,
                summary: "Make the roll what a roll.csv says it is, wholly or not at all", bodyLimit: Self.fileLimit,
                replace),
            Route(
                .get, "/v1/communities/{community}/roll", roles: .anyone, answer: Self.recorded,
                summary: "The totals of the roll, for the community and each building", show),
            Route(
                .get, "/v1/communities/{community}/roll.csv", roles: [.operator, .committee], answer: .csv,
                summary: "The roll with its names; who takes a copy is noted", export),
        ]
    }

    // MARK: - Handlers

    private func replace(_ request: APIRequest) async throws -> APIReply {
        let community = try request.community
        let answer =
            try request.flag("dryRun")
            ? try await importRoll.dryRun(request.bodyBytes, community: community)
            : try await importRoll.handle(request.bodyBytes, community: community, claim: request.idempotencyClaim)
        return try .json(200, answer)
    }

    private func show(_ request: APIRequest) async throws -> APIReply {
        let community = try request.community
        let roll = try await queries.roll(of: community)
        return try .json(200, View(community: community, roll.summary, recordedAt: roll.recordedAt))
    }

    private func export(_ request: APIRequest) async throws -> APIReply {
        let community = try request.community
        let text = try await queries.rollFile(of: community, for: request.caller.person.id)
        return .csv(text, filename: "roll.csv")
    }

    // MARK: - Bodies

    private struct View: Encodable {
        let community: CommunityID
        let units: Int64
        let area: Area
        let heads: Int64
        let hash: Digest256
        let buildings: [RollSummary.Building]
        let recordedAt: Timestamp

        init(community: CommunityID, _ summary: RollSummary, recordedAt: Timestamp) {
            self.community = community
            units = summary.units
            area = summary.area
            heads = summary.heads
            hash = summary.hash
            buildings = summary.buildings
            self.recordedAt = recordedAt
        }
    }

    private static let totals: [Schema.Property] = [
        .required("units", .integer(minimum: 0)), .required("area", .area, "The area that counts in ballots"),
        .required("heads", .integer(minimum: 0), "The persons who count"),
        .required("hash", .digest, "SHA-256 of all units in canonical JSON"),
        .required(
            "buildings",
            .array(
                .object([
                    .required("building", .string()), .required("units", .integer(minimum: 0)),
                    .required("area", .area), .required("heads", .integer(minimum: 0)),
                ]))),
    ]

    private static let recorded = Schema.object(
        [.required("community", .string())] + totals + [.required("recordedAt", .time)])

    private static let value = Schema.object([
        .required("column", .string()), .required("before", .string()), .required("after", .string()),
    ])

    private static let imported = Schema.object([
        .required("dryRun", .boolean), .required("added", .array(.unit)),
        .required(
            "changed",
            .array(
                .object([
                    .required("unit", .unit), .required("columns", .array(.string())),
                    .optional("values", .array(value), "In a dry run: what the columns hold before and after"),
                ]))),
        .required("removed", .array(.unit)),
        .required("people", .integer(minimum: 0), "Owners whose personal data is new, different or forgotten"),
        .optional(
            "renamed", .array(.object([.required("line", .integer(minimum: 1)), .required("ownerRef", .string())])),
            "Owners called otherwise under the same reference; accounts and open assemblies do not tell them apart"),
        .required("roll", .object(totals)),
    ])
}
