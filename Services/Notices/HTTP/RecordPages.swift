import Model
import ServiceRuntime

/// One page of notices, in the caller's language.
struct NoticePage: Encodable {
    let notices: [Item]
    let next: String?

    struct Item: Encodable {
        let notice: Int64
        let building: BuildingCode?
        let kind: String
        let postedOn: Day
        let title: String
        let text: String
    }

    init(_ found: [Notice], limit: Int, language: Language) {
        notices = found.map { notice in
            Item(
                notice: notice.number, building: notice.building, kind: notice.kind, postedOn: notice.postedOn,
                title: notice.title.text(in: language), text: notice.text.text(in: language))
        }
        next = found.count < limit ? nil : found.last.map { String($0.number) }
    }

    static let schema = Schema.object([
        .required(
            "notices",
            .array(
                .object([
                    .required("notice", .integer(minimum: 1), "The community's running number"),
                    .optional("building", .string(), "Without it the notice is the whole community's"),
                    .required("kind", .word(Announcement.Kind.allCases.map(\.rawValue))),
                    .required("postedOn", .day), .required("title", .string()), .required("text", .string()),
                ]))),
        .optional("next", .string(), "The cursor of the next page, if there may be one"),
    ])
}

/// One page of digests.
struct DigestPage: Encodable {
    let digests: [DigestPublished]
    let next: String?

    init(_ found: [DigestPublished], limit: Int) {
        digests = found
        next = found.count < limit ? nil : found.last.map { DigestListQuery.Cursor($0).description }
    }

    static let schema = Schema.object([
        .required(
            "digests",
            .array(
                .object([
                    .required("building", .string()), .required("day", .day),
                    .required(
                        "figures",
                        .object([
                            .required("units", .integer()), .required("paidUnits", .integer()),
                            .required("newlyPaidUnits", .integer()), .required("due", .money),
                            .required("received", .money), .required("receivedToday", .money),
                            .required("lifts", .integer()), .required("liftsDone", .integer()),
                            .required("liftsUnderWork", .integer()), .optional("fundedOn", .day),
                        ])),
                ]))),
        .optional("next", .string(), "The cursor of the next page, if there may be one"),
    ])
}

extension DigestListQuery.Cursor: CustomStringConvertible {
    init(_ digest: DigestPublished) { self.init(day: digest.day, building: digest.building) }

    /// - Parameter text: a day and a building, such as `2023-07-17.3`.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let day = Day(String(parts[0])), let building = BuildingCode(String(parts[1])) else {
            return nil
        }
        self.init(day: day, building: building)
    }

    var description: String { "\(day).\(building)" }
}
