/// A collection is open; every unit of its scope has been assessed.
package struct CampaignOpened: DistrictEvent {
    package static let type = EventType(.funds, "CampaignOpened")
    package var subject: String { "campaign:\(campaign)" }

    package let campaign: CampaignID
    package let assembly: AssemblyID
    package let item: ItemID
    package let title: String
    package let mandate: Mandate.Collect
    /// The sum of the units' half-up shares.
    package let due: Money
    /// Units assessed.
    package let households: Int64
    package let buildings: [AssessedBuilding]
    /// The day of the fact by which it opened; nil in events from before it was said.
    package let openedOn: Day?

    package init(
        campaign: CampaignID, assembly: AssemblyID, item: ItemID, title: String, mandate: Mandate.Collect, due: Money,
        households: Int64, buildings: [AssessedBuilding], openedOn: Day? = nil
    ) {
        self.campaign = campaign
        self.assembly = assembly
        self.item = item
        self.title = title
        self.mandate = mandate
        self.due = due
        self.households = households
        self.buildings = buildings
        self.openedOn = openedOn
    }
}
