/// Somebody lent the campaign money for works on certain lifts; it is owed back (R-F-31).
package struct AdvanceMade: DistrictEvent {
    package static let type = EventType(.funds, "AdvanceMade")
    package var subject: String { "campaign:\(campaign)" }

    package let campaign: CampaignID
    package let advance: AdvanceID
    package let lender: Lender
    /// The sum of the lifts' parts.
    package let amount: Money
    package let agreedOn: Day
    package let lifts: [AdvancedLift]

    package enum Lender: String, WrittenWord, Sendable { case propertyCompany, committee, maintenanceFirm, other }

    package init(
        campaign: CampaignID, advance: AdvanceID, lender: Lender, amount: Money, agreedOn: Day, lifts: [AdvancedLift]
    ) {
        self.campaign = campaign
        self.advance = advance
        self.lender = lender
        self.amount = amount
        self.agreedOn = agreedOn
        self.lifts = lifts
    }
}
