package import EventLog
package import Model
package import Postgres

/// Decisions that an authority annulled or a court revoked, as services keep them that act on mandates.
///
/// Such a service makes the tables `set_aside`, and `campaign` that says on which vote a campaign rests, by its own migrations, and
/// lets `handle` take `ResolutionSetAside`. Rows are only ever added. `SetAsideContract` in `Tests/ServiceSupport` says which columns
/// these are; a test of each such service compares its tables with it.
package struct SetAsideDecisions: Sendable {
    package init() {}

    /// Keeps an order; one that is known already stays as it is.
    ///
    /// - Throws: `PostgresError`
    package func handle(_ received: Received<ResolutionSetAside>, _ write: borrowing Write) async throws {
        let order = received.event
        try await write.execute(
            """
            INSERT INTO set_aside (community, assembly, item, set_aside_on, recorded_at)
            VALUES (\(write.community), \(order.assembly), \(order.item), \(order.on), \(write.now))
            ON CONFLICT ON CONSTRAINT set_aside_item_key DO NOTHING
            """)
    }

    /// What is kept of a community, by which decisions and since when, as an `AuditCopy` has it.
    package static func select(keptOf community: CommunityID) -> SQL {
        """
        SELECT concat_ws('/', assembly, item), to_char(set_aside_on, 'YYYY-MM-DD')
        FROM set_aside WHERE community = \(community) LIMIT \(AuditCopy.most)
        """
    }

    /// Whether the item that opened the campaign was set aside, alone or with its assembly.
    ///
    /// - Throws: `PostgresError`
    package func covers(_ campaign: CampaignID, in write: borrowing Write) async throws -> Bool {
        try await !write.query(Self.select(coveredOf: [campaign], of: write.community), as: CampaignID.self).isEmpty
    }

    /// Those of `campaigns` whose item was set aside, alone or with its assembly.
    ///
    /// A campaign of which nothing is on record is older than the record; it is told by its name, which is made of the codes of
    /// assembly and item. The name alone does not tell where the one ends, so that an assembly as a whole does not cover it.
    package static func select(coveredOf campaigns: [CampaignID], of community: CommunityID) -> SQL {
        """
        SELECT wanted.campaign
        FROM unnest(\(campaigns)) AS wanted (campaign)
        LEFT JOIN campaign ON campaign.community = \(community) AND campaign.campaign = wanted.campaign
        WHERE EXISTS (
            SELECT
            FROM set_aside
            WHERE set_aside.community = \(community)
                AND CASE
                    WHEN campaign.campaign IS NULL THEN set_aside.assembly || '-' || set_aside.item = wanted.campaign
                    ELSE set_aside.assembly = campaign.assembly
                        AND (set_aside.item IS NULL OR set_aside.item = campaign.item)
                END
        )
        """
    }
}
