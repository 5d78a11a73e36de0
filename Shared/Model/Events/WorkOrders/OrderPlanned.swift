/// Works on a lift are planned and held until money releases them.
package struct OrderPlanned: DistrictEvent {
    package static let type = EventType(.workorders, "OrderPlanned")
    package var subject: String { "order:\(order)" }

    package let order: OrderID
    package let campaign: CampaignID
    package let lift: LiftCode
    package let works: Mandate.Works

    package init(order: OrderID, campaign: CampaignID, lift: LiftCode, works: Mandate.Works) {
        self.order = order
        self.campaign = campaign
        self.lift = lift
        self.works = works
    }
}
