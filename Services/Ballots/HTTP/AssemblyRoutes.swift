import HTTPTypes
import Model
import ServiceRuntime

/// Convening, opening, closing and looking at assemblies.
struct AssemblyRoutes: Sendable {
    let convene: ConveneAssembly
    let open: OpenAssembly
    let close: CloseAssembly
    let detail: AssemblyDetail.Query
    let list: AssemblyList.Query

    /// Who calls the owners and holds the meeting; the street where a committee does not (R-M-06).
    static let conveners: Access = [.committee, .street, .operator]

    private static let assemblies = "/v1/communities/{community}/assemblies"
    private static let assembly = "/v1/communities/{community}/assemblies/{assembly}"

    var routes: [Route] {
        [
            Route(
                .post, Self.assemblies, roles: Self.conveners, request: ProposalBody.schema,
                answer: AssemblyBody.schema, summary: "Convene an assembly with its agenda", convene),
            Route(
                .get, Self.assemblies, roles: .anyone, query: [.cursor, .limit], answer: AssemblyListBody.schema,
                summary: "The assemblies of a community, the latest first", list),
            Route(
                .get, Self.assembly, roles: .anyone, answer: AssemblyBody.schema,
                summary: "An assembly: turnout while it is open, the full count afterwards", detail),
            Route(
                .post, "\(Self.assembly)/open", roles: Self.conveners, answer: AssemblyBody.schema,
                summary: "Open the voting on the roll and the rules as they now are", open),
            Route(
                .post, "\(Self.assembly)/close", roles: Self.conveners, answer: AssemblyBody.schema,
                summary: "Close the voting and count", close),
        ]
    }

    @Sendable private func convene(_ request: APIRequest) async throws -> APIReply {
        let proposal = try request.json(ProposalBody.self).proposal
        let community = try request.community
        _ = try await convene(proposal, in: community, claim: try request.idempotencyClaim)
        return try .json(201, AssemblyBody(try await detail(proposal.assembly, of: community)))
    }

    @Sendable private func open(_ request: APIRequest) async throws -> APIReply {
        let (community, assembly) = try (request.community, request.path("assembly", as: AssemblyID.self))
        _ = try await open(assembly, in: community, claim: try request.idempotencyClaim)
        return try .json(200, AssemblyBody(try await detail(assembly, of: community)))
    }

    @Sendable private func close(_ request: APIRequest) async throws -> APIReply {
        let (community, assembly) = try (request.community, request.path("assembly", as: AssemblyID.self))
        try await close(assembly, in: community, claim: try request.idempotencyClaim)
        return try .json(200, AssemblyBody(try await detail(assembly, of: community)))
    }

    @Sendable private func detail(_ request: APIRequest) async throws -> APIReply {
        let assembly = try request.path("assembly", as: AssemblyID.self)
        return try .json(200, AssemblyBody(try await detail(assembly, of: try request.community)))
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let page = try await list(
            of: try request.community, from: try request.numberCursor,
            limit: try request.query("limit", in: 1...500, default: 100))
        return try .json(200, AssemblyListBody(page))
    }
}
