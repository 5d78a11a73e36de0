import HTTPTypes
import Model
import ServiceRuntime

/// What was lent goes back to who lent it.
struct RepaymentRoutes: Sendable {
    let repayAdvance: RepayAdvance

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/campaigns/{campaign}/advances/{advance}/repayments",
                roles: [.committee], request: FundsSchemas.repaymentRequest, answer: FundsSchemas.repayment,
                summary: "Pay back what is owed of an advance for accepted works, once two have asked for it",
                needsFreshSignIn: true, repay)
        ]
    }

    /// With what is owed then, once it is made.
    private struct RepaymentAnswer: Encodable {
        let campaign: CampaignID
        let advance: AdvanceID
        let reference: PaymentReference
        let amount: Money
        let repaidOn: Day?
        let owed: Money?
        let isWaiting: Bool?

        init(_ repayment: Repayment, _ made: MadeRepayment?) {
            campaign = repayment.campaign
            advance = repayment.advance
            reference = repayment.reference
            amount = repayment.amount
            repaidOn = made?.repaidOn
            owed = made?.owed
            isWaiting = made == nil ? true : nil
        }
    }

    @Sendable private func repay(_ request: APIRequest) async throws -> APIReply {
        let body = try request.json(GivenBack.self)
        let repayment = Repayment(
            campaign: try request.path("campaign"), reference: body.reference.reference,
            advance: try request.path("advance"), amount: body.amount)
        let answer = try await repayAdvance.handle(
            repayment, by: request.caller.person, of: request.community, claim: request.idempotencyClaim)
        return try .outgoing(
            RepaymentAnswer(answer.repayment, answer.made), isMade: answer.made != nil,
            isRepetition: answer.isRepetition)
    }
}
