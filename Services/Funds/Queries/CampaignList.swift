import Model
import Postgres

/// The campaigns of a community with their totals, newest first.
struct CampaignList: Sendable {
    let pool: PostgresPool

    func callAsFunction(_ community: CommunityID) async throws -> [Item] {
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT campaign, title, campaign.due, households, opened_on, sum(received)::bigint,
                    sum(counted)::bigint, sum(paid_units)::bigint, count(funded_on), count(*), (
                        SELECT min(set_aside_on)
                        FROM set_aside
                        WHERE set_aside.community = campaign.community AND set_aside.assembly = campaign.assembly
                            AND (set_aside.item IS NULL OR set_aside.item = campaign.item)
                    )
                FROM campaign JOIN campaign_building USING (community, campaign)
                WHERE community = \(community)
                GROUP BY campaign.community, campaign.campaign
                ORDER BY opened_on DESC, campaign
                """,
                as: (CampaignID, String, Money, Int64, Day, Money, Money, Int64, Int64, Int64, Day?).self)
        }
        return rows.map {
            Item(
                campaign: $0.0, title: $0.1, openedOn: $0.4, setAsideOn: $0.10, due: $0.2, paid: $0.5, counted: $0.6,
                households: $0.3, paidHouseholds: $0.7, buildings: $0.9, fundedBuildings: $0.8)
        }
    }

    struct Item: Sendable, Encodable {
        let campaign: CampaignID
        let title: String
        let openedOn: Day
        /// Since when its decision is set aside; nil where it stands.
        let setAsideOn: Day?
        let due: Money
        let paid: Money
        let counted: Money
        let households: Int64
        let paidHouseholds: Int64
        let buildings: Int64
        let fundedBuildings: Int64
    }
}
