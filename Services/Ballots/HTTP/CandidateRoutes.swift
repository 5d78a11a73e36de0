import HTTPTypes
import Model
import ServiceRuntime

/// Taking back how a candidate was presented.
struct CandidateRoutes: Sendable {
    let withdraw: WithdrawPresentation

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/assemblies/{assembly}/candidates/withdrawal",
                roles: .signedIn, request: WithdrawalBody.schema, answer: WithdrawalBody.schema,
                summary: "Take the name and statement of a candidate back; whoever is no officer their own", withdrawn)
        ]
    }

    @Sendable private func withdrawn(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(WithdrawalBody.self)
        let community = try request.community
        let isOfficer = [Role.committee, .street, .operator].contains { request.caller.has($0, in: community) }
        return try .json(
            try await withdraw(
                body.candidate, on: body.item, in: try request.path("assembly"),
                by: isOfficer ? nil : request.caller.person, of: community,
                claim: try request.idempotencyClaim))
    }
}

/// A candidate of an item.
private struct WithdrawalBody: Decodable {
    let item: ItemID
    let candidate: CandidateCode

    static let schema = Schema.object([.required("item", .code), .required("candidate", .code)])
}
