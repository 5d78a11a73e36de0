import HTTPTypes
import Model
import ServiceRuntime

/// Rounds of nominations: for everybody by codes alone, with owners for those who screen.
struct NominationRoutes: Sendable {
    let hold: HoldNominations
    let queries: NominationQueries

    private static let rounds = "/v1/communities/{community}/nominations"
    private static let round = "/v1/communities/{community}/nominations/{round}"
    private static let candidate = "/v1/communities/{community}/nominations/{round}/candidates/{candidate}"

    var routes: [Route] { roundRoutes + candidateRoutes }

    private var roundRoutes: [Route] {
        [
            Route(
                .post, Self.rounds, roles: AssemblyRoutes.conveners, request: RoundBody.schema,
                answer: NominationBody.schema, summary: "Open a round of nominations for the seats of a body", open),
            Route(
                .get, Self.rounds, roles: .anyone, query: [.cursor, .limit], answer: RoundBody.list,
                summary: "The rounds of nominations of a community, the latest first", list),
            Route(
                .get, Self.round, roles: .anyone, answer: NominationBody.schema,
                summary: "A round: who stands, by codes, and the lists as they were posted", detail),
            Route(
                .get, "\(Self.round)/register", roles: [.committee, .street, .operator, .auditor],
                answer: NominationRegister.schema, summary: "All nominations of a round with owners and decisions",
                register),
            Route(
                .get, "\(Self.round)/mine", roles: .signedIn, answer: NominationRegister.schema,
                summary: "The caller's own nomination in a round, and what became of it", mine),
            Route(
                .post, "\(Self.round)/posting", roles: AssemblyRoutes.conveners, answer: NominationBody.schema,
                summary: "Post the list of the accepted; later changes post it anew", post),
        ]
    }

    private var candidateRoutes: [Route] {
        [
            Route(
                .post, "\(Self.round)/candidates", roles: [.owner], request: StandBody.schema, answer: Self.named,
                summary: "Stand for a seat by oneself, or ask for the support of others", stand),
            Route(
                .post, "\(Self.round)/recommendations", roles: AssemblyRoutes.conveners,
                request: RecommendationBody.schema, answer: Self.named,
                summary: "Record a nomination that was handed in on paper", recommend),
            Route(
                .post, "\(Self.candidate)/support", roles: [.owner], answer: Self.named,
                summary: "Support a joint nomination", support),
            Route(
                .post, "\(Self.candidate)/decision", roles: AssemblyRoutes.conveners, request: DecisionBody.schema,
                answer: Self.named, summary: "Accept or refuse a nomination; the last decision stands", decide),
            Route(
                .post, "\(Self.candidate)/withdrawal", roles: .signedIn, answer: Self.named,
                summary: "Take one's own nomination back", withdraw),
            Route(
                .post, "\(Self.candidate)/declared-withdrawal", roles: AssemblyRoutes.conveners,
                request: DeclarationBody.schema, answer: Self.named,
                summary: "Record that a nominee takes back on paper what came on paper", recordWithdrawal),
        ]
    }

    private static let named = Schema.object([.required("candidate", .code)])

    // MARK: - Rounds

    @Sendable private func open(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(RoundBody.self)
        let community = try request.community
        try await hold.open(
            body.round, for: body.body, seats: body.seats, opensOn: body.opensOn, closesOn: body.closesOn,
            in: community, by: request.caller.person.id, claim: try request.idempotencyClaim)
        return try .json(201, NominationBody(try await queries.detail(body.round, of: community)))
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let cursor = try request.queryText("cursor").map { text in
            guard let number = Int64(text) else {
                throw Problem.invalid("cursor", Phrase(zh: "不是上一页给出的值", en: "is not one that a page gave"))
            }
            return number
        }
        let page = try await queries.list(
            of: try request.community, from: cursor, limit: try request.query("limit", in: 1...500, default: 100))
        return try .json(Page(rounds: page.rows, next: page.next.map(String.init)))
    }

    private struct Page: Encodable {
        let rounds: [NominationQueries.Row]
        let next: String?
    }

    @Sendable private func detail(_ request: APIRequest) async throws -> APIReply {
        try .json(NominationBody(try await detail(of: request)))
    }

    @Sendable private func register(_ request: APIRequest) async throws -> APIReply {
        try .json(NominationRegister(try await detail(of: request).nominations))
    }

    @Sendable private func mine(_ request: APIRequest) async throws -> APIReply {
        let person = request.caller.person
        return try .json(
            NominationRegister(try await detail(of: request).nominations.filter { person.acts(for: $0.owner) }))
    }

    @Sendable private func post(_ request: APIRequest) async throws -> APIReply {
        let (community, round) = try (request.community, request.path("round", as: RoundCode.self))
        try await hold.post(round, of: community, by: request.caller.person.id, claim: try request.idempotencyClaim)
        return try .json(NominationBody(try await queries.detail(round, of: community)))
    }

    private func detail(of request: APIRequest) async throws -> NominationQueries.Detail {
        try await queries.detail(try request.path("round"), of: try request.community)
    }

    // MARK: - Candidates

    @Sendable private func stand(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(StandBody.self)
        return try .json(
            201,
            try await hold.nominate(
                NominationStore.Nominating(channel: body.channel.channel, owner: try request.owner()),
                in: try request.path("round"), of: try request.community, by: request.caller.person,
                claim: try request.idempotencyClaim))
    }

    @Sendable private func recommend(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(RecommendationBody.self)
        return try .json(
            201,
            try await hold.nominate(
                try body.nominating, in: try request.path("round"), of: try request.community,
                by: request.caller.person, claim: try request.idempotencyClaim))
    }

    @Sendable private func support(_ request: APIRequest) async throws -> APIReply {
        try .json(
            try await hold.support(
                try request.path("candidate"), in: try request.path("round"), of: try request.community,
                by: request.caller.person, claim: try request.idempotencyClaim))
    }

    @Sendable private func decide(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(DecisionBody.self)
        do {
            try PrintableText.check(body.reason, atMost: Nomination.Decision.reasonLimit, "reason")
        } catch {
            throw Problem.invalid("reason", error.reason)
        }
        return try .json(
            try await hold.decide(
                try request.path("candidate"), isAccepted: body.accepted, reason: body.reason,
                in: try request.path("round"), of: try request.community, by: request.caller.person,
                claim: try request.idempotencyClaim))
    }

    @Sendable private func withdraw(_ request: APIRequest) async throws -> APIReply {
        try await withdraw(.own(request.caller.person), request)
    }

    @Sendable private func recordWithdrawal(_ request: APIRequest) async throws -> APIReply {
        try await withdraw(.declared(try request.json(DeclarationBody.self).declaration), request)
    }

    private func withdraw(_ way: HoldNominations.Withdrawal, _ request: APIRequest) async throws -> APIReply {
        try .json(
            try await hold.withdraw(
                try request.path("candidate"), in: try request.path("round"), of: try request.community, way,
                by: request.caller.person.id, claim: try request.idempotencyClaim))
    }
}

extension APIRequest {
    /// - Throws: `NominationRefusal.notAnOwner` for whoever signed in as somebody else than an owner of a roll.
    fileprivate func owner() throws -> OwnerID {
        guard let owner = OwnerID(caller.subject) else { throw NominationRefusal.notAnOwner }
        return owner
    }
}
