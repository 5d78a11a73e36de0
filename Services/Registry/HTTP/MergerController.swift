import HTTPTypes
import Model
import ServiceRuntime

/// Communities that become one management area, over HTTP.
struct MergerController {
    let merge: MergeCommunities
    let queries: MergerQueries

    private static let path = "/v1/communities/{community}/mergers"

    var routes: [Route] {
        [
            Route(
                .post, Self.path, roles: [.operator],
                query: [.flag("dryRun", "Say how the area would be, but change nothing")], request: Self.wish,
                answer: Self.report, summary: "Make other communities parts of this management area on a day", record),
            Route(
                .get, Self.path, roles: .anyone, query: [.cursor, .limit],
                answer: .object([.required("parts", .array(Self.part)), .optional("next", .string())]),
                summary: "The communities that have become parts of this one, as they were then", list),
        ]
    }

    // MARK: - Handlers

    private func record(_ request: APIRequest) async throws -> APIReply {
        let merger = try request.json(Wish.self).merger(into: try request.community)
        let report =
            try request.flag("dryRun")
            ? try await merge.dryRun(merger)
            : try await merge.handle(merger, by: request.caller.person.id, claim: request.idempotencyClaim)
        return try .json(200, report)
    }

    private func list(_ request: APIRequest) async throws -> APIReply {
        let page = try await queries.parts(
            of: request.community, after: try request.queryText("cursor") ?? "",
            limit: try request.query("limit", in: 1...500, default: 100))
        return try .json(200, List(parts: page.parts, next: page.next))
    }

    // MARK: - Bodies

    private struct Wish: Decodable {
        let from: [Part]
        let on: Day
        let basis: String

        struct Part: Decodable {
            let community: CommunityID
            let buildings: [Name]?
            let ownerPrefix: String?
        }

        struct Name: Decodable {
            let before: BuildingCode
            let after: BuildingCode
        }

        /// - Throws: `Problem` 400 naming the field.
        func merger(into area: CommunityID) throws -> Merger {
            Merger(
                area: area, parts: try from.enumerated().map { try Self.part($1, at: $0) }, on: on,
                basis: try ShortText.checked(basis, "basis", limit: 200))
        }

        private static func part(_ part: Part, at index: Int) throws -> Merger.Part {
            let names = part.buildings ?? []
            guard Set(names.map(\.before)).count == names.count else {
                throw Problem.invalid(
                    Merger.field("buildings", ofPart: index), Phrase(zh: "同一楼栋出现了两次", en: "names a building twice"))
            }
            return Merger.Part(
                community: part.community,
                buildings: Dictionary(uniqueKeysWithValues: names.map { ($0.before, $0.after) }),
                ownerPrefix: part.ownerPrefix ?? "")
        }
    }

    private struct List: Encodable {
        let parts: [MergedPart]
        let next: String?
    }

    private static let name = Schema.object([
        .required("before", .string(maxLength: 16)), .required("after", .string(maxLength: 16)),
    ])

    private static let wish = Schema.object([
        .required(
            "from",
            .array(
                .object([
                    .required("community", .string(maxLength: 64)),
                    .optional(
                        "buildings", .nullable(.array(name, maxItems: 1_000)),
                        "What its buildings are called in the area, where two would be called the same"),
                    .optional(
                        "ownerPrefix", .nullable(.string(maxLength: 16)),
                        "Put before its books' owner_ref, where two books call different people the same"),
                ]), maxItems: Int(Merger.mostParts))),
        .required("on", .day, "The day from which they are one"),
        .required("basis", .string(maxLength: 200), "The decision that it rests on"),
    ])

    private static let totals: [Schema.Property] = [
        .required("units", .integer(minimum: 0)), .required("heads", .integer(minimum: 0)),
    ]

    private static let report = Schema.object(
        [
            .required("dryRun", .boolean), .required("changed", .boolean), .required("area", .string()),
            .required("on", .day),
            .required(
                "parts",
                .array(
                    .object(
                        [
                            .required("community", .string()), .required("countedArea", .area),
                            .required("lifts", .integer(minimum: 0)),
                            .required("bodies", .array(.string()), "Bodies whose office ends with it"),
                        ] + totals))),
            .required("countedArea", .area, "The area that counts in ballots"),
            .required(
                "inSeveral", .integer(minimum: 0),
                "Owners who had something in several of the communities and are one head now"),
        ] + totals)

    private static let part = Schema.object(
        [
            .required("community", .string()), .required("on", .day), .required("basis", .string()),
            .required("buildings", .array(name)), .required("area", .area),
        ] + totals)
}
