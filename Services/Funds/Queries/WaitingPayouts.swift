import Model
import Postgres

/// What one person has asked to be paid out, paid back or refunded and no second one yet; the latest first, at most 500.
struct WaitingPayouts: Sendable {
    let pool: PostgresPool

    /// - Returns: nil where there is no such campaign.
    func callAsFunction(_ campaign: CampaignID, of community: CommunityID) async throws -> [Item]? {
        let results = try await pool.withConnection { connection in
            try await connection.pipeline([
                """
                SELECT reference, works_order, payee, advance, unit, amount, entered_by, entered_at
                FROM (
                    SELECT DISTINCT ON (works_order IS NULL, advance IS NULL, lower(reference COLLATE "C")) *
                    FROM payout_request
                    WHERE community = \(community) AND campaign = \(campaign)
                    ORDER BY works_order IS NULL, advance IS NULL, lower(reference COLLATE "C"), number DESC
                ) AS latest
                WHERE NOT EXISTS (
                    SELECT
                    FROM (
                        SELECT true AS is_payout, false AS is_repayment, reference FROM payout
                        WHERE community = \(community) AND campaign = \(campaign)
                        UNION ALL
                        SELECT false, true, reference FROM repayment
                        WHERE community = \(community) AND campaign = \(campaign)
                        UNION ALL
                        SELECT false, false, reference FROM refund
                        WHERE community = \(community) AND campaign = \(campaign)
                    ) AS made
                    WHERE is_payout = (latest.works_order IS NOT NULL) AND is_repayment = (latest.advance IS NOT NULL)
                        AND lower(made.reference COLLATE "C") = lower(latest.reference COLLATE "C")
                )
                ORDER BY number DESC
                LIMIT 500
                """,
                "SELECT 1 FROM campaign WHERE community = \(community) AND campaign = \(campaign)",
            ])
        }
        guard !results[1].isEmpty else { return nil }
        return try results[0].decode(
            (PaymentReference, OrderID?, PartyName?, AdvanceID?, UnitCode?, Money, String, Timestamp).self
        ).map {
            Item(
                reference: $0.0, order: $0.1, payee: $0.2, advance: $0.3, unit: $0.4, amount: $0.5, enteredBy: $0.6,
                enteredAt: $0.7)
        }
    }

    struct Item: Sendable, Encodable {
        let reference: PaymentReference
        /// Of a payout, as is the payee.
        let order: OrderID?
        let payee: PartyName?
        /// Of a repayment.
        let advance: AdvanceID?
        /// Of a refund.
        let unit: UnitCode?
        let amount: Money
        let enteredBy: String
        let enteredAt: Timestamp
    }
}
