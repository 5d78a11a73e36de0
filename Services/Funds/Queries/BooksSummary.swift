import Model
import Postgres

/// The books as everybody may see them: what units owe is summed by building, because what one household has paid is
/// nobody else's business (R-P-08).
struct BooksSummary: Sendable {
    let pool: PostgresPool

    func callAsFunction(_ community: CommunityID) async throws -> Answer {
        // One snapshot, or a posting between the two statements would look like a fault of the books.
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let results = try await transaction.pipeline([
                """
                SELECT shown, kind, sum(balance)::bigint, sum(entries)::bigint
                FROM (
                    SELECT kind, balance, entries,
                        CASE kind WHEN 'receivable' THEN 'receivable:' || building ELSE account END AS shown
                    FROM ledger_account WHERE community = \(community)
                ) AS account
                GROUP BY shown, kind
                ORDER BY kind, shown
                """,
                """
                SELECT coalesce(sum(amount), 0)::bigint, count(*), count(DISTINCT transaction)
                FROM ledger_entry WHERE community = \(community)
                """,
                // A sum of sums may be out of range on its way to zero; the database's is not.
                "SELECT coalesce(sum(balance), 0)::bigint FROM ledger_account WHERE community = \(community)",
            ])
            let accounts = try results[0].decode((String, Account.Kind, Money, Int64).self)
                .map { Line(account: $0.0, kind: $0.1, balance: $0.2, entries: $0.3) }
            let (entriesTotal, entries, transactions) =
                try results[1].decode((Money, Int64, Int64).self).first ?? (Money.zero, Int64(0), Int64(0))
            return Answer(
                accounts: accounts, total: try results[2].decode(Money.self).first ?? .zero, entriesTotal: entriesTotal,
                entries: entries, transactions: transactions)
        }
    }

    struct Answer: Sendable, Encodable {
        let accounts: [Line]
        /// The sum of all balances; "0.00" or the books are wrong.
        let total: Money
        /// The sum of all entries, counted afresh; "0.00" or the books are wrong.
        let entriesTotal: Money
        let entries: Int64
        let transactions: Int64
    }

    struct Line: Sendable, Encodable {
        let account: String
        let kind: Account.Kind
        /// Debit positive, credit negative.
        let balance: Money
        let entries: Int64
    }
}
