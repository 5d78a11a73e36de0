import Model
import Postgres
import ServiceRuntime

/// The books as everybody may see them: what units owe is summed by building, because what one household has paid is
/// nobody else's business (R-P-08).
///
/// Anybody may ask, so what was counted is given to everybody until the next transaction is posted.
struct BooksSummary: Sendable {
    private let pool: PostgresPool
    private let kept = KeptAnswers<CommunityID, Counted>(limit: 1_024)

    /// The books as they are while the transaction of number `last` is the last one.
    private struct Counted: Sendable {
        let last: Int64
        let answer: Answer
    }

    init(pool: PostgresPool) { self.pool = pool }

    func callAsFunction(_ community: CommunityID) async throws -> Answer {
        let last = try await pool.withConnection { connection in
            try await connection.query(Self.last(of: community), as: Int64.self).first
        }
        if let known = kept.answer(to: community), known.last == last { return known.answer }
        let counted = try await count(community)
        // Whoever makes up codes of communities puts out no answer that somebody wants.
        if counted.last > 0 { kept.keep(counted, for: community, nil) }
        return counted.answer
    }

    /// Asks for the number of the last transaction; 0 where there is none.
    static func last(of community: CommunityID) -> SQL {
        "SELECT coalesce(max(number), 0) FROM ledger_transaction WHERE community = \(community)"
    }

    private func count(_ community: CommunityID) async throws -> Counted {
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
                Self.last(of: community),
            ])
            let accounts = try results[0].decode((String, Account.Kind, Money, Int64).self)
                .map { Line(account: $0.0, kind: $0.1, balance: $0.2, entries: $0.3) }
            let (entriesTotal, entries, transactions) =
                try results[1].decode((Money, Int64, Int64).self).first ?? (Money.zero, Int64(0), Int64(0))
            return Counted(
                last: try results[3].decode(Int64.self).first ?? 0,
                answer: Answer(
                    accounts: accounts, total: try results[2].decode(Money.self).first ?? .zero,
                    entriesTotal: entriesTotal, entries: entries, transactions: transactions))
        }
    }

    struct Answer: Sendable, Encodable {
        let accounts: [Line]
        /// The sum of all balances; "0.00" or the books are wrong.
        let total: Money
        /// The sum of all entries, counted afresh since the last one; "0.00" or the books are wrong.
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
