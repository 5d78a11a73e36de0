import EventLog
import HTTPTypes
import Model
import ServiceRuntime

/// Payouts for completed orders, under mandates only.
struct PayoutRoutes: Sendable {
    let makePayout: MakePayout

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/campaigns/{campaign}/payouts", roles: [.committee],
                request: FundsSchemas.payoutRequest, answer: FundsSchemas.payout,
                summary: "Pay for a completed order, within the cap that owners passed", needsFreshSignIn: true,
                make)
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
}
