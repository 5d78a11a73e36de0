/// The works are accepted and their cost is known; this allows the payout.
package struct OrderCompleted: DistrictEvent {
    package static let type = EventType(.workorders, "OrderCompleted")
    package var subject: String { "order:\(order)" }

    package let order: OrderID
    package let campaign: CampaignID
    package let lift: LiftCode
    package let cost: Money
    /// The acceptance report's number or reference.
    package let report: String
    package let completedOn: Day

    package init(order: OrderID, campaign: CampaignID, lift: LiftCode, cost: Money, report: String, completedOn: Day) {
        self.order = order
        self.campaign = campaign
        self.lift = lift
        self.cost = cost
        self.report = report
        self.completedOn = completedOn
    }
}
