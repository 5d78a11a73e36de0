import Model
import ServiceRuntime

/// An assembly to be convened, as it is sent.
struct ProposalBody: Decodable {
    let code: AssemblyID
    let title: String
    let closesAt: Timestamp
    let items: [Item]
    let form: AssemblyForm?
    let convener: Convener?
    let scope: Electorate?
    let papersUntil: Timestamp?
    let noticeOn: Day?
    let isInterim: Bool?
    let revoteOf: AssemblyID?
    let documents: [AttachedDocument]?
    let firstMeeting: FirstMeetingBody?

    struct Item: Decodable {
        let code: ItemID
        let title: String
        let kind: MatterKind
        let mandate: Mandate?
        let form: ItemForm?
        let alsoKinds: [MatterKind]?
        let election: ElectionBody?
        let group: GroupCode?
        let share: Ratio?

        var item: AgendaItem {
            AgendaItem(
                item: code, title: title, kind: kind, mandate: mandate, form: form, alsoKinds: alsoKinds,
                election: election?.election, group: group, share: share)
        }
    }

    var proposal: Proposal {
        Proposal(
            assembly: code, title: title, closesAt: closesAt, items: items.map(\.item),
            terms: Terms(
                form: form, convener: convener, electorate: scope, papersUntil: papersUntil, noticeOn: noticeOn,
                isInterim: isInterim ?? false, revoteOf: revoteOf, documents: documents ?? []),
            presentations: items.reduce(into: [:]) { presentations, item in
                guard let given = item.election?.presentations, !given.isEmpty else { return }
                presentations[item.code] = given
            },
            rounds: items.reduce(into: [:]) { $0[$1.code] = $1.election?.round },
            firstMeeting: firstMeeting?.meeting)
    }

    static let schema = Schema.object([
        .required("code", .code), .required("title", .string(maxLength: Proposal.titleLimit)),
        .required("closesAt", .time),
        .required(
            "items",
            .array(
                .object([
                    .required("code", .code), .required("title", .string(maxLength: Proposal.titleLimit)),
                    .required("kind", .matter), .optional("mandate", .mandate, "What is allowed if the item passes"),
                    .optional("form", .word(ItemForm.allCases.map(\.rawValue)), "A resolution where it is not given"),
                    .optional(
                        "alsoKinds", .array(.matter),
                        "Further kinds that the question mixes; the strictest threshold holds"),
                    .optional("election", .proposedElection, "Of an election"),
                    .optional("group", .code, "What alternative schemes have in common: only one of them passes"),
                    .optional("share", .ratio, "Of the heads, that a petition must reach"),
                ]), maxItems: Proposal.itemLimit)),
        .optional("form", .assemblyForm, "As `mixed` where it is not given; the first two take no electronic votes"),
        .optional("convener", .word(Convener.allCases.map(\.rawValue))),
        .optional("scope", .electorate, "Who votes; the whole community where it is not given"),
        .optional("papersUntil", .time, "Until when papers are entered that were signed in time; else `closesAt`"),
        .optional("noticeOn", .day, "When the owners were told; today where it is not given"),
        .optional("isInterim", .boolean, "An interim meeting, which some places call at shorter notice"),
        .optional("revoteOf", .code, "The assembly whose question is put again"),
        .optional("documents", .documents),
        .optional(
            "firstMeeting", .nullable(FirstMeetingBody.schema),
            "Where the preparatory group calls the owners' first meeting: what is said for it (R-E-13)"),
    ])
}

extension Schema {
    static let assemblyForm = Schema.word(AssemblyForm.allCases.map(\.rawValue))
    static let electorate = Schema.oneOf([
        .object([.required("buildings", .array(.string(maxLength: 16), maxItems: Terms.placeLimit))]),
        .object([.required("entrances", .array(.string(maxLength: 33, example: "13-1"), maxItems: Terms.placeLimit))]),
    ])
    static let documents = Schema.array(
        .object([
            .required("title", .string(maxLength: Proposal.titleLimit)),
            .required("sha256", .digest),
        ]), maxItems: Terms.documentLimit)
}

extension Schema {
    static let matter = Schema.word(MatterKind.allCases.map(\.rawValue))

    static let election = election(
        of:
            .object([
                .required("candidate", .code), .optional("owner", .uuid), .candidateBuilding, .nominated, .supporters,
            ]))
    static let proposedElection = election(
        of: CandidateBody.schema,
        [
            .optional(
                "round", .nullable(.code),
                "The round of nominations whose posted list is voted on; what it knows of candidates is filled in")
        ])

    private static func election(of candidate: Schema, _ more: [Property] = []) -> Schema {
        .object(
            [
                .required("seats", .integer(minimum: 1)),
                .required("alternates", .integer(minimum: 0, maximum: Int64(Proposal.candidateLimit))),
                .required("least", .integer(minimum: 1), "With fewer members than this there is no body"),
                .required("ranking", .word(Election.Ranking.allCases.map(\.rawValue))),
                .required("candidates", .array(candidate, maxItems: Proposal.candidateLimit)),
                .optional(
                    "seatsByBuilding",
                    .array(
                        .object([
                            .required("building", .string(maxLength: 16)), .required("seats", .integer(minimum: 1)),
                        ]), maxItems: Terms.placeLimit),
                    "The seats of each building, adding up to `seats`; each candidate then stands for one of these buildings"
                ),
            ] + more)
    }

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
            .optional(
                "campaign", .nullable(.code),
                "Whose money it is; that of the assembly's own campaigns where it is not given, and where it opens none, "
                    + "of any campaign that has no mandate of its own. Another assembly's campaign only where the "
                    + "scope leaves out no building that pays to it"),
        ]),
        .object([
            .required("kind", .word(["seatCommittee"])), .required("body", .code),
            .optional(
                "bodyKind",
                .word([BodyKind.ownersCommittee.rawValue, BodyKind.propertyManagementCommittee.rawValue]),
                "What the body is; an owners' committee where it is not given"),
        ]),
        .object([.required("kind", .word(["adoptRules"])), .required("document", .digest)]),
        .object([.required("kind", .word(["mergeCommunities"])), .required("from", .array(.code))]),
    ])

    private static let scope = Schema.object([
        .optional("buildings", .array(.string(maxLength: 16)), "All buildings where there is no list")
    ])
}
