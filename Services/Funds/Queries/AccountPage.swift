import Model
import Postgres

/// All accounts of the books one by one, for those who check them; in the order of their codes.
struct AccountPage: Sendable {
    let pool: PostgresPool

    /// A page of accounts, from the one after `cursor` on.
    func callAsFunction(
        _ community: CommunityID, after cursor: String?, limit: Int
    ) async throws -> Page<BooksSummary.Line> {
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT account, kind, balance, entries FROM ledger_account
                WHERE community = \(community) AND account > \(cursor ?? "")
                ORDER BY account LIMIT \(limit + 1)
                """, as: (String, Account.Kind, Money, Int64).self)
        }
        let lines = rows.map { BooksSummary.Line(account: $0.0, kind: $0.1, balance: $0.2, entries: $0.3) }
        return Page(lines, limit: limit) { $0.account }
    }
}
