/// A building's collection has reached the mandate's threshold.
package struct BuildingFunded: DistrictEvent {
    package static let type = EventType(.funds, "BuildingFunded")
    package var subject: String { "campaign:\(campaign)" }

    package let campaign: CampaignID
    package let building: BuildingCode
    package let due: Money
    package let counted: Money
    /// The district's day on which the threshold was reached.
    package let fundedOn: Day

    package init(campaign: CampaignID, building: BuildingCode, due: Money, counted: Money, fundedOn: Day) {
        self.campaign = campaign
        self.building = building
        self.due = due
        self.counted = counted
        self.fundedOn = fundedOn
    }
}
