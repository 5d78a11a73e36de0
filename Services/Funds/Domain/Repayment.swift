import Model

/// A request to pay back an advance, or a part of it, to who had lent it (R-F-31).
struct Repayment: OutgoingPayment, Codable {
    let campaign: CampaignID
    /// Unique among the repayments of the campaign.
    let reference: PaymentReference
    let advance: AdvanceID
    let amount: Money

    /// What a repayment is judged against.
    struct Circumstances: Sendable, Equatable {
        let lifts: [AdvancedLift]
        /// What the accepted works on each lift took of what was lent for them, less what earlier advances had lent.
        let accepted: [LiftCode: Money]
        /// What of the advance the books say is owed.
        let owed: Money
        /// What the campaign's bank account holds.
        let bank: Money
        /// What of that is owed back to owners who paid more than is due.
        let overpaid: Money
        /// Who asked for it last, and for what.
        var request: RepaymentRequest?
        let today: Day
        /// Whether the decision that opened the campaign was annulled or revoked.
        var isCampaignSetAside = false
    }

    enum Outcome: Sendable, Equatable {
        case made(AdvanceRepaid, Posting, on: RepaymentRequest)
        /// A second person has to ask for the same before money leaves.
        case waiting(isNew: Bool)
    }

    /// Money goes back when two people have asked for the same (decision 67); what is wrong with it is told to both.
    ///
    /// It needs no mandate and uses up no cap (decision 58), but like a payout it waits for the works.
    ///
    /// - Parameters:
    ///   - circumstances: what it is judged against.
    ///   - person: who asks.
    /// - Returns: what becomes of it.
    /// - Throws: why it cannot be made.
    func decide(_ circumstances: Circumstances, by person: Person) throws(FundsRefusal) -> Outcome {
        try amount.check("amount")
        guard !circumstances.isCampaignSetAside else { throw .mandateSetAside }
        let repayable = try circumstances.repayable
        guard amount <= repayable else { throw .debtExceeded(left: repayable) }
        let left = try Payout.spendable(of: circumstances.bank, owedBack: circumstances.overpaid)
        guard amount <= left else { throw .bankExceeded(left: left) }
        guard let request = try seconding(circumstances.request, by: person) else {
            return .waiting(isNew: circumstances.request?.payment != self)
        }
        let repaid = AdvanceRepaid(
            campaign: campaign, advance: advance, repayment: String(request.number), amount: amount,
            owed: try circumstances.owed.subtracting(amount, for: "amount"), repaidOn: circumstances.today)
        do { return .made(repaid, try .repayment(self), on: request) } catch { throw .tooLarge(field: "amount") }
    }

    func differences(from other: Repayment) -> [String] {
        var fields: [String] = []
        if advance != other.advance { fields.append("advance") }
        if amount != other.amount { fields.append("amount") }
        return fields
    }
}

extension Repayment.Circumstances {
    /// What is owed but for what no accepted works took; never negative.
    var repayable: Money {
        get throws(FundsRefusal) {
            let beyond = lifts.map { Money(fen: max(0, $0.amount.fen - (accepted[$0.lift] ?? .zero).fen)) }
            return max(.zero, try owed.subtracting(Money.sum(beyond, for: "amount"), for: "amount"))
        }
    }
}

/// A repayment in the books.
struct MadeRepayment: Sendable, Equatable, Codable {
    let repayment: Repayment
    /// What of the advance was owed after it.
    let owed: Money
    let repaidOn: Day
}
