/// Money was paid for a completed order under a spending mandate.
package struct PayoutMade: DistrictEvent {
    package static let type = EventType(.funds, "PayoutMade")
    package var subject: String { "campaign:\(campaign)" }

    package let campaign: CampaignID
    /// The number of the request that it rests on; in events from before its reference, which is free text.
    package let payout: String
    package let order: OrderID
    package let amount: Money
    package let paidOn: Day

    package init(campaign: CampaignID, payout: String, order: OrderID, amount: Money, paidOn: Day) {
        self.campaign = campaign
        self.payout = payout
        self.order = order
        self.amount = amount
        self.paidOn = paidOn
    }
}
