import HTTPTypes
import Model
import ServiceRuntime

/// Counter-entries for payments that were recorded wrongly.
struct ReversalRoutes: Sendable {
    let reversePayment: ReversePayment

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/campaigns/{campaign}/payments/{receipt}/reversal",
                roles: [.collector], request: FundsSchemas.reversalRequest, answer: FundsSchemas.reversal,
                summary: "Take a payment back by a counter-entry: once, as a whole, and only what was not paid out",
                needsFreshSignIn: true, reverse)
        ]
    }

    private struct ReversalRequest: Decodable {
        let reason: GivenText<ReversalReason>
    }

    private struct ReversalAnswer: Encodable {
        let campaign: CampaignID
        let receipt: Int64
        let reference: PaymentReference
        let unit: UnitCode
        let amount: Money
        let reason: ReversalReason
        let reversedOn: Day
        let recordedAt: Timestamp
        /// The part of the amount that no longer counts towards what is due.
        let counted: Money
        /// The unit after the reversal.
        let due: Money
        let paid: Money
        let outstanding: Money
        let overpaid: Money

        init(_ reversal: RecordedReversal) {
            let payment = reversal.payment
            let account = UnitAccount(unit: payment.unit, due: reversal.due, received: reversal.received)
            campaign = payment.campaign
            receipt = reversal.receipt
            reference = payment.reference
            unit = payment.unit
            amount = payment.amount
            reason = reversal.reason
            reversedOn = reversal.reversedOn
            recordedAt = reversal.recordedAt
            counted = reversal.counted
            due = reversal.due
            paid = reversal.received
            outstanding = account.outstanding
            overpaid = account.overpaid
        }
    }

    @Sendable private func reverse(_ request: APIRequest) async throws -> APIReply {
        let reversal = Reversal(
            campaign: try request.path("campaign"), receipt: try request.path("receipt"),
            reason: try request.json(ReversalRequest.self).reason.text)
        let recorded = try await reversePayment.handle(
            reversal, of: request.community, claim: request.idempotencyClaim)
        return try .json(201, ReversalAnswer(recorded))
    }
}
