import HTTPTypes
import Model
import ServiceRuntime

/// Rule packs over HTTP.
struct RulesController {
    let adopt: AdoptRules
    let queries: RegistryQueries

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/rules", roles: [.operator], request: Self.pack(isComplete: true),
                answer: Self.adopted, summary: "Put a rule pack in force", adopt),
            Route(
                .get, "/v1/communities/{community}/rules", roles: .anyone, answer: Self.adopted,
                summary: "The rule pack in force", show),
        ]
    }

    // MARK: - Handlers

    private func adopt(_ request: APIRequest) async throws -> APIReply {
        let pack = try request.json(RulePack.self)
        return try .json(
            200, try await adopt.handle(pack, community: request.community, claim: request.idempotencyClaim))
    }

    private func show(_ request: APIRequest) async throws -> APIReply {
        try .json(200, try await queries.rules(of: request.community))
    }

    // MARK: - Bodies

    private static let threshold = Schema.object([
        .required("ratio", .ratio), .required("comparison", .word(["atLeast", "moreThan"])),
        .required("source", .string()), .required("grade", grade),
    ])

    private static func choice(_ policies: [String]) -> Schema {
        .object([
            .required("policy", .word(policies)), .required("source", .string()), .required("grade", grade),
        ])
    }

    private static let grade = Schema.word(["P", "S", "U", "D"])

    private static let parameter = Schema.object([
        .required("value", .string(), "Of the kind that its key takes, such as 15d, 1/2, 7, yes"),
        .required("source", .string()), .required("grade", grade),
    ])

    /// A pack; one that is in force lacks the parameters that it is older than.
    private static func pack(isComplete: Bool) -> Schema {
        let parameters: Schema.Property =
            isComplete
            ? .required(
                "parameters", .object(RuleKey.allCases.map { .required($0.rawValue, parameter) }),
                "Periods, sizes, shares and switches, all of them")
            : .optional(
                "parameters", .nullable(.object(RuleKey.allCases.map { .optional($0.rawValue, parameter) })),
                "Periods, sizes, shares and switches; a pack lacks those that it is older than")
        return .object([
            .required("jurisdiction", .string()), .required("version", .string()),
            .required("participation", threshold),
            .required("approval", .object(MatterKind.allCases.map { .required($0.rawValue, threshold) })),
            .required("duplicates", choice(["firstCounts"])),
            .required("silentBallots", choice(RulePack.SilentBallotPolicy.allCases.map(\.rawValue))), parameters,
        ])
    }

    private static let adopted = Schema.object([
        .required("adoption", .integer(minimum: 1)), .required("hash", .digest),
        .required("pack", pack(isComplete: false)), .required("adoptedAt", .time),
    ])
}
