import EventLog
import Model
import Postgres

/// On which votes campaigns rest, and which works they pay for; rows are only ever added.
struct MandateStore: Sendable {
    func insert(_ opened: CampaignOpened, in write: borrowing Write) async throws {
        let works = opened.mandate.releases
        try await write.pipeline([
            """
            INSERT INTO campaign (community, campaign, assembly, item)
            VALUES (\(write.community), \(opened.campaign), \(opened.assembly), \(opened.item))
            ON CONFLICT ON CONSTRAINT campaign_pkey DO NOTHING
            """,
            """
            INSERT INTO campaign_plan (community, campaign, buildings, work, work_class)
            VALUES (
                \(write.community), \(opened.campaign), \(opened.buildings.map(\.building)), \(works.work),
                \(works.workClass)
            )
            ON CONFLICT ON CONSTRAINT campaign_plan_pkey DO NOTHING
            """,
        ])
    }

    /// The campaigns to which a lift's building pays, which have no order for the lift, and whose works in the building
    /// were not over when it was recorded: a lift that comes after them is none of theirs.
    func missing(
        _ lift: LiftCode, recordedAt time: Timestamp, in write: borrowing Write
    ) async throws -> [(campaign: CampaignID, works: Mandate.Works)] {
        try await write.query(
            """
            SELECT campaign, work, work_class
            FROM campaign_plan AS plan
            WHERE community = \(write.community) AND \(lift.building) = ANY(buildings)
                AND NOT EXISTS (
                    SELECT
                    FROM work_order
                    WHERE community = plan.community AND campaign = plan.campaign AND lift = \(lift)
                )
                AND coalesce(
                    (
                        SELECT bool_or(state <> 'completed' OR coalesce(completed_at > \(time), false))
                        FROM work_order
                        WHERE community = plan.community AND campaign = plan.campaign
                            AND split_part(lift, '-', 1) = \(lift.building)
                    ), true)
            ORDER BY campaign
            """, as: (CampaignID, WorkKind, WorkClass).self
        ).map { (campaign: $0.0, works: Mandate.Works(work: $0.1, workClass: $0.2)) }
    }
}
