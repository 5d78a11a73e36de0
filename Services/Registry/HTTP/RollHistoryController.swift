import HTTPTypes
import Model
import ServiceRuntime

/// The roll's past over HTTP.
struct RollHistoryController {
    let queries: RollHistoryQueries

    var routes: [Route] {
        [
            Route(
                .get, "/v1/communities/{community}/roll/units", roles: [.operator, .committee],
                query: [
                    .value("on", "As it was on a day", .day),
                    .value("at", "As it was published at a position", .integer(minimum: 1)), .cursor, .limit,
                ],
                answer: .object([.required("units", .array(Self.unit)), .optional("next", .string())]),
                summary: "The units of the roll now, on a day, or at a position, with their owners' ids", units),
            Route(
                .get, "/v1/communities/{community}/roll/snapshots", roles: .anyone, query: [.cursor, .limit],
                answer: .object([.required("snapshots", .array(Self.snapshot)), .optional("next", .string())]),
                summary: "Each state of the roll that was published, the last first", snapshots),
        ]
    }

    // MARK: - Handlers

    private func units(_ request: APIRequest) async throws -> APIReply {
        let day = try request.query("on", as: Day.self)
        let position = try request.queryText("at").map { try Self.position($0, "at") }
        guard day == nil || position == nil else {
            throw Problem.invalid("at", Phrase(zh: "on 和 at 只能填写一个", en: "does not go with on"))
        }
        let page = try await queries.units(
            of: request.community, position.map { .position($0) } ?? day.map { .day($0) } ?? .now,
            after: try request.queryText("cursor") ?? "",
            limit: try request.query("limit", in: 1...500, default: 100))
        return try .json(200, Units(units: page.units.map(View.init), next: page.next))
    }

    private func snapshots(_ request: APIRequest) async throws -> APIReply {
        let before = try request.queryText("cursor").map { try Self.position($0, "cursor") } ?? .max
        let page = try await queries.snapshots(
            of: request.community, before: before, limit: try request.query("limit", in: 1...500, default: 100))
        return try .json(200, Snapshots(snapshots: page.snapshots, next: page.next))
    }

    private static func position(_ text: String, _ field: String) throws -> Int64 {
        guard let position = Int64(text), position > 0, position < .max else {
            throw Problem.invalid(field, Phrase(zh: "应为正整数", en: "must be a positive whole number"))
        }
        return position
    }

    // MARK: - Bodies

    private struct Units: Encodable {
        let units: [View]
        let next: String?
    }

    private struct View: Encodable {
        let unit: UnitCode
        let floor: String
        let area: Area
        let areaSource: UnitRecord.AreaSource?
        let use: UnitRecord.Use
        let ownerKind: UnitRecord.OwnerKind
        let owners: [OwnerID]
        let voter: OwnerID
        let since: Day?
        let until: Day?

        init(_ version: UnitVersion) {
            unit = version.record.unit
            floor = version.record.floor
            area = version.record.area
            areaSource = version.record.areaSource
            use = version.record.use
            ownerKind = version.record.ownerKind
            owners = version.record.owners
            voter = version.record.voter
            since = version.since
            until = version.until
        }
    }

    private struct Snapshots: Encodable {
        let snapshots: [RollSnapshot]
        let next: String?
    }

    private static let unit = Schema.object([
        .required("unit", .unit), .required("floor", .string()), .required("area", .area),
        .optional("areaSource", .word(UnitRecord.AreaSource.allCases.map(\.rawValue))),
        .required("use", .word(UnitRecord.Use.allCases.map(\.rawValue))),
        .required("ownerKind", .word(UnitRecord.OwnerKind.allCases.map(\.rawValue))),
        .required("owners", .array(.uuid)), .required("voter", .uuid),
        .optional("since", .day, "The first day; absent where the roll is older than its history"),
        .optional("until", .day, "The first day on which it did not hold any more"),
    ])

    private static let snapshot = Schema.object([
        .required("position", .integer(minimum: 1)), .required("recordedAt", .time), .required("day", .day),
        .required("units", .integer(minimum: 0)), .required("area", .area),
        .required("heads", .integer(minimum: 0)), .required("hash", .digest),
        .required("cause", .word(["import", "transfer", "voter", "parking", "merger"])),
    ])
}
