import HTTPTypes
import Model
import ServiceRuntime

/// Looking up what became of a vote.
struct ReceiptRoutes: Sendable {
    let receipts: ReceiptLookup

    private static let assembly = "/v1/communities/{community}/assemblies/{assembly}"

    var routes: [Route] {
        [
            Route(
                .get, "\(Self.assembly)/receipts/{receipt}", roles: .anyone, answer: Self.foundSchema,
                summary: "The vote of a receipt; not how it was cast", find),
            Route(
                .get, "\(Self.assembly)/units/{unit}", roles: .signedIn, answer: Self.countedSchema,
                summary: "How a unit of one's own was counted, from the close on", counted),
        ]
    }

    @Sendable private func find(_ request: APIRequest) async throws -> APIReply {
        try .json(
            try await receipts.find(
                try request.path("receipt"), in: try request.path("assembly"), of: try request.community))
    }

    @Sendable private func counted(_ request: APIRequest) async throws -> APIReply {
        let unit = try request.path("unit", as: UnitCode.self)
        return try .json(
            try await receipts.counted(
                unit, for: request.caller.person.owners, in: try request.path("assembly"), of: try request.community))
    }

    private static let channel = Schema.word(VoteAccepted.Channel.allCases.map(\.rawValue))

    private static let foundSchema = Schema.object([
        .required("receipt", .uuid), .required("item", .code), .required("channel", channel),
        .required("acceptedAt", .time),
        .optional("replacedAt", .time, "When the vote was changed; then a later receipt stands for it"),
    ])

    private static let countedSchema = Schema.object([
        .required("unit", .unit), .required("counts", .boolean),
        .required("area", .area, "All units of the owners together; each ballot counted with it"),
        .required(
            "ballots",
            .array(
                .object([
                    .required("item", .code), .required("choice", .choice), .required("channel", channel),
                    .required("unit", .unit, "For which of the owners' units it was cast"),
                    .required("receipt", .uuid), .required("acceptedAt", .time),
                    .required("record", .string(), "The ballot in the bundle, as it is hashed"),
                    .optional(
                        "blind", .string(), "What hides it in the public bundle: SHA-256 of both is its digest there"),
                ]))),
        .required(
            "papers",
            .array(
                .object([
                    .required("item", .code), .optional("choice", .choice),
                    .optional("invalid", .word(["unsigned", "overVoted", "unclear", "altered", "notAuthorised"])),
                    .required("counted", .boolean),
                    .required("signedOn", .day), .required("evidence", .digest),
                    .required("recordedAt", .time),
                ]))),
    ])
}
