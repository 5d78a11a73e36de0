import HTTPTypes
import Model
import ServiceRuntime

/// The end of owner-units over HTTP.
struct OwnerUnitController {
    let end: EndOwnerUnit
    let queries: OwnerUnitQueries

    private static let path = "/v1/communities/{community}/owner-unit"

    var routes: [Route] {
        [
            Route(
                .post, Self.path + "/end", roles: [.operator, .street], request: Self.wish,
                answer: .object([.required("community", .string()), .required("changed", .boolean)]),
                summary: "Record that the owner-unit has gone, and who acts for what it still owns", record),
            Route(
                .get, Self.path, roles: .anyone, answer: Self.view,
                summary: "The owner-unit, what it still owns, and what was recorded of its end", show),
        ]
    }

    private struct Wish: Decodable {
        let goneSince: Day
        let ownerRef: OwnerRef?
        let representedBy: String?
        let basis: String
    }

    private func record(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(Wish.self)
        let wish = EndOwnerUnit.Wish(
            goneSince: body.goneSince, ownerRef: body.ownerRef,
            representedBy: try body.representedBy.map { try ShortText.checked($0, "representedBy", limit: 100) },
            basis: try ShortText.checked(body.basis, "basis", limit: 200))
        return try .json(
            200,
            try await end.handle(
                wish, community: request.community, by: request.caller.person.id, claim: request.idempotencyClaim))
    }

    private struct View: Encodable {
        let ownerUnit: CommunityRegistered.OwnerUnit?
        let representedBy: String?
        let holding: OwnerUnitStore.Holding?
        let history: [Entry]

        struct Entry: Encodable {
            let goneSince: Day
            let representedBy: String?
            let basis: String
            let recordedOn: Day
        }
    }

    private func show(_ request: APIRequest) async throws -> APIReply {
        let found = try await queries.unit(of: request.community)
        let view = View(
            ownerUnit: found.unit, representedBy: found.entries.last?.end.representedBy, holding: found.holding,
            history: found.entries.map {
                View.Entry(
                    goneSince: $0.end.goneSince, representedBy: $0.end.representedBy, basis: $0.end.basis,
                    recordedOn: $0.recordedOn)
            })
        return try .json(200, view)
    }

    private static let representedBy = "Whoever took its affairs over; without one, nobody acts for it"

    private static let wish = Schema.object([
        .required("goneSince", .day),
        .optional(
            "ownerRef", .nullable(.string(maxLength: 64)),
            "Its own reference, where units are still its; left out, it is the one on record"),
        .optional("representedBy", .nullable(.string(maxLength: 100)), representedBy),
        .required("basis", .string(maxLength: 200), "The decision that this rests on"),
    ])

    private static let view = Schema.object([
        .optional(
            "ownerUnit",
            .object([
                .required("name", .string()), .required("isDefunct", .boolean), .optional("defunctSince", .day),
            ])),
        .optional("representedBy", .string(), representedBy),
        .optional(
            "holding",
            .object([
                .required("units", .integer(minimum: 1)), .required("area", .area),
                .required("kind", .word(UnitRecord.OwnerKind.allCases.map(\.rawValue))),
            ]), "What the roll still says is its: it counts as one head"),
        .required(
            "history",
            .array(
                .object([
                    .required("goneSince", .day), .optional("representedBy", .string()),
                    .required("basis", .string()), .required("recordedOn", .day),
                ]))),
    ])
}

extension OwnerUnitRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .noOwnerUnit:
            Problem(
                409, "no-owner-unit", Phrase(zh: "小区没有登记原产权单位", en: "The community has no owner-unit on record"))
        case .dayInFuture(let today):
            RegistryError.dayInFuture(field: "goneSince", today: today).problem
        case .goneSince(let day):
            Problem(
                409, "gone-on-another-day",
                Phrase(zh: "已记录原产权单位在另一日期不再存在", en: "It is on record as gone since another day"),
                detail: Phrase(day.description))
        case .ownerIsPerson:
            .invalid("ownerRef", Phrase(zh: "是个人，不是单位", en: "is a person and no organisation"))
        case .nothingToRepresent:
            .invalid("representedBy", Phrase(zh: "未指明其房屋，无须代表", en: "needs ownerRef: nothing else is represented"))
        }
    }
}
