import EventLog
import Model
import Postgres

/// Work orders as funds knows them.
struct WorksOrderStore: Sendable {
    func order(_ id: OrderID, in write: borrowing Write) async throws -> WorksOrder? {
        let rows = try await write.query(
            """
            SELECT campaign, lift, cost, advanced, report, completed_on FROM works_order
            WHERE community = \(write.community) AND works_order = \(id)
            """, as: (CampaignID, LiftCode, Money?, Money?, String?, Day?).self)
        guard let (campaign, lift, cost, advanced, report, completedOn) = rows.first else { return nil }
        guard let cost, let advanced, let report, let completedOn else {
            return WorksOrder(id: id, campaign: campaign, lift: lift)
        }
        return WorksOrder(
            id: id, campaign: campaign, lift: lift,
            completion: .init(cost: cost, report: report, completedOn: completedOn, advanced: advanced))
    }

    /// Stores an order as it now is.
    func save(_ order: WorksOrder, in write: borrowing Write) async throws {
        let completion = order.completion
        try await write.execute(
            """
            INSERT INTO works_order (community, works_order, campaign, lift, cost, advanced, report, completed_on)
            VALUES (
                \(write.community), \(order.id), \(order.campaign), \(order.lift), \(completion?.cost),
                \(completion?.advanced), \(completion?.report), \(completion?.completedOn))
            ON CONFLICT ON CONSTRAINT works_order_pkey DO UPDATE
            SET cost = excluded.cost, advanced = excluded.advanced, report = excluded.report,
                completed_on = excluded.completed_on
            """)
    }

    /// Those of the given lifts whose works of the campaign are accepted.
    func completed(
        _ lifts: [LiftCode], of campaign: CampaignID, in write: borrowing Write
    ) async throws -> Set<LiftCode> {
        Set(
            try await write.query(
                """
                SELECT lift FROM works_order
                WHERE community = \(write.community) AND campaign = \(campaign) AND lift = ANY(\(lifts))
                    AND completed_on IS NOT NULL
                """, as: LiftCode.self))
    }
}
