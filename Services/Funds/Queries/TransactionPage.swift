import Model
import Postgres

/// The transactions of the books in the order in which they were recorded, each with all its entries, for those who count
/// the books again.
struct TransactionPage: Sendable {
    let pool: PostgresPool

    /// A page of transactions, from the one after the number `cursor` to the one of the number `through`; with a building
    /// only those that touch an account of it.
    ///
    /// It has at most `limit` entries; a transaction that has more by itself is a page.
    func callAsFunction(
        _ community: CommunityID, building: BuildingCode?, after cursor: Int64, through: Int64, limit: Int
    ) async throws -> BooksPage<Posted> {
        // One snapshot, or the number of the last transaction would be that of other books.
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { books in
            let last = try await books.query(BooksSummary.last(of: community), as: Int64.self).first ?? 0
            let end = min(through, last)
            let found = try await books.query(
                Self.numbers(of: community, building, after: cursor, through: end, limit: limit + 1), as: Int64.self)
            var numbers = found.reduce(into: [Int64]()) { if $0.last != $1 { $0.append($1) } }
            var goesOn = found.count > limit
            if goesOn, numbers.count > 1 {
                // Of this one not all entries may have been found.
                numbers.removeLast()
            } else if goesOn, let only = numbers.first {
                let more = Self.numbers(of: community, building, after: only, through: end, limit: 1)
                goesOn = try await !books.query(more, as: Int64.self).isEmpty
            }
            let rows = try await books.query(
                Self.entries(of: numbers, community),
                as: (
                    Int64, Posting.Kind, String, Timestamp, String, Account.Kind, BuildingCode?, Int64, Money, Money
                ).self)
            var items: [Posted] = []
            for row in rows {
                let entry = Entry(
                    account: row.4, kind: row.5, building: row.6, sequence: row.7, amount: row.8, balanceAfter: row.9)
                if items.last?.number == row.0 {
                    items[items.count - 1].entries.append(entry)
                } else {
                    items.append(
                        Posted(number: row.0, kind: row.1, subject: row.2, recordedAt: row.3, entries: [entry]))
                }
            }
            return BooksPage(items: items, next: goesOn ? numbers.last.map { String($0) } : nil, through: end)
        }
    }

    /// For each entry the number of its transaction, the earliest first.
    private static func numbers(
        of community: CommunityID, _ building: BuildingCode?, after cursor: Int64, through end: Int64, limit: Int
    ) -> SQL {
        guard let building else {
            return """
                SELECT transaction FROM ledger_entry
                WHERE community = \(community) AND transaction > \(cursor) AND transaction <= \(end)
                ORDER BY transaction LIMIT \(limit)
                """
        }
        // First which ones, from the building's accounts: to look at each entry for its neighbours takes time with the square
        // of a transaction's length.
        return """
            SELECT entry.transaction
            FROM (
                SELECT DISTINCT own.transaction
                FROM ledger_account JOIN ledger_entry AS own USING (community, account)
                WHERE community = \(community) AND building = \(building)
                    AND own.transaction > \(cursor) AND own.transaction <= \(end)
                ORDER BY own.transaction LIMIT \(limit)
            ) AS touched
            JOIN ledger_entry AS entry ON entry.community = \(community) AND entry.transaction = touched.transaction
            ORDER BY entry.transaction LIMIT \(limit)
            """
    }

    /// Debits first: the order in which the entries of one transaction were made is not kept, and says nothing.
    private static func entries(of numbers: [Int64], _ community: CommunityID) -> SQL {
        """
        SELECT posted.number, posted.kind, posted.subject, posted.recorded_at, account.account, account.kind,
            account.building, entry.sequence, entry.amount, entry.balance_after
        FROM ledger_transaction AS posted
        JOIN ledger_entry AS entry ON entry.community = posted.community AND entry.transaction = posted.number
        JOIN ledger_account AS account ON account.community = entry.community AND account.account = entry.account
        WHERE posted.community = \(community) AND posted.number = ANY(\(numbers))
        ORDER BY posted.number, entry.amount < 0, account.account
        """
    }

    struct Posted: Sendable, Encodable {
        /// 1, 2, 3 … without a gap.
        let number: Int64
        let kind: Posting.Kind
        let subject: String
        let recordedAt: Timestamp
        fileprivate(set) var entries: [Entry]
    }

    struct Entry: Sendable, Encodable {
        let account: String
        let kind: Account.Kind
        /// Whose account it is; nil where it is no building's.
        let building: BuildingCode?
        /// 1, 2, 3 … within the account, without a gap.
        let sequence: Int64
        /// Debit positive, credit negative.
        let amount: Money
        /// Of the account.
        let balanceAfter: Money
    }
}
