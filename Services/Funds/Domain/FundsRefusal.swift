import Model

/// Why a command about money is refused; nothing of it is stored.
enum FundsRefusal: Error, Equatable {
    case campaignUnknown(CampaignID)
    case unitNotAssessed(UnitCode)
    case notPositive(field: String)
    /// More than `Money.commandLimit`.
    case beyondLimit(field: String)
    /// A sum would leave the range of money.
    case tooLarge(field: String)
    case dayAhead(field: String, today: Day)
    /// The reference names something else already; the fields in which the two differ.
    case referenceTaken(differing: [String])
    /// Somebody else has asked for another payment under this reference; the fields in which the two differ.
    case otherAskedFor(differing: [String])

    case receiptUnknown(ReceiptNumber)
    case reversedAlready(on: Day)
    /// A reversal would take more than what the campaign's account holds and does not owe back to others.
    case paidOutAlready(left: Money)
    /// A reversal would take more than what refunds have left of the unit's payments.
    case refundedAlready(left: Money)

    /// A refund of more than what the unit has paid too much.
    case overpaymentExceeded(left: Money)

    case partsDifferFromAmount(parts: Money)
    case noParts
    case liftUnknown(part: Int, LiftCode)
    /// Its building does not pay to the campaign.
    case liftElsewhere(part: Int, LiftCode)
    case liftRepeated(part: Int, LiftCode)
    case worksCompleted(part: Int, LiftCode)
    case advanceUnknown(AdvanceID)
    /// More than is owed of what accepted works took of an advance.
    case debtExceeded(left: Money)
    /// An advance some of which was paid back is not taken back.
    case advanceRepaid(Money)
    /// Nor is one on which works rest: they took what it lent, or have begun and no other money is there for them.
    case worksRestOn(LiftCode)

    case orderUnknown(OrderID)
    case orderNotCompleted(OrderID)
    case noMandate(BuildingCode)
    /// The decision was annulled or revoked.
    case mandateSetAside
    case capExceeded(left: Money)
    case costExceeded(left: Money)
    case bankExceeded(left: Money)

    /// A mandate to collect from nobody: what was decided waits for a roll with somebody on it.
    case emptyScope(CampaignID)
}

extension Money {
    /// Whether one command may name the amount: more than nothing, and no more than sums can bear.
    func check(_ field: String) throws(FundsRefusal) {
        guard self > .zero else { throw .notPositive(field: field) }
        guard self <= .commandLimit else { throw .beyondLimit(field: field) }
    }

    func adding(_ other: Money, for field: String) throws(FundsRefusal) -> Money {
        do { return try adding(other) } catch { throw .tooLarge(field: field) }
    }

    func subtracting(_ other: Money, for field: String) throws(FundsRefusal) -> Money {
        do { return try subtracting(other) } catch { throw .tooLarge(field: field) }
    }

    static func sum(_ amounts: some Sequence<Money>, for field: String) throws(FundsRefusal) -> Money {
        do { return try sum(amounts) } catch { throw .tooLarge(field: field) }
    }

    /// The same amount on the other side of the ledger.
    func negated() throws(ArithmeticOverflow) -> Money { try Money.zero.subtracting(self) }
}
