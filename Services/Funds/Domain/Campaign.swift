import Model

/// One collection of money, opened by the item that passed.
struct Campaign: Sendable, Equatable {
    let id: CampaignID
    /// Where one walks back to: the vote that allowed it.
    let assembly: AssemblyID
    let item: ItemID
    let title: String
    let mandate: Mandate.Collect
}

/// A unit of the roll, as far as a campaign needs it.
struct RollUnit: Sendable, Equatable {
    let unit: UnitCode
    let area: Area
    let use: UnitRecord.Use

    /// Whether a mandate's rate applies to the unit: use parking only where the community counts it (R-C-09).
    func owes(_ scope: Mandate.Scope, parkingCounts: Bool) -> Bool {
        scope.covers(unit.building) && (use != .parking || parkingCounts)
    }
}
