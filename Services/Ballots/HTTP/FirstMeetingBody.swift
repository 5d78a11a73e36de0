import Model
import ServiceRuntime

/// What is said for a first meeting, as it is sent and shown.
struct FirstMeetingBody: Codable {
    let firstDeliveredOn: Day?
    let request: Request?

    struct Request: Codable {
        let by: FirstMeeting.Request.Party
        let owners: Int64?
        let area: Area?
        let evidence: Digest256
    }

    init(_ meeting: FirstMeeting) {
        firstDeliveredOn = meeting.firstDeliveredOn
        request = meeting.request.map { Request(by: $0.by, owners: $0.owners, area: $0.area, evidence: $0.evidence) }
    }

    var meeting: FirstMeeting {
        FirstMeeting(
            firstDeliveredOn: firstDeliveredOn,
            request: request.map {
                FirstMeeting.Request(by: $0.by, owners: $0.owners, area: $0.area, evidence: $0.evidence)
            })
    }

    static let schema = Schema.object([
        .optional("firstDeliveredOn", .nullable(.day), "When the first unit was handed over to its owner"),
        .optional(
            "request",
            .nullable(
                .object([
                    .required("by", .word(FirstMeeting.Request.Party.allCases.map(\.rawValue))),
                    .optional("owners", .nullable(.integer(minimum: 1)), "How many owners ask for it, by heads"),
                    .optional("area", .nullable(.area), "The area of their units"),
                    .required("evidence", .sha256, "SHA-256 of the request"),
                ])), "Who asked for the meeting"),
    ])
}

extension FirstMeetingGap {
    /// The field to which it belongs, and what is missing in figures.
    var reason: (String, Phrase) {
        switch self {
        case .delivered(let area, let least):
            (
                "firstMeeting",
                Phrase(
                    zh: "已交付 \(area) 平方米，须达到 \(least) 平方米", en: "\(area) m² are delivered, and \(least) m² have to be")
            )
        case .years(let since, let on, let least):
            (
                "firstMeeting.firstDeliveredOn",
                Self.years(since, on, least)
            )
        case .request(let owners, let area):
            ("firstMeeting.request", Self.request(owners, area))
        }
    }

    private static func years(_ since: Day?, _ on: Day?, _ least: Area?) -> Phrase {
        let area = least.map {
            Phrase(zh: "，且已交付 \($0) 平方米", en: ", with \($0) m² delivered")
        }
        guard since != nil, let on else {
            return Phrase(
                zh: "也可以按首套交付后的年限\(area?.zh ?? "")，但没有填写首套交付日",
                en: "is missing; years since the first delivery would do as well\(area?.en ?? "")")
        }
        return Phrase(
            zh: "按首套交付后的年限，最早 \(on)\(area?.zh ?? "")", en: "lets it be called from \(on) on\(area?.en ?? "")")
    }

    private static func request(_ owners: Int64?, _ area: Area?) -> Phrase {
        var zh: [String] = []
        var en: [String] = []
        if let owners {
            zh.append("至少 \(owners) 名业主")
            en.append(English.counted(owners, "owner"))
        }
        if let area {
            zh.append("合计至少 \(area) 平方米的业主")
            en.append("owners of \(area) m²")
        }
        return Phrase(
            zh: "须由\(zh.joined(separator: "、或者"))，或者建设单位提出",
            en: "must be by at least \(en.joined(separator: ", or ")), or by the developer")
    }
}
