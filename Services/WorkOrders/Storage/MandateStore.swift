import EventLog
import Model
import Postgres

/// On which votes campaigns rest, and which of these were annulled or revoked; rows are only ever added.
struct MandateStore: Sendable {
    func insert(_ opened: CampaignOpened, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO campaign (community, campaign, assembly, item)
            VALUES (\(write.community), \(opened.campaign), \(opened.assembly), \(opened.item))
            ON CONFLICT ON CONSTRAINT campaign_pkey DO NOTHING
            """)
    }

    func insert(_ order: ResolutionSetAside, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO set_aside (community, assembly, item, set_aside_on, recorded_at)
            VALUES (\(write.community), \(order.assembly), \(order.item), \(order.on), \(write.now))
            ON CONFLICT ON CONSTRAINT set_aside_item_key DO NOTHING
            """)
    }

    /// Whether the item that opened the campaign was set aside, alone or with its assembly.
    func isSetAside(_ campaign: CampaignID, in write: borrowing Write) async throws -> Bool {
        let found = try await write.query(
            """
            SELECT EXISTS (
                SELECT
                FROM campaign
                JOIN set_aside USING (community, assembly)
                WHERE community = \(write.community) AND campaign.campaign = \(campaign)
                    AND (set_aside.item IS NULL OR set_aside.item = campaign.item)
            )
            """, as: Bool.self)
        return found == [true]
    }
}
