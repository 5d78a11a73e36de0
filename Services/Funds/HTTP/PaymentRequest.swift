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

/// A time as collectors have it: exact, or only the day, which is then taken from its beginning.
///
/// A year such as 0023 is a slip of the hand, which would stay in the books: nothing is paid before this century.
struct GivenTime: TextValue {
    let time: Timestamp

    init(parsing text: String) throws(InvalidValue) {
        time = text.utf8.count == 10 ? try Day(parsing: text).start : try Timestamp(parsing: text)
        try GivenDay.check(time.day, "time")
    }

    var description: String { time.description }
}

/// A day as people give it, for which the same holds.
struct GivenDay: TextValue {
    // The first of January 2000.
    private static let first = Day(daysSince1970: 10_957)

    let day: Day

    init(parsing text: String) throws(InvalidValue) {
        day = try Day(parsing: text)
        try Self.check(day, "day")
    }

    var description: String { day.description }

    static func check(_ day: Day, _ expected: String) throws(InvalidValue) {
        guard day >= first else { throw InvalidValue(expected, zh: "早于 \(first)", en: "is before \(first)") }
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
