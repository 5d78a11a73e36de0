import Model

/// `POST C/campaigns/{campaign}/payments`.
struct PaymentRequest: Decodable {
    let reference: GivenReference
    let unit: UnitCode
    let amount: Money
    let paidAt: GivenTime
    let channel: Channel
    let payer: GivenText<PartyName>?

    func payment(to campaign: CampaignID) -> Payment {
        Payment(
            campaign: campaign, reference: reference.reference, unit: unit, amount: amount, paidAt: paidAt.time,
            channel: channel, payer: payer?.text)
    }
}

/// A receipt as the collector and the payer get it.
struct ReceiptAnswer: Encodable {
    let campaign: CampaignID
    let receipt: Int64
    let reference: PaymentReference
    let unit: UnitCode
    let amount: Money
    let paidAt: Timestamp
    let channel: Channel
    let recordedAt: Timestamp
    /// The part of the amount that counts towards what is due.
    let counted: Money
    /// The unit after this payment.
    let due: Money
    let paid: Money
    let outstanding: Money
    let overpaid: Money
    /// The day on which the payment was taken back; nil where it holds.
    let reversedOn: Day?

    init(_ receipt: Receipt) {
        let payment = receipt.payment
        let account = UnitAccount(unit: payment.unit, due: receipt.due, received: receipt.received)
        campaign = payment.campaign
        self.receipt = receipt.number
        reference = payment.reference
        unit = payment.unit
        amount = payment.amount
        paidAt = payment.paidAt
        channel = payment.channel
        recordedAt = receipt.recordedAt
        counted = receipt.counted
        due = receipt.due
        paid = receipt.received
        outstanding = account.outstanding
        overpaid = account.overpaid
        reversedOn = receipt.reversedOn
    }
}
