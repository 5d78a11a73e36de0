import Model

/// Money that arrived for a unit, as the collector reports it.
struct Payment: Referenced, Codable {
    let campaign: CampaignID
    let reference: PaymentReference
    let unit: UnitCode
    let amount: Money
    /// When it happened; when it was recorded is the database's business (docs/architecture.md).
    let paidAt: Timestamp
    let channel: Channel
    /// Who paid, as the bank says; stays in this service and is in no event.
    let payer: PartyName?

    func differences(from other: Payment) -> [String] {
        var fields: [String] = []
        if unit != other.unit { fields.append("unit") }
        if amount != other.amount { fields.append("amount") }
        if paidAt != other.paidAt { fields.append("paidAt") }
        if channel != other.channel { fields.append("channel") }
        if payer != other.payer { fields.append("payer") }
        return fields
    }
}

/// The numbered proof that a payment is in the books (R-F-33).
struct Receipt: Sendable, Equatable, Codable {
    /// 1, 2, 3 … within the campaign.
    let number: Int64
    let payment: Payment
    /// The part that counts towards the unit's due.
    let counted: Money
    /// The unit after this payment.
    let due: Money
    let received: Money
    let recordedAt: Timestamp
    /// The day on which the payment was taken back; nil where it holds.
    var reversedOn: Day?
}

// MARK: - Its parts

/// Who paid or is paid, as the bank writes it; at most 100 characters.
struct PartyName: TextValue {
    let description: String

    init(parsing text: String) throws(InvalidValue) {
        try PrintableText.checkKept(text, atMost: 100, "name")
        description = text
    }
}

enum ChannelKind {}

/// How money arrived, as the collector calls it: `bank`, `wechat`, `cash`.
typealias Channel = Code<ChannelKind>
