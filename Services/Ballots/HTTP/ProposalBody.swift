import Model
import ServiceRuntime

/// An assembly to be convened, as it is sent.
struct ProposalBody: Decodable {
    let code: AssemblyID
    let title: String
    let closesAt: Timestamp
    let items: [Item]

    struct Item: Decodable {
        let code: ItemID
        let title: String
        let kind: MatterKind
        let mandate: Mandate?
    }

    var proposal: Proposal {
        Proposal(
            assembly: code, title: title, closesAt: closesAt,
            items: items.map { AgendaItem(item: $0.code, title: $0.title, kind: $0.kind, mandate: $0.mandate) })
    }

    static let schema = Schema.object([
        .required("code", .code), .required("title", .string(maxLength: Proposal.titleLimit)),
        .required("closesAt", .time),
        .required(
            "items",
            .array(
                .object([
                    .required("code", .code), .required("title", .string(maxLength: Proposal.titleLimit)),
                    .required("kind", .word(MatterKind.allCases.map(\.rawValue))),
                    .optional("mandate", .mandate, "What is allowed if the item passes"),
                ]), maxItems: Proposal.itemLimit)),
    ])
}

extension Schema {
    static let mandate = Schema.oneOf([
        .object([
            .required("kind", .word(["collect"])), .required("rate", .string(example: "17.93"), "Yuan per m²"),
            .required("scope", .scope), .required("threshold", .ratio),
            .required("basis", .word(["amount", "households"])),
            .required(
                "releases",
                .object([
                    .required("work", .word(["repair", "overhaul", "alteration", "replacement", "addition"])),
                    .required(
                        "workClass",
                        .word(["installation", "alteration", "majorRepair", "generalRepair", "maintenance"])),
                ])),
        ]),
        .object([
            .required("kind", .word(["spend"])), .required("cap", .money), .required("scope", .scope),
        ]),
    ])

    private static let scope = Schema.object([
        .optional("buildings", .array(.string(maxLength: 16)), "All buildings where there is no list")
    ])
}
