import Model

/// Money that arrived for a unit, as the collector reports it.
struct Payment: Sendable, Equatable, Codable {
    let campaign: CampaignID
    let reference: PaymentReference
    let unit: UnitCode
    let amount: Money
    /// When it happened; when it was recorded is the database's business (design §7).
    let paidAt: Timestamp
    let channel: Channel
    /// Who paid, as the bank says; stays in this service and is in no event.
    let payer: PartyName?

    /// The fields in which a payment under the same reference is not this one.
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
        try PrintableText.check(text, atMost: 100, "name")
        description = text
    }
}

/// The number by which a bank or collector names one payment, unique within a campaign; at most 64 characters.
///
/// Who copies `R-12` from a slip may write `r-12`: the letters A to Z in either case are the same. All else is compared
/// byte by byte, as the database does it, where Swift's texts would take two ways to write `é` for one.
struct PaymentReference: TextValue {
    let description: String

    init(parsing text: String) throws(InvalidValue) {
        try PrintableText.check(text, atMost: 64, "reference")
        description = text
    }

    static func == (left: Self, right: Self) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8) { lowercased($0) == lowercased($1) }
    }

    func hash(into hasher: inout Hasher) {
        for byte in description.utf8 { hasher.combine(Self.lowercased(byte)) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

enum ChannelKind {}

/// How money arrived, as the collector calls it: `bank`, `wechat`, `cash`.
typealias Channel = Code<ChannelKind>
