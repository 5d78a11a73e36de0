import Model
import Postgres

/// The advances of a campaign, what was paid back of each, and what is still owed, read from the books.
struct AdvanceList: Sendable {
    let pool: PostgresPool

    /// - Returns: nil where there is no such campaign.
    func callAsFunction(_ campaign: CampaignID, of community: CommunityID) async throws -> Answer? {
        // One snapshot, or a repayment between the statements would be listed and still be owed.
        let results = try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            try await transaction.pipeline([
                """
                SELECT advance, lender, amount, agreed_on, -balance, (
                    SELECT reversed_on
                    FROM advance_reversal AS reversal
                    WHERE reversal.community = advance.community AND reversal.advance = advance.advance
                )
                FROM advance
                JOIN ledger_account ON ledger_account.community = advance.community
                    AND account = 'advances:' || advance
                WHERE advance.community = \(community) AND campaign = \(campaign)
                ORDER BY recorded_at, advance
                """,
                """
                SELECT advance, lift, part.amount
                FROM advance JOIN advanced_lift AS part USING (community, advance)
                WHERE community = \(community) AND campaign = \(campaign)
                """,
                """
                SELECT advance, request, amount, repaid_on
                FROM repayment
                WHERE community = \(community) AND campaign = \(campaign)
                ORDER BY recorded_at, request
                """,
                "SELECT 1 FROM campaign WHERE community = \(community) AND campaign = \(campaign)",
            ])
        }
        guard !results[3].isEmpty else { return nil }
        let parts = Dictionary(
            grouping: try results[1].decode((AdvanceID, LiftCode, Money).self), by: \.0)
        let repayments = Dictionary(
            grouping: try results[2].decode((AdvanceID, Int64, Money, Day).self), by: \.0)
        let items = try results[0].decode((AdvanceID, AdvanceMade.Lender, Money, Day, Money, Day?).self).map { row in
            Item(
                reference: row.0, lender: row.1, amount: row.2, agreedOn: row.3,
                // What was taken back is owed no more, and was not repaid.
                repaid: try row.5 == nil ? row.2.subtracting(row.4) : .zero, owed: row.4, reversedOn: row.5,
                lifts: (parts[row.0] ?? []).map { AdvancedLift(lift: $0.1, amount: $0.2) }
                    .sorted { $0.lift < $1.lift },
                repayments: (repayments[row.0] ?? []).map {
                    Repaid(repayment: String($0.1), amount: $0.2, repaidOn: $0.3)
                })
        }
        return Answer(
            items: items, amount: MoneyTotal(items.filter { $0.reversedOn == nil }.map(\.amount)),
            repaid: MoneyTotal(items.map(\.repaid)), owed: MoneyTotal(items.map(\.owed)))
    }

    struct Answer: Sendable, Encodable {
        let items: [Item]
        /// Of those that hold.
        let amount: MoneyTotal
        let repaid: MoneyTotal
        let owed: MoneyTotal
    }

    struct Item: Sendable, Encodable {
        let reference: AdvanceID
        let lender: AdvanceMade.Lender
        let amount: Money
        let agreedOn: Day
        let repaid: Money
        let owed: Money
        /// The day on which it was taken back; nil where it holds.
        let reversedOn: Day?
        let lifts: [AdvancedLift]
        /// The earliest first.
        let repayments: [Repaid]
    }

    /// Without its reference, which an officer writes as they like: everybody reads this list.
    struct Repaid: Sendable, Encodable {
        /// The number of the request that it rests on, which its event names.
        let repayment: String
        let amount: Money
        let repaidOn: Day
    }
}
