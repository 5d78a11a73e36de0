import Model

/// A request to take a recorded payment back out of the books, as a whole (R-F-33).
struct Reversal: Sendable, Equatable, Codable {
    let campaign: CampaignID
    let receipt: ReceiptNumber
    let reason: ReversalReason
}

/// A reversal in the books.
struct RecordedReversal: Sendable, Equatable, Codable {
    let reason: ReversalReason
    let receipt: Int64
    let payment: Payment
    /// The part of the amount that no longer counts towards the unit's due.
    let counted: Money
    /// The unit after the reversal.
    let due: Money
    let received: Money
    let reversedOn: Day
    let recordedAt: Timestamp
}

/// Why a payment is reversed, for those who look at the books; at most 200 characters.
struct ReversalReason: TextValue {
    let description: String

    init(parsing text: String) throws(InvalidValue) {
        try PrintableText.checkKept(text, atMost: 200, "reason")
        description = text
    }
}

/// The number of a receipt as somebody writes it: 1, 2, 3 … within the campaign.
struct ReceiptNumber: TextValue {
    let number: Int64

    init(parsing text: String) throws(InvalidValue) {
        number = try ScaledDecimal.parse(text, places: 0, expected: "receipt number")
    }

    var description: String { String(number) }
}
