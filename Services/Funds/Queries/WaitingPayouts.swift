import Model
import Postgres

/// What one person has asked to be paid out or paid back and no second one yet; the latest first, at most 500.
struct WaitingPayouts: Sendable {
    let pool: PostgresPool

    /// - Returns: nil where there is no such campaign.
    func callAsFunction(_ campaign: CampaignID, of community: CommunityID) async throws -> [Item]? {
        let results = try await pool.withConnection { connection in
            try await connection.pipeline([
                """
                SELECT reference, works_order, payee, advance, amount, entered_by, entered_at
                FROM (
                    SELECT DISTINCT ON (advance IS NULL, lower(reference COLLATE "C")) *
                    FROM payout_request
                    WHERE community = \(community) AND campaign = \(campaign)
                    ORDER BY advance IS NULL, lower(reference COLLATE "C"), number DESC
                ) AS latest
                WHERE NOT EXISTS (
                    SELECT
                    FROM payout
                    WHERE latest.advance IS NULL AND payout.community = latest.community
                        AND payout.campaign = latest.campaign
                        AND lower(payout.reference COLLATE "C") = lower(latest.reference COLLATE "C")
                ) AND NOT EXISTS (
                    SELECT
                    FROM repayment
                    WHERE latest.advance IS NOT NULL AND repayment.community = latest.community
                        AND repayment.campaign = latest.campaign
                        AND lower(repayment.reference COLLATE "C") = lower(latest.reference COLLATE "C")
                )
                ORDER BY number DESC
                LIMIT 500
                """,
                "SELECT 1 FROM campaign WHERE community = \(community) AND campaign = \(campaign)",
            ])
        }
        guard !results[1].isEmpty else { return nil }
        return try results[0].decode(
            (PaymentReference, OrderID?, PartyName?, AdvanceID?, Money, String, Timestamp).self
        ).map {
            Item(
                reference: $0.0, order: $0.1, payee: $0.2, advance: $0.3, amount: $0.4, enteredBy: $0.5,
                enteredAt: $0.6)
        }
    }

    struct Item: Sendable, Encodable {
        let reference: PaymentReference
        /// Of a payout, as is the payee.
        let order: OrderID?
        let payee: PartyName?
        /// Of a repayment.
        let advance: AdvanceID?
        let amount: Money
        let enteredBy: String
        let enteredAt: Timestamp
    }
}
