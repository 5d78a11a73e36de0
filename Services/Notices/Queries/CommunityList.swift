import Model
import Postgres

/// One line of the district's front page.
struct CommunityLine: Sendable {
    let community: CommunityID
    let name: String
    let units: Int64
    let lifts: Int64
    /// Of the community's newest campaign.
    let campaign: (title: String, households: Int64, paidUnits: Int64)?
    /// The name of the area that it has become part of.
    var area: String?
}

/// Reads the district's communities in the order of their names.
struct CommunityListQuery: Sendable {
    let pool: PostgresPool

    /// A district has tens of communities; what is beyond this does not fit one page.
    private static let limit = 500

    func callAsFunction() async throws -> [CommunityLine] {
        try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT
                    community.community, community.name, community.units,
                    (SELECT count(*) FROM lift WHERE lift.community = community.community),
                    newest.title, newest.households,
                    (
                        SELECT COALESCE(sum(paid_units), 0)::bigint
                        FROM campaign_building AS part
                        WHERE part.community = community.community AND part.campaign = newest.campaign
                    ),
                    CASE WHEN community.merged_into IS NOT NULL
                        THEN coalesce(area.name, community.merged_into) END
                FROM community
                LEFT JOIN community AS area ON area.community = community.merged_into
                LEFT JOIN LATERAL (
                    SELECT campaign, title, households
                    FROM campaign
                    WHERE campaign.community = community.community
                    ORDER BY opened_at DESC, campaign DESC
                    LIMIT 1
                ) AS newest ON true
                ORDER BY community.merged_into IS NOT NULL, community.name, community.community
                LIMIT \(Self.limit)
                """,
                as: (CommunityID, String, Int64, Int64, String?, Int64?, Int64, String?).self)
        }.map { community, name, units, lifts, title, households, paidUnits, area in
            var campaign: (String, Int64, Int64)?
            if let title, let households { campaign = (title, households, paidUnits) }
            return CommunityLine(
                community: community, name: name, units: units, lifts: lifts, campaign: campaign, area: area)
        }
    }
}
