import Model
import Postgres

/// All payments of a campaign, also those that were taken back, for those who check them; in the order of their receipts.
struct PaymentPage: Sendable {
    let pool: PostgresPool

    /// A page of payments, from the one after `receipt` on.
    ///
    /// - Returns: nil where there is no such campaign.
    func callAsFunction(
        _ campaign: CampaignID, of community: CommunityID, after receipt: Int64, limit: Int
    ) async throws -> Page<Item>? {
        let results = try await pool.withConnection { connection in
            try await connection.pipeline([
                """
                SELECT receipt, reference, unit, amount, paid_at, channel, payment.recorded_at, reversed_on, reason
                FROM payment LEFT JOIN payment_reversal USING (community, campaign, receipt)
                WHERE community = \(community) AND campaign = \(campaign) AND receipt > \(receipt)
                ORDER BY receipt LIMIT \(limit + 1)
                """,
                "SELECT 1 FROM campaign WHERE community = \(community) AND campaign = \(campaign)",
            ])
        }
        guard !results[1].isEmpty else { return nil }
        let items = try results[0].decode(
            (Int64, PaymentReference, UnitCode, Money, Timestamp, Channel, Timestamp, Day?, ReversalReason?).self
        ).map {
            Item(
                receipt: $0.0, reference: $0.1, unit: $0.2, amount: $0.3, paidAt: $0.4, channel: $0.5, recordedAt: $0.6,
                reversedOn: $0.7, reason: $0.8)
        }
        return Page(items, limit: limit) { String($0.receipt) }
    }

    /// Without the payer, who may be somebody else than an owner and is on the receipt.
    struct Item: Sendable, Encodable {
        let receipt: Int64
        let reference: PaymentReference
        let unit: UnitCode
        let amount: Money
        let paidAt: Timestamp
        let channel: Channel
        let recordedAt: Timestamp
        /// When and why it was taken back; nil where it holds.
        let reversedOn: Day?
        let reason: ReversalReason?
    }
}
