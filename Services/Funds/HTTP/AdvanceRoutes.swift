import HTTPTypes
import Model
import ServiceRuntime

/// Advances: money lent to a campaign, which stays visible as owed.
struct AdvanceRoutes: Sendable {
    let makeAdvance: MakeAdvance
    let advances: AdvanceList

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/campaigns/{campaign}/advances", roles: [.committee, .operator],
                request: FundsSchemas.advanceRequest, answer: FundsSchemas.advance,
                summary: "Record an advance tied to lifts; their parts must add up to the amount",
                needsFreshSignIn: true, make),
            Route(
                .get, "/v1/communities/{community}/campaigns/{campaign}/advances", roles: .anyone,
                answer: FundsSchemas.advances,
                summary: "The advances of a campaign, what was paid back of them and what is still owed", list),
        ]
    }

    private struct AdvanceRequest: Decodable {
        let reference: AdvanceID
        let lender: AdvanceMade.Lender
        let amount: Money
        let agreedOn: GivenDay
        let lifts: [AdvancedLift]
    }

    private struct AdvanceAnswer: Encodable {
        let campaign: CampaignID
        let reference: AdvanceID
        let lender: AdvanceMade.Lender
        let amount: Money
        let agreedOn: Day
        let lifts: [AdvancedLift]
        let reversedOn: Day?

        init(_ advance: Advance) {
            campaign = advance.campaign
            reference = advance.id
            lender = advance.lender
            amount = advance.amount
            agreedOn = advance.agreedOn
            lifts = advance.lifts
            reversedOn = advance.reversedOn
        }
    }

    @Sendable private func make(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(AdvanceRequest.self)
        let advance = Advance(
            id: body.reference, campaign: try request.path("campaign"), lender: body.lender, amount: body.amount,
            agreedOn: body.agreedOn.day, lifts: body.lifts)
        let recorded = try await makeAdvance.handle(
            advance, of: request.community, claim: request.idempotencyClaim)
        return try .json(recorded.isNew ? 201 : 200, AdvanceAnswer(recorded.advance ?? advance))
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let campaign = try request.path("campaign", as: CampaignID.self)
        guard let answer = try await advances(campaign, of: request.community) else {
            throw FundsRefusal.campaignUnknown(campaign)
        }
        return try .json(200, answer)
    }
}
