/// Money arrived for a unit; which one is not said.
package struct PaymentRecorded: DistrictEvent {
    package static let type = EventType(.funds, "PaymentRecorded")
    package var subject: String { "campaign:\(campaign)" }

    package let campaign: CampaignID
    /// The campaign's running receipt number.
    package let receipt: Int64
    package let building: BuildingCode
    package let amount: Money
    /// The part of the amount that counts towards the due of the unit; less than the amount where it was overpaid.
    package let counted: Money
    /// Whether this payment made the unit fully paid.
    package let completes: Bool
    package let paidOn: Day
    /// The building after this payment.
    package let progress: BuildingProgress

    package init(
        campaign: CampaignID, receipt: Int64, building: BuildingCode, amount: Money, counted: Money, completes: Bool,
        paidOn: Day, progress: BuildingProgress
    ) {
        self.campaign = campaign
        self.receipt = receipt
        self.building = building
        self.amount = amount
        self.counted = counted
        self.completes = completes
        self.paidOn = paidOn
        self.progress = progress
    }
}
