import HTTPTypes
import Model
import ServiceRuntime

/// Recording hands that were counted at an event.
struct ShowRoutes: Sendable {
    let record: RecordHands
    let detail: AssemblyDetail.Query

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/assemblies/{assembly}/hands", roles: [.scrutineer, .operator],
                request: ShowBody.schema, answer: AssemblyBody.schema,
                summary: "Keep how many hands were counted at an event; they never bind anybody", record)
        ]
    }

    @Sendable private func record(_ request: APIRequest) async throws -> APIReply {
        let (community, assembly) = try (request.community, request.path("assembly", as: AssemblyID.self))
        let show = try request.json(ShowBody.self).show()
        try await record(
            show, in: assembly, of: community, by: request.caller.person, claim: try request.idempotencyClaim)
        return try .json(201, AssemblyBody(try await detail(assembly, of: community)))
    }
}

/// Counted hands as they are sent.
struct ShowBody: Decodable {
    let item: ItemID
    let inFavour: Int64
    let against: Int64
    let abstained: Int64
    let evidence: Digest256
    let witness: MemberID

    /// - Throws: `Problem` naming the number that is none of hands.
    func show() throws -> ShowOfHands {
        for (field, number) in [("inFavour", inFavour), ("against", against), ("abstained", abstained)]
        where !(0...Self.limit).contains(number) {
            throw Problem.invalid(field, Phrase(zh: "应在 0 和 \(Self.limit) 之间", en: "must be from 0 to \(Self.limit)"))
        }
        return ShowOfHands(
            item: item, hands: Returns.Hands(inFavour: inFavour, against: against, abstained: abstained),
            evidence: evidence, witness: witness)
    }

    static let schema = Schema.object([
        .required("item", .code), .required("inFavour", .integer(minimum: 0, maximum: 1_000_000)),
        .required("against", .integer(minimum: 0, maximum: 1_000_000)),
        .required("abstained", .integer(minimum: 0, maximum: 1_000_000)),
        .required("evidence", .digest, "SHA-256 of the photo"),
        .required("witness", .uuid, "Who watched, not whoever records it"),
    ])

    private static let limit: Int64 = 1_000_000
}
