import Model

/// One transaction of the books before it has a number: entries that sum to zero, each on an account of its own.
struct Posting: Sendable, Equatable {
    /// What it is for, such as `payment:2023-lifts:R-0001`, so that one can go back to the command or event.
    let subject: String
    let kind: Kind
    let lines: [Line]

    enum Kind: String, Sendable, Codable, CaseIterable {
        case assessment, payment, reversal, advance, completion, payout, repayment, refund
        case advanceReversal = "advance-reversal"
    }

    struct Line: Sendable, Equatable {
        let account: Account
        /// Debit positive, credit negative, never zero.
        let amount: Money
    }

    /// - Throws: `ArithmeticOverflow` where the debits leave the range of money.
    private init(_ kind: Kind, _ subject: String, debit: [Line], credit account: Account) throws(ArithmeticOverflow) {
        let debits = debit.filter { $0.amount != .zero }
        let total = try Money.sum(debits.lazy.map(\.amount))
        self.kind = kind
        self.subject = "\(kind.rawValue):\(subject)"
        lines = debits.isEmpty ? [] : debits + [Line(account: account, amount: try total.negated())]
    }

    /// What the units of one building owe from now on.
    static func assessment(
        _ campaign: CampaignID, _ building: BuildingCode, _ units: [UnitAccount]
    ) throws(ArithmeticOverflow) -> Posting {
        try Posting(
            .assessment, "\(campaign):\(building)",
            debit: units.map { Line(account: .receivable($0.unit), amount: $0.due) },
            credit: .assessments(campaign, building))
    }

    static func payment(_ payment: Payment) throws(ArithmeticOverflow) -> Posting {
        try Posting(
            .payment, "\(payment.campaign):\(payment.reference)",
            debit: [Line(account: .bank(payment.campaign), amount: payment.amount)], credit: .receivable(payment.unit))
    }

    /// The counter-entry of a payment, known by its receipt.
    static func reversal(of receipt: Receipt) throws(ArithmeticOverflow) -> Posting {
        let payment = receipt.payment
        return try Posting(
            .reversal, "\(payment.campaign):\(receipt.number)",
            debit: [Line(account: .receivable(payment.unit), amount: payment.amount)], credit: .bank(payment.campaign))
    }

    /// The lender paid the works directly, so that no money passes through the bank account.
    static func advance(_ id: AdvanceID, _ lifts: [AdvancedLift]) throws(ArithmeticOverflow) -> Posting {
        try Posting(
            .advance, id.description, debit: lifts.map { Line(account: .advancedWorks($0.lift), amount: $0.amount) },
            credit: .advances(id))
    }

    /// The counter-entry of an advance.
    static func reversal(of advance: Advance) throws(ArithmeticOverflow) -> Posting {
        try Posting(
            .advanceReversal, advance.id.description,
            debit: advance.lifts.map {
                Line(account: .advancedWorks($0.lift), amount: Money(fen: -$0.amount.fen))
            }, credit: .advances(advance.id))
    }

    /// Accepted works are no longer a claim on the lender's contractor but an expense.
    static func completion(
        _ order: OrderID, _ lift: LiftCode, advanced: Money
    ) throws(ArithmeticOverflow) -> Posting {
        try Posting(
            .completion, order.description, debit: [Line(account: .works(lift), amount: advanced)],
            credit: .advancedWorks(lift))
    }

    static func payout(
        _ campaign: CampaignID, _ reference: PaymentReference, _ lift: LiftCode, _ amount: Money
    ) throws(ArithmeticOverflow) -> Posting {
        try Posting(
            .payout, "\(campaign):\(reference)", debit: [Line(account: .works(lift), amount: amount)],
            credit: .bank(campaign))
    }

    /// What was lent leaves the account and is owed no more.
    static func repayment(_ repayment: Repayment) throws(ArithmeticOverflow) -> Posting {
        try Posting(
            .repayment, "\(repayment.campaign):\(repayment.reference)",
            debit: [Line(account: .advances(repayment.advance), amount: repayment.amount)],
            credit: .bank(repayment.campaign))
    }

    /// What a unit paid too much goes back to it.
    static func refund(_ refund: Refund) throws(ArithmeticOverflow) -> Posting {
        try Posting(
            .refund, "\(refund.campaign):\(refund.reference)",
            debit: [Line(account: .receivable(refund.unit), amount: refund.amount)], credit: .bank(refund.campaign))
    }
}
