import Model

/// A request to give back what a unit has paid beyond its due, or a part of it (R-F-32).
struct Refund: OutgoingPayment, Codable {
    let campaign: CampaignID
    /// Unique among the refunds of the campaign.
    let reference: PaymentReference
    let unit: UnitCode
    let amount: Money

    func differences(from other: Refund) -> [String] {
        var fields: [String] = []
        if unit != other.unit { fields.append("unit") }
        if amount != other.amount { fields.append("amount") }
        return fields
    }
}

/// A refund in the books.
struct RecordedRefund: Sendable, Equatable, Codable {
    /// 1, 2, 3 … within the campaign.
    let number: Int64
    let refund: Refund
    /// The campaign's last receipt before it: what was paid later did not come before.
    let afterReceipt: Int64
    /// The unit after the refund.
    let due: Money
    let received: Money
    let refundedOn: Day
}

extension PaymentDesk {
    /// A refund that is now in the books, and what is published of it.
    struct Refunded: Sendable, Equatable {
        let recorded: RecordedRefund
        let fact: OverpaymentRefunded
    }

    /// Gives back what a unit paid too much, or refuses it and leaves the desk and the ledger as they were.
    ///
    /// What counts, and so the day on which a unit or a building had enough, stays as it is.
    mutating func refund(
        _ refund: Refund, number: Int64, in ledger: inout Ledger, today: Day
    ) throws(FundsRefusal) -> Refunded {
        try refund.amount.check("amount")
        guard var unit = units[refund.unit], var building = buildings[refund.unit.building] else {
            throw .unitNotAssessed(refund.unit)
        }
        guard refund.amount <= unit.overpaid else { throw .overpaymentExceeded(left: unit.overpaid) }
        // Payouts of earlier versions may have taken what was owed back.
        let bank = max(.zero, ledger.balance(of: .bank(campaign.id)))
        guard refund.amount <= bank else { throw .bankExceeded(left: bank) }
        let debit = try unit.giveBack(refund.amount)
        try building.take(refund.amount, debit)
        do { try ledger.post(.refund(refund)) } catch { throw .tooLarge(field: "amount") }

        let recorded = RecordedRefund(
            number: number, refund: refund, afterReceipt: lastNumber, due: unit.due, received: unit.received,
            refundedOn: today)
        keep(recorded, unit, building)
        return Refunded(
            recorded: recorded,
            fact: OverpaymentRefunded(
                campaign: campaign.id, refund: number, building: building.building, amount: refund.amount,
                refundedOn: today, progress: building.progress))
    }
}
