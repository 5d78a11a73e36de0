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

    /// Notes that works have begun; of an order that is not known there is nothing to note.
    func begin(_ order: OrderID, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE works_order SET is_begun = true
            WHERE community = \(write.community) AND works_order = \(order)
            """)
    }

    /// Those of the given lifts on which works of the campaign have begun.
    func begun(
        _ lifts: [LiftCode], of campaign: CampaignID, in write: borrowing Write
    ) async throws -> Set<LiftCode> {
        Set(
            try await write.query(
                """
                SELECT lift FROM works_order
                WHERE community = \(write.community) AND campaign = \(campaign) AND lift = ANY(\(lifts))
                    AND (is_begun OR completed_on IS NOT NULL)
                """, as: LiftCode.self))
    }

    /// Those of the given lifts whose works of the campaign are accepted.
    ///
    /// A lift that has no order when all others in its building are accepted came after the works, and gets none.
    func completed(
        _ lifts: [LiftCode], of campaign: CampaignID, in write: borrowing Write
    ) async throws -> Set<LiftCode> {
        Set(
            try await write.query(
                """
                SELECT asked.lift
                FROM unnest(\(lifts)) AS asked (lift)
                JOIN works_order AS works
                    ON works.community = \(write.community) AND works.campaign = \(campaign)
                    AND split_part(works.lift, '-', 1) = split_part(asked.lift, '-', 1)
                GROUP BY asked.lift
                HAVING coalesce(
                    bool_or(works.completed_on IS NOT NULL) FILTER (WHERE works.lift = asked.lift),
                    bool_and(works.completed_on IS NOT NULL))
                """, as: LiftCode.self))
    }

    /// What the accepted works on each lift of an advance's campaign took of what was lent for them, less what earlier
    /// advances had lent.
    func accepted(of advance: AdvanceID, in write: borrowing Write) async throws -> [LiftCode: Money] {
        let rows = try await write.query(
            """
            SELECT works.lift, greatest(works.advanced - (
                SELECT coalesce(sum(part.amount), 0)
                FROM advance AS earlier JOIN advanced_lift AS part USING (community, advance)
                WHERE community = works.community AND campaign = works.campaign AND part.lift = works.lift
                    AND (recorded_at, advance) < (own.recorded_at, own.advance)
                    AND NOT EXISTS (
                        SELECT
                        FROM advance_reversal AS reversal
                        WHERE reversal.community = part.community AND reversal.advance = part.advance
                    )), 0)::bigint
            FROM advance AS own JOIN works_order AS works USING (community, campaign)
            WHERE own.community = \(write.community) AND own.advance = \(advance) AND works.completed_on IS NOT NULL
            """, as: (LiftCode, Money).self)
        return Dictionary(rows, uniquingKeysWith: { max($0, $1) })
    }
}
