/// What the units of a building owe together.
package struct AssessedBuilding: Codable, Sendable, Equatable {
    package let building: BuildingCode
    package let units: Int64
    package let due: Money
    /// Units whose share rounds to nothing, and that have paid all they owe; nil where there are none.
    package let paidUnits: Int64?

    package init(building: BuildingCode, units: Int64, due: Money, paidUnits: Int64? = nil) {
        self.building = building
        self.units = units
        self.due = due
        self.paidUnits = paidUnits
    }
}

/// How far a building's collection has come.
package struct BuildingProgress: Codable, Sendable, Equatable {
    /// All that arrived, overpayments included.
    package let received: Money
    /// What counts towards the amount due.
    package let counted: Money
    /// Units that have paid in full.
    package let paidUnits: Int64

    package init(received: Money, counted: Money, paidUnits: Int64) {
        self.received = received
        self.counted = counted
        self.paidUnits = paidUnits
    }
}

/// The part of an advance that is tied to one lift.
package struct AdvancedLift: Codable, Sendable, Equatable {
    package let lift: LiftCode
    package let amount: Money

    package init(lift: LiftCode, amount: Money) {
        self.lift = lift
        self.amount = amount
    }
}
