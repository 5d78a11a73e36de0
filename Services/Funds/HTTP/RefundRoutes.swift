import HTTPTypes
import Model
import ServiceRuntime

/// What units paid too much goes back to them.
struct RefundRoutes: Sendable {
    let refundOverpayment: RefundOverpayment
    let refunds: RefundPage

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/campaigns/{campaign}/units/{unit}/refunds", roles: [.committee],
                request: FundsSchemas.refundRequest, answer: FundsSchemas.refund,
                summary: "Give back what a unit has paid beyond its due, once two have asked for it",
                needsFreshSignIn: true, refund),
            Route(
                .get, "/v1/communities/{community}/campaigns/{campaign}/refunds",
                roles: [.collector, .committee, .auditor, .street, .operator], query: [.cursor, .limit],
                answer: FundsSchemas.refunds, summary: "Every refund with its unit, in pages", list),
        ]
    }

    /// With its number and how the unit stands then, once it is made.
    private struct RefundAnswer: Encodable {
        let campaign: CampaignID
        let unit: UnitCode
        let reference: PaymentReference
        let amount: Money
        let refund: Int64?
        let refundedOn: Day?
        let paid: Money?
        let overpaid: Money?
        let isWaiting: Bool?

        init(_ asked: Refund, _ recorded: RecordedRefund?) {
            let made = recorded?.refund ?? asked
            campaign = made.campaign
            unit = made.unit
            reference = made.reference
            amount = made.amount
            refund = recorded?.number
            refundedOn = recorded?.refundedOn
            paid = recorded?.received
            overpaid = recorded.map { UnitAccount(unit: made.unit, due: $0.due, received: $0.received).overpaid }
            isWaiting = recorded == nil ? true : nil
        }
    }

    @Sendable private func refund(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(GivenBack.self)
        let refund = Refund(
            campaign: try request.path("campaign"), reference: body.reference.reference,
            unit: try request.path("unit"), amount: body.amount)
        let answer = try await refundOverpayment.handle(
            refund, by: request.caller.person, of: request.community, claim: request.idempotencyClaim)
        return try .outgoing(
            RefundAnswer(refund, answer.recorded), isMade: answer.recorded != nil, isRepetition: answer.isRepetition)
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let campaign = try request.path("campaign", as: CampaignID.self)
        let page = try await refunds(
            campaign, of: request.community,
            after: Int64(request.query("cursor", in: 0...Int(Int64.max), default: 0)),
            limit: request.query("limit", in: 1...500, default: 100))
        guard let page else { throw FundsRefusal.campaignUnknown(campaign) }
        return try .json(200, page)
    }
}
