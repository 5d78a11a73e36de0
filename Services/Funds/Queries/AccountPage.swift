import Model
import Postgres

/// All accounts of the books one by one, for those who check them; in the order of their codes.
struct AccountPage: Sendable {
    let pool: PostgresPool

    /// A page of accounts, from the one after `cursor` on, as they stood after the transaction of the number `through`; with
    /// a building only its own.
    func callAsFunction(
        _ community: CommunityID, building: BuildingCode?, after cursor: String?, through: Int64, limit: Int
    ) async throws -> BooksPage<Line> {
        // One snapshot, or a posting between the statements would be in the heads and not in what is taken off them.
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { books in
            let last = try await books.query(BooksSummary.last(of: community), as: Int64.self).first ?? 0
            let end = min(through, last)
            let rows = try await books.query(
                """
                WITH later AS (
                    SELECT DISTINCT ON (account) account, sequence - 1 AS entries, balance_after - amount AS balance
                    FROM ledger_entry
                    WHERE community = \(community) AND transaction > \(end)
                    ORDER BY account, sequence
                )
                SELECT account, kind, building, coalesce(later.balance, head.balance),
                    coalesce(later.entries, head.entries)
                FROM ledger_account AS head LEFT JOIN later USING (account)
                WHERE community = \(community) AND account > \(cursor ?? "")
                    AND (\(building)::text IS NULL OR building = \(building)::text)
                    AND coalesce(later.entries, head.entries) > 0
                ORDER BY account LIMIT \(limit + 1)
                """, as: (String, Account.Kind, BuildingCode?, Money, Int64).self)
            let lines = rows.map {
                Line(account: $0.0, kind: $0.1, building: $0.2, balance: $0.3, entries: $0.4)
            }
            let page = Page(lines, limit: limit) { $0.account }
            return BooksPage(items: page.items, next: page.next, through: end)
        }
    }

    struct Line: Sendable, Encodable {
        let account: String
        let kind: Account.Kind
        /// Nil where it is no building's.
        let building: BuildingCode?
        /// Debit positive, credit negative.
        let balance: Money
        let entries: Int64
    }
}
