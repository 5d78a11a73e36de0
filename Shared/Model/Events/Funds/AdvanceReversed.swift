/// A recorded advance was taken back out of the books by a counter-entry, as a whole (R-F-33): by it nothing is owed.
///
/// Nothing was paid back of it, and no works rest on it. Why is not said: a reason may speak of people.
package struct AdvanceReversed: DistrictEvent {
    package static let type = EventType(.funds, "AdvanceReversed")
    package var subject: String { "campaign:\(campaign)" }

    package let campaign: CampaignID
    package let advance: AdvanceID
    /// The advance's amount, positive.
    package let amount: Money
    /// Its lifts for which no other money is there: neither does another advance of the campaign hold, nor has their
    /// building reached its threshold.
    package let uncovered: [LiftCode]
    /// The district's day of the reversal.
    package let reversedOn: Day

    package init(campaign: CampaignID, advance: AdvanceID, amount: Money, uncovered: [LiftCode], reversedOn: Day) {
        self.campaign = campaign
        self.advance = advance
        self.amount = amount
        self.uncovered = uncovered
        self.reversedOn = reversedOn
    }
}
