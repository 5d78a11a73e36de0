import HTTPTypes
import Model
import ServiceRuntime

/// Single changes of the roll over HTTP: who votes for a unit, and units that change hands.
struct RollChangeController {
    let choose: ChooseVoter
    let transfer: TransferUnits
    let queries: TransferQueries

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/roll/voter", roles: [.operator, .committee],
                request: .object([.required("unit", .unit), .required("ownerRef", .string(maxLength: 64))]),
                answer: .object([
                    .required("unit", .unit), .required("voter", .uuid), .required("changed", .boolean),
                ]),
                summary: "Record whom the co-owners of a unit have chosen to vote for it", chooseVoter),
            Route(
                .post, "/v1/communities/{community}/roll/transfers", roles: [.operator, .committee],
                query: [.value("on", "The day on which the units changed hands", .day), .dryRun], request: .csv,
                answer: Self.report,
                summary: "Record new owners of units, from a roll.csv with the rows of those units alone",
                bodyLimit: RollController.fileLimit, transferUnits),
            Route(
                .get, "/v1/communities/{community}/roll/transfers", roles: [.operator, .committee],
                query: [.value("unit", "Those of one unit", .unit), .cursor, .limit],
                answer: .object([.required("transfers", .array(Self.transfer)), .optional("next", .string())]),
                summary: "Units that changed hands, the last recorded first, with the owners' ids", listTransfers),
        ]
    }

    private struct Choice: Decodable {
        let unit: UnitCode
        let ownerRef: OwnerRef
    }

    private func chooseVoter(_ request: APIRequest) async throws -> APIReply {
        let choice = try request.json(Choice.self)
        return try .json(
            200,
            try await choose.handle(
                choice.ownerRef, for: choice.unit, community: request.community, claim: request.idempotencyClaim))
    }

    private func transferUnits(_ request: APIRequest) async throws -> APIReply {
        guard let day = try request.query("on", as: Day.self) else {
            throw Problem.invalid("on", Phrase(zh: "必须填写转让日期", en: "is needed: the day of the transfer"))
        }
        let report =
            try request.flag("dryRun")
            ? try await transfer.dryRun(request.bodyBytes, on: day, community: request.community)
            : try await transfer.handle(
                request.bodyBytes, on: day, community: request.community, claim: request.idempotencyClaim)
        return try .json(200, report)
    }

    private func listTransfers(_ request: APIRequest) async throws -> APIReply {
        let cursor = try request.queryText("cursor").map { text in
            guard let cursor = TransferCursor(text) else {
                throw Problem.invalid("cursor", Phrase(zh: "不是上一页给出的", en: "is not the `next` of a page"))
            }
            return cursor
        }
        let page = try await queries.transfers(
            of: request.community, unit: try request.query("unit", as: UnitCode.self), before: cursor ?? .start,
            limit: try request.query("limit", in: 1...500, default: 100))
        return try .json(200, List(transfers: page.transfers, next: page.next))
    }

    private struct List: Encodable {
        let transfers: [OwnershipTransfer]
        let next: String?
    }

    // MARK: - Schemas

    private static let noticeBy = Schema.Property.optional(
        "noticeBy", .day, "The last day to tell committee and company (R-G-03); absent where the rules do not say")

    private static let share = Schema.object([.required("before", .area), .required("after", .area)])

    private static let change = Schema.object([
        .required("unit", .unit), .required("area", .area),
        .optional("sellers", .array(.string()), "In a dry run: what the books call them"),
        .optional("buyers", .array(.string()), "In a dry run: what the books call them"),
        .required("sellerShare", share, "The area with which the sellers count, together as one head"),
        .required("buyerShare", share, "The area with which the buyers count, together as one head"),
    ])

    private static let report = Schema.object([
        .required("dryRun", .boolean), .required("on", .day), noticeBy, .required("units", .array(.unit)),
        .required(
            "heads",
            .object([.required("before", .integer(minimum: 0)), .required("after", .integer(minimum: 0))])),
        .required("changes", .array(change)),
    ])

    private static let transfer = Schema.object([
        .required("unit", .unit), .required("position", .integer(minimum: 1)), .required("on", .day),
        .required("sellers", .array(.uuid)), .required("buyers", .array(.uuid)), noticeBy,
        .optional("toldOn", .day, "The district's day when it was recorded"), .required("recordedAt", .time),
        .optional("isLate", .boolean, "Whether the registry was told after the last day to tell it"),
    ])
}
