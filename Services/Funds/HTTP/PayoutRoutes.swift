import HTTPTypes
import Model
import ServiceRuntime

/// Payouts for completed orders, under mandates only, what waits for a second person, and what was paid so far.
struct PayoutRoutes: Sendable {
    let makePayout: MakePayout
    let payouts: PayoutPage
    let waiting: WaitingPayouts

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/campaigns/{campaign}/payouts", roles: [.committee],
                request: FundsSchemas.payoutRequest, answer: FundsSchemas.payout,
                summary: "Pay for a completed order, within the cap that owners passed, once two have asked for it",
                needsFreshSignIn: true, make),
            Route(
                .get, "/v1/communities/{community}/campaigns/{campaign}/payouts/waiting",
                roles: [.committee, .auditor, .street, .operator], answer: FundsSchemas.waitingPayouts,
                summary: "The payouts, repayments, refunds and reversals of advances that wait for a second person",
                listWaiting),
            Route(
                .get, "/v1/communities/{community}/campaigns/{campaign}/payouts",
                roles: [.owner, .committee, .auditor, .street, .operator], query: [.cursor, .limit],
                answer: FundsSchemas.payouts, summary: "To whom money was paid, for what and by which vote, in pages",
                list),
        ]
    }

    private struct GivenPayout: Decodable {
        let reference: GivenReference
        let order: OrderID
        let payee: GivenText<PartyName>
        let amount: Money
    }

    /// With the vote that allowed it, once it is made.
    private struct PayoutAnswer: Encodable {
        let campaign: CampaignID
        let reference: PaymentReference
        let order: OrderID
        let payee: PartyName
        let amount: Money
        let paidOn: Day?
        let assembly: AssemblyID?
        let item: ItemID?
        let isWaiting: Bool?

        init(_ payout: Payout, _ made: MadePayout?) {
            campaign = payout.campaign
            reference = payout.reference
            order = payout.order
            payee = payout.payee
            amount = payout.amount
            paidOn = made?.paidOn
            assembly = made?.assembly
            item = made?.item
            isWaiting = made == nil ? true : nil
        }
    }

    @Sendable private func make(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(GivenPayout.self)
        let payout = Payout(
            campaign: try request.path("campaign"), reference: body.reference.reference, order: body.order,
            payee: body.payee.text, amount: body.amount)
        let answer = try await makePayout.handle(
            payout, by: request.caller.person, of: request.community, claim: request.idempotencyClaim)
        return try .outgoing(
            PayoutAnswer(answer.made?.payout ?? payout, answer.made), isMade: answer.made != nil,
            isRepetition: answer.isRepetition)
    }

    @Sendable private func listWaiting(_ request: APIRequest) async throws -> APIReply {
        let campaign = try request.path("campaign", as: CampaignID.self)
        guard let answer = try await waiting(campaign, of: request.community) else {
            throw FundsRefusal.campaignUnknown(campaign)
        }
        return try .json(200, answer)
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
