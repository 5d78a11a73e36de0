import EventLog
import HTTPTypes
import Model
import ServiceRuntime

/// Payouts for completed orders, under mandates only, and what was paid so far.
struct PayoutRoutes: Sendable {
    let makePayout: MakePayout
    let payouts: PayoutPage

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/campaigns/{campaign}/payouts", roles: [.committee],
                request: FundsSchemas.payoutRequest, answer: FundsSchemas.payout,
                summary: "Pay for a completed order, within the cap that owners passed", needsFreshSignIn: true,
                make),
            Route(
                .get, "/v1/communities/{community}/campaigns/{campaign}/payouts",
                roles: [.owner, .committee, .auditor, .street, .operator], query: [.cursor, .limit],
                answer: FundsSchemas.payouts, summary: "To whom money was paid, for what and by which vote, in pages",
                list),
        ]
    }

    private struct PayoutRequest: Decodable {
        let reference: GivenReference
        let order: OrderID
        let payee: PartyName
        let amount: Money
    }

    /// With the vote that allowed it.
    private struct PayoutAnswer: Encodable {
        let campaign: CampaignID
        let reference: PaymentReference
        let order: OrderID
        let payee: PartyName
        let amount: Money
        let paidOn: Day
        let assembly: AssemblyID
        let item: ItemID

        init(_ made: MadePayout) {
            campaign = made.payout.campaign
            reference = made.payout.reference
            order = made.payout.order
            payee = made.payout.payee
            amount = made.payout.amount
            paidOn = made.paidOn
            assembly = made.assembly
            item = made.item
        }
    }

    @Sendable private func make(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(PayoutRequest.self)
        let payout = Payout(
            campaign: try request.path("campaign"), reference: body.reference.reference, order: body.order,
            payee: body.payee, amount: body.amount)
        let answer = try await makePayout.handle(payout, of: request.community, claim: request.idempotencyClaim)
        return try .json(answer.isRepetition ? 200 : 201, PayoutAnswer(answer.made))
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let campaign = try request.path("campaign", as: CampaignID.self)
        let page = try await payouts(
            campaign, of: request.community, after: request.queryText("cursor"),
            limit: request.query("limit", in: 1...500, default: 100))
        guard let page else { throw FundsRefusal.campaignUnknown(campaign) }
        return try .json(200, page)
    }
}
