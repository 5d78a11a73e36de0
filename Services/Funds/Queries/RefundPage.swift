import Model
import Postgres

/// All refunds of a campaign, for those who check them; in the order of their numbers.
struct RefundPage: Sendable {
    let pool: PostgresPool

    /// A page of refunds, from the one after `number` on.
    ///
    /// - Returns: nil where there is no such campaign.
    func callAsFunction(
        _ campaign: CampaignID, of community: CommunityID, after number: Int64, limit: Int
    ) async throws -> Page<Item>? {
        let results = try await pool.withConnection { connection in
            try await connection.pipeline([
                """
                SELECT number, reference, unit, amount, refunded_on
                FROM refund
                WHERE community = \(community) AND campaign = \(campaign) AND number > \(number)
                ORDER BY number LIMIT \(limit + 1)
                """,
                "SELECT 1 FROM campaign WHERE community = \(community) AND campaign = \(campaign)",
            ])
        }
        guard !results[1].isEmpty else { return nil }
        let items = try results[0].decode((Int64, PaymentReference, UnitCode, Money, Day).self).map {
            Item(refund: $0.0, reference: $0.1, unit: $0.2, amount: $0.3, refundedOn: $0.4)
        }
        return Page(items, limit: limit) { String($0.refund) }
    }

    struct Item: Sendable, Encodable {
        let refund: Int64
        let reference: PaymentReference
        let unit: UnitCode
        let amount: Money
        let refundedOn: Day
    }
}
