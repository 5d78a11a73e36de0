import HTTPTypes
import Model
import ServiceRuntime

/// Counter-entries for advances that were recorded wrongly.
struct AdvanceReversalRoutes: Sendable {
    let reverseAdvance: ReverseAdvance

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/campaigns/{campaign}/advances/{advance}/reversal",
                roles: [.committee, .operator], request: FundsSchemas.reversalRequest,
                answer: FundsSchemas.advanceReversal,
                summary: "Take an advance back by a counter-entry, once two have asked, if no works rest on it",
                needsFreshSignIn: true, reverse)
        ]
    }

    private struct ReversalRequest: Decodable {
        let reason: GivenText<ReversalReason>
    }

    private struct ReversalAnswer: Encodable {
        let campaign: CampaignID
        let advance: AdvanceID
        let amount: Money
        let reason: ReversalReason
        let reversedOn: Day?
        let isWaiting: Bool?

        init(_ made: MadeAdvanceReversal) {
            campaign = made.reversal.campaign
            advance = made.reversal.advance
            amount = made.amount
            reason = made.reversal.reason
            reversedOn = made.reversedOn
            isWaiting = made.reversedOn == nil ? true : nil
        }
    }

    @Sendable private func reverse(_ request: APIRequest) async throws -> APIReply {
        let reversal = AdvanceReversal(
            campaign: try request.path("campaign"), advance: try request.path("advance"),
            reason: try request.json(ReversalRequest.self).reason.text)
        let answer = try await reverseAdvance.handle(
            reversal, by: request.caller.person, of: request.community, claim: request.idempotencyClaim)
        return try .outgoing(
            ReversalAnswer(answer.made), isMade: answer.made.reversedOn != nil, isRepetition: answer.isRepetition)
    }
}
