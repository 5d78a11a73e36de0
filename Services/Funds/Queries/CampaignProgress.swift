import Model
import Postgres

/// One campaign: its terms, the vote it comes from, and how far each building has come.
///
/// It names no unit.
struct CampaignProgress: Sendable {
    let pool: PostgresPool

    func callAsFunction(_ campaign: CampaignID, of community: CommunityID) async throws -> Answer? {
        let results = try await pool.withConnection { connection in
            try await connection.pipeline([
                CampaignStore.select(campaigns: [campaign], of: community),
                CampaignStore.select(buildingsOf: [campaign], of: community),
                "SELECT opened_on FROM campaign WHERE community = \(community) AND campaign = \(campaign)",
                """
                SELECT -balance
                FROM ledger_account
                JOIN advance ON advance.community = ledger_account.community
                    AND account = 'advances:' || advance.advance
                WHERE advance.community = \(community) AND campaign = \(campaign)
                """,
                CampaignStore.select(setAside: campaign, of: community),
            ])
        }
        guard let found = try CampaignStore.campaigns(results[0]).first,
            let openedOn = try results[2].decode(Day.self).first
        else { return nil }
        let owed = MoneyTotal(try results[3].decode(Money.self))
        let buildings = try CampaignStore.buildings(results[1])[campaign] ?? []
        return try Answer(
            found.campaign, openedOn, setAsideOn: try results[4].decode(Day?.self).first ?? nil, owed,
            buildings.sorted { $0.building < $1.building })
    }

    struct Answer: Sendable, Encodable {
        let campaign: CampaignID
        let title: String
        let assembly: AssemblyID
        let item: ItemID
        let openedOn: Day
        /// Since when its decision is set aside, so that nothing is owed under it; nil where it stands.
        let setAsideOn: Day?
        let rate: UnitPrice
        let scope: [BuildingCode]?
        let threshold: Ratio
        let basis: Mandate.ThresholdBasis
        let due: Money
        /// All that arrived, overpayments included.
        let paid: Money
        /// What counts towards the amount due.
        let counted: Money
        let households: Int64
        let paidHouseholds: Int64
        let advancesOwed: MoneyTotal
        let buildings: [Building]

        init(
            _ campaign: Campaign, _ openedOn: Day, setAsideOn: Day?, _ owed: MoneyTotal, _ accounts: [BuildingAccount]
        ) throws {
            self.campaign = campaign.id
            title = campaign.title
            assembly = campaign.assembly
            item = campaign.item
            self.openedOn = openedOn
            self.setAsideOn = setAsideOn
            rate = campaign.mandate.rate
            scope = campaign.mandate.scope.buildings
            threshold = campaign.mandate.threshold
            basis = campaign.mandate.basis
            due = try Money.sum(accounts.lazy.map(\.due))
            paid = try Money.sum(accounts.lazy.map(\.progress.received))
            counted = try Money.sum(accounts.lazy.map(\.progress.counted))
            households = accounts.reduce(0) { $0 + $1.units }
            paidHouseholds = accounts.reduce(0) { $0 + $1.progress.paidUnits }
            advancesOwed = owed
            buildings = accounts.map(Building.init)
        }
    }

    struct Building: Sendable, Encodable {
        let building: BuildingCode
        let units: Int64
        let due: Money
        let paid: Money
        let counted: Money
        let paidUnits: Int64
        /// The day on which the threshold was reached.
        let fundedOn: Day?

        init(_ account: BuildingAccount) {
            building = account.building
            units = account.units
            due = account.due
            paid = account.progress.received
            counted = account.progress.counted
            paidUnits = account.progress.paidUnits
            fundedOn = account.fundedOn
        }
    }
}
