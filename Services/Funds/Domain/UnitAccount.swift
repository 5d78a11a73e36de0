import Model

/// What one unit owes a campaign and what has arrived for it.
///
/// Overpayment is kept and owed back, never counted.
struct UnitAccount: Sendable, Equatable {
    let unit: UnitCode
    let due: Money
    private(set) var received: Money

    init(unit: UnitCode, due: Money, received: Money = .zero) {
        self.unit = unit
        self.due = due
        self.received = received
    }

    /// What counts towards the amount due.
    var counted: Money { min(received, due) }
    var isPaid: Bool { received >= due }
    var outstanding: Money { Money(fen: due.fen - counted.fen) }
    var overpaid: Money { Money(fen: received.fen - counted.fen) }

    /// What one payment did to the account.
    struct Credit: Sendable, Equatable {
        let counted: Money
        /// Whether the unit became fully paid by it.
        let completes: Bool
    }

    mutating func receive(_ amount: Money) throws(FundsRefusal) -> Credit {
        let before = self
        received = try received.adding(amount, for: "amount")
        return Credit(
            counted: Money(fen: counted.fen - before.counted.fen), completes: isPaid && !before.isPaid)
    }

    /// What the reversal of a payment did to the account.
    struct Debit: Sendable, Equatable {
        /// What no longer counts.
        let counted: Money
        /// Whether the unit was fully paid and is no longer.
        let reopens: Bool
    }

    /// Takes back what was received before.
    mutating func giveBack(_ amount: Money) throws(FundsRefusal) -> Debit {
        let before = self
        received = try received.subtracting(amount, for: "amount")
        return Debit(
            counted: Money(fen: before.counted.fen - counted.fen), reopens: before.isPaid && !isPaid)
    }
}
