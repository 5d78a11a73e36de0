import Model
import Postgres

/// All payouts of a campaign, each with the vote that allowed it; in the order of their references.
struct PayoutPage: Sendable {
    let pool: PostgresPool

    /// A page of payouts, from the one after `reference` on.
    ///
    /// - Returns: nil where there is no such campaign.
    func callAsFunction(
        _ campaign: CampaignID, of community: CommunityID, after reference: String?, limit: Int
    ) async throws -> Page<Item>? {
        let results = try await pool.withConnection { connection in
            try await connection.pipeline([
                """
                SELECT reference, works_order, payee, amount, paid_on, assembly, item
                FROM payout
                WHERE community = \(community) AND campaign = \(campaign) AND reference > \(reference ?? "")
                ORDER BY reference LIMIT \(limit + 1)
                """,
                "SELECT 1 FROM campaign WHERE community = \(community) AND campaign = \(campaign)",
            ])
        }
        guard !results[1].isEmpty else { return nil }
        let items = try results[0].decode(
            (PaymentReference, OrderID, PartyName, Money, Day, AssemblyID, ItemID).self
        ).map {
            Item(
                reference: $0.0, order: $0.1, payee: $0.2, amount: $0.3, paidOn: $0.4, assembly: $0.5, item: $0.6)
        }
        return Page(items, limit: limit) { $0.reference.description }
    }

    struct Item: Sendable, Encodable {
        let reference: PaymentReference
        let order: OrderID
        let payee: PartyName
        let amount: Money
        let paidOn: Day
        let assembly: AssemblyID
        let item: ItemID
    }
}
