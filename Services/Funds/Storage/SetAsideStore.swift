import EventLog
import Model
import Postgres

/// Decisions that were annulled or revoked; rows are only ever added.
struct SetAsideStore: Sendable {
    /// Keeps an order; one that is known already stays as it is.
    func insert(_ order: ResolutionSetAside, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO set_aside (community, assembly, item, set_aside_on, recorded_at)
            VALUES (\(write.community), \(order.assembly), \(order.item), \(order.on), \(write.now))
            ON CONFLICT ON CONSTRAINT set_aside_item_key DO NOTHING
            """)
    }

    /// Whether the item that opened the campaign was set aside, alone or with its assembly.
    func covers(_ campaign: CampaignID, in write: borrowing Write) async throws -> Bool {
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
