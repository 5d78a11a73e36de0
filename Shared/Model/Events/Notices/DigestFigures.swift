/// What a building's daily digest says; counts only, no names (R-P-08).
package struct DigestFigures: Codable, Sendable, Equatable {
    package let units: Int64
    package let paidUnits: Int64
    /// Units that became fully paid on the day.
    package let newlyPaidUnits: Int64
    package let due: Money
    package let received: Money
    package let receivedToday: Money
    package let lifts: Int64
    /// Lifts whose works are done and that are back in use.
    package let liftsDone: Int64
    package let liftsUnderWork: Int64
    package let fundedOn: Day?

    package init(
        units: Int64, paidUnits: Int64, newlyPaidUnits: Int64, due: Money, received: Money, receivedToday: Money,
        lifts: Int64, liftsDone: Int64, liftsUnderWork: Int64, fundedOn: Day?
    ) {
        self.units = units
        self.paidUnits = paidUnits
        self.newlyPaidUnits = newlyPaidUnits
        self.due = due
        self.received = received
        self.receivedToday = receivedToday
        self.lifts = lifts
        self.liftsDone = liftsDone
        self.liftsUnderWork = liftsUnderWork
        self.fundedOn = fundedOn
    }
}
