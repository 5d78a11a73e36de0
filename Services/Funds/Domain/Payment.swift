import Model

/// The number by which a bank or collector names one payment; unique within a campaign.
struct PaymentReference: TextValue {
    let description: String

    init(parsing text: String) throws(InvalidValue) {
        guard !text.isEmpty else { throw InvalidValue("reference", "is empty") }
        guard text.unicodeScalars.count <= 64 else { throw InvalidValue("reference", "is longer than 64 characters") }
        // Banks use slashes, blanks and dots; what cannot be printed or seen makes two references look the same.
        let isPrintable = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory.isPrintable && scalar != "\u{3000}"
        }
        guard isPrintable, text.unicodeScalars.first != " ", text.unicodeScalars.last != " " else {
            throw InvalidValue("reference", "may hold printable characters only, without blanks at its ends")
        }
        description = text
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

enum ChannelKind {}

/// How money arrived, as the collector calls it: `bank`, `wechat`, `cash`.
typealias Channel = Code<ChannelKind>

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
    let payer: String?

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
}
