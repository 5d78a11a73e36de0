/// A recorded payment was taken back out of the books by a counter-entry, as a whole (R-F-33).
///
/// What it released stays released. Why it was taken back is not said: a reason may speak of a household.
package struct PaymentReversed: DistrictEvent {
    package static let type = EventType(.funds, "PaymentReversed")
    package var subject: String { "campaign:\(campaign)" }

    package let campaign: CampaignID
    /// The receipt of the payment that no longer holds.
    package let receipt: Int64
    package let building: BuildingCode
    /// The payment's amount, positive.
    package let amount: Money
    /// The part of the amount that no longer counts towards the due of the unit.
    package let counted: Money
    /// Whether the unit was fully paid and is no longer.
    package let reopens: Bool
    /// The day on which the payment was said to have been made.
    package let paidOn: Day
    /// The district's day of the reversal.
    package let reversedOn: Day
    /// The building after the reversal.
    package let progress: BuildingProgress
    /// The day of the payment by which the unit had been fully paid, which may be another one than the reversed; nil where
    /// it had not, and in events from before it was said.
    package let fullOn: Day?
    /// The same of what is left; nil where the unit is not fully paid.
    package let stillFullOn: Day?

    package init(
        campaign: CampaignID, receipt: Int64, building: BuildingCode, amount: Money, counted: Money, reopens: Bool,
        paidOn: Day, reversedOn: Day, progress: BuildingProgress, fullOn: Day? = nil, stillFullOn: Day? = nil
    ) {
        self.campaign = campaign
        self.receipt = receipt
        self.building = building
        self.amount = amount
        self.counted = counted
        self.reopens = reopens
        self.paidOn = paidOn
        self.reversedOn = reversedOn
        self.progress = progress
        self.fullOn = fullOn
        self.stillFullOn = stillFullOn
    }
}
