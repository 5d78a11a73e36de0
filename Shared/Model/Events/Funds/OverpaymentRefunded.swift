/// What a unit had paid beyond its due went back, or a part of it (R-F-32); which unit is not said.
package struct OverpaymentRefunded: DistrictEvent {
    package static let type = EventType(.funds, "OverpaymentRefunded")
    package var subject: String { "campaign:\(campaign)" }

    package let campaign: CampaignID
    /// The campaign's running number of refunds.
    package let refund: Int64
    package let building: BuildingCode
    /// Positive; none of it counted.
    package let amount: Money
    package let refundedOn: Day
    /// The building after the refund.
    package let progress: BuildingProgress

    package init(
        campaign: CampaignID, refund: Int64, building: BuildingCode, amount: Money, refundedOn: Day,
        progress: BuildingProgress
    ) {
        self.campaign = campaign
        self.refund = refund
        self.building = building
        self.amount = amount
        self.refundedOn = refundedOn
        self.progress = progress
    }
}
