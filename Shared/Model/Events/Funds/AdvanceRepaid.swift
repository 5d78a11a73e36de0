/// Money of the campaign went back to who had lent it (R-F-31).
package struct AdvanceRepaid: DistrictEvent {
    package static let type = EventType(.funds, "AdvanceRepaid")
    package var subject: String { "campaign:\(campaign)" }

    package let campaign: CampaignID
    package let advance: AdvanceID
    /// The number of the request that it rests on; in events from before its reference, which is free text.
    package let repayment: String
    package let amount: Money
    /// What of the advance is owed after it.
    package let owed: Money
    package let repaidOn: Day

    package init(
        campaign: CampaignID, advance: AdvanceID, repayment: String, amount: Money, owed: Money, repaidOn: Day
    ) {
        self.campaign = campaign
        self.advance = advance
        self.repayment = repayment
        self.amount = amount
        self.owed = owed
        self.repaidOn = repaidOn
    }
}
