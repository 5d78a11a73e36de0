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
                SELECT request, reference, works_order, payee, amount, paid_on, assembly, item
                FROM payout
                WHERE community = \(community) AND campaign = \(campaign) AND reference > \(reference ?? "")
                ORDER BY reference LIMIT \(limit + 1)
                """,
                "SELECT 1 FROM campaign WHERE community = \(community) AND campaign = \(campaign)",
            ])
        }
        guard !results[1].isEmpty else { return nil }
        let items = try results[0].decode(
            (Int64?, PaymentReference, OrderID, PartyName, Money, Day, AssemblyID, ItemID).self
        ).map {
            Item(
                payout: $0.0.map(String.init), reference: $0.1, order: $0.2, payee: $0.3, amount: $0.4, paidOn: $0.5,
                assembly: $0.6, item: $0.7)
        }
        return Page(items, limit: limit) { $0.reference.description }
    }

    struct Item: Sendable, Encodable {
        /// The number of the request that it rests on, which its event names; nil where it was paid before two were wanted.
        let payout: String?
        let reference: PaymentReference
        let order: OrderID
        let payee: PartyName
        let amount: Money
        let paidOn: Day
        let assembly: AssemblyID
        let item: ItemID
    }
}
