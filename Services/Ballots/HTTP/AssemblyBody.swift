import Model
import ServiceRuntime

/// An assembly as it is shown.
struct AssemblyBody: Encodable {
    let code: AssemblyID
    let title: String
    let state: StateName
    let convenedAt: Timestamp
    let openedAt: Timestamp?
    let closesAt: Timestamp
    let closedAt: Timestamp?
    /// The database's clock, which alone decides what is in time.
    let serverTime: Timestamp
    let electorate: Weight?
    let rollHash: Digest256?
    let rollPosition: Int64?
    let rulesHash: Digest256?
    /// Nil where they may not.
    let allowsVoteChange: Bool?
    let course: CourseBody
    let items: [Item]

    struct Item: Encodable {
        let code: ItemID
        let title: String
        let kind: MatterKind
        let mandate: Mandate?
        let form: ItemForm
        let alsoKinds: [MatterKind]?
        let election: Election?
        let group: GroupCode?
        let share: Ratio?
        /// Those who present themselves, in the order of the election's list; nil where nobody does.
        let presentations: [Presentation]?
        /// Nil where the election names no round.
        let nominations: Nominations?
        let participation: Turnout?
        let result: Result?
    }

    /// The round that gave the candidates.
    struct Nominations: Encodable {
        let round: RoundCode
        let postedOn: Day
    }

    struct Presentation: Encodable {
        let candidate: CandidateCode
        let name: String
        let statement: String?
    }

    struct Result: Encodable {
        let inFavour: Weight
        let against: Weight
        let abstained: Weight
        let silent: Weight?
        let returnedInvalid: Weight?
        let outcome: ItemResult.Outcome
        let election: ElectionResult?
        let papers: PaperCount?
    }

    init(_ detail: AssemblyDetail) {
        let assembly = detail.stored.assembly
        code = assembly.id
        title = assembly.title
        state = assembly.state.name
        convenedAt = detail.stored.convenedAt
        openedAt = assembly.basis?.openedAt
        closesAt = assembly.closesAt
        closedAt = assembly.closedAt
        serverTime = detail.stored.readAt
        electorate = assembly.basis?.electorate
        rollHash = assembly.basis?.rollHash
        rollPosition = assembly.basis?.rollPosition
        rulesHash = assembly.basis?.rulesHash
        allowsVoteChange = detail.stored.allowsChange ? true : nil
        course = CourseBody(detail)
        items = assembly.items.map { item in
            Item(
                code: item.item, title: item.title, kind: item.kind, mandate: item.mandate,
                form: item.form ?? .resolution, alsoKinds: item.alsoKinds, election: item.election, group: item.group,
                share: item.share, presentations: Self.presentations(of: item, detail.presentations[item.item] ?? [:]),
                nominations: detail.nominations[item.item].map { Nominations(round: $0.round, postedOn: $0.postedOn) },
                participation: assembly.basis.map { _ in detail.turnout(of: item) },
                result: detail.results[item.item].map { result in
                    Result(
                        inFavour: result.inFavour, against: result.against, abstained: result.abstained,
                        silent: result.silent, returnedInvalid: result.returnedInvalid, outcome: result.outcome,
                        election: result.election, papers: detail.papers[item.item])
                })
        }
    }

    private static func presentations(
        of item: AgendaItem, _ given: [CandidateCode: CandidatePresentation]
    ) -> [Presentation]? {
        guard let election = item.election, !given.isEmpty else { return nil }
        return election.candidates.map(\.candidate).compactMap { candidate in
            given[candidate].map { Presentation(candidate: candidate, name: $0.name, statement: $0.statement) }
        }
    }

    static let schema = Schema.object([
        .required("code", .code), .required("title", .string()),
        .required("state", StateName.schema), .required("convenedAt", .time),
        .optional("openedAt", .time), .required("closesAt", .time), .optional("closedAt", .time),
        .required("serverTime", .time, "The clock that decides whether a vote is in time"),
        .optional("electorate", .weight, "Everybody on the frozen roll"), .optional("rollHash", .digest),
        .optional("rollPosition", .integer(minimum: 1)), .optional("rulesHash", .digest),
        .optional("allowsVoteChange", .boolean, "Whether owners may change their votes until the end; absent for no"),
        .required("course", CourseBody.schema, "How it is held, and what becomes of its result"),
        .required(
            "items",
            .array(
                .object([
                    .required("code", .code), .required("title", .string()),
                    .required("kind", .matter), .optional("mandate", .mandate),
                    .required("form", .word(ItemForm.allCases.map(\.rawValue))),
                    .optional("alsoKinds", .array(.matter)),
                    .optional("election", .election), .optional("group", .code), .optional("share", .ratio),
                    .optional(
                        "presentations",
                        .array(
                            .object([
                                .required("candidate", .code), .required("name", .string()),
                                .optional("statement", .string()),
                            ])), "Those who stand and agreed to be named"),
                    .optional(
                        "nominations", .object([.required("round", .code), .required("postedOn", .day)]),
                        "The round of nominations that gave the candidates, and since when their list is posted"),
                    .optional(
                        "participation", .object([.optional("area", .area), .required("heads", .integer(minimum: 0))]),
                        "Those who took part, from the opening on; of a petition without the area until it is counted"),
                    .optional(
                        "result",
                        .object([
                            .required("inFavour", .weight), .required("against", .weight),
                            .required("abstained", .weight),
                            .optional("silent", .weight, "How much of these is silence that the rules count"),
                            .optional(
                                "returnedInvalid", .weight,
                                "Those of whom only invalid papers came back; they took no part"),
                            .required("outcome", .word(ItemResult.Outcome.allCases.map(\.rawValue))),
                            .optional("election", .elected),
                            .optional(
                                "papers", .paperCount, "Absent for hands, and where the count did not keep the numbers"),
                        ]), "Sealed until the assembly is closed"),
                ]))),
    ])
}

/// A page of assemblies.
struct AssemblyListBody: Encodable {
    let assemblies: [Row]
    let next: String?

    struct Row: Encodable {
        let code: AssemblyID
        let title: String
        let state: StateName
        let closesAt: Timestamp
    }

    init(_ list: AssemblyList) {
        assemblies = list.rows.map { Row(code: $0.assembly, title: $0.title, state: $0.state, closesAt: $0.closesAt) }
        next = list.next.map(String.init)
    }

    static let schema = Schema.object([
        .required(
            "assemblies",
            .array(
                .object([
                    .required("code", .code), .required("title", .string()),
                    .required("state", StateName.schema), .required("closesAt", .time),
                ]))),
        .optional("next", .string(), "The cursor of the next page"),
    ])
}

extension Schema {
    static let weight = Schema.object([.required("area", .area), .required("heads", .integer(minimum: 0))])
    fileprivate static let elected = Schema.object([
        .required("elected", .array(.code), "In the order of their rank"),
        .required("alternates", .array(.code), "In the order in which they fill vacancies"),
        .required(
            "candidates", .array(.object([.required("candidate", .code), .required("votes", .weight)])),
            "All of them in the order of their rank"),
    ])
    fileprivate static let paperCount = Schema.object([
        .optional("issued", .integer(minimum: 0), "Handed out, for all items; absent without a register"),
        .required("returned", .integer(minimum: 0), "Came back, whatever became of them"),
    ])
}

extension StateName: Encodable {
    fileprivate static let schema = Schema.word(allCases.map(\.rawValue))
}
