import EventLog
import Model
import Postgres

/// The books: transactions and entries are only ever added, by set-based statements.
struct LedgerStore: Sendable {
    /// The community's books as far as the given accounts are concerned.
    func ledger(_ accounts: [Account], in write: borrowing Write) async throws -> Ledger {
        let results = try await write.pipeline(Self.select(accounts, of: write.community))
        return try Self.ledger(results)
    }

    func insert(_ ledger: Ledger, in write: borrowing Write) async throws {
        guard !ledger.entries.isEmpty else { return }
        try await write.pipeline(inserts(ledger, of: write.community, at: write.now))
    }

    func inserts(_ ledger: Ledger, of community: CommunityID, at now: Timestamp) -> [SQL] {
        let (transactions, entries) = (ledger.transactions, ledger.entries)
        let touched = Set(entries.map(\.account)).sorted { $0.code < $1.code }
        let heads = touched.map { ledger.heads[$0] ?? Ledger.Head() }
        return [
            """
            INSERT INTO ledger_transaction (community, number, kind, subject, recorded_at)
            SELECT \(community), number, kind, subject, \(now)
            FROM unnest(
                \(transactions.map(\.number)), \(transactions.map(\.kind)), \(transactions.map(\.subject)))
                AS posted (number, kind, subject)
            """,
            """
            INSERT INTO ledger_entry (community, account, sequence, transaction, amount, balance_after)
            SELECT \(community), account, sequence, transaction, amount, balance_after
            FROM unnest(
                \(entries.map(\.account.code)), \(entries.map(\.sequence)), \(entries.map(\.transaction)),
                \(entries.map(\.amount)), \(entries.map(\.balanceAfter)))
                AS posted (account, sequence, transaction, amount, balance_after)
            """,
            """
            INSERT INTO ledger_account (community, account, kind, building, entries, balance)
            SELECT \(community), account, kind, building, entries, balance
            FROM unnest(
                \(touched.map(\.code)), \(touched.map(\.kind)), \(touched.map(\.building)), \(heads.map(\.entries)),
                \(heads.map(\.balance))) AS posted (account, kind, building, entries, balance)
            ON CONFLICT ON CONSTRAINT ledger_account_pkey
            DO UPDATE SET entries = excluded.entries, balance = excluded.balance
            """,
        ]
    }

    /// Two statements, for `ledger(_:)`.
    static func select(_ accounts: [Account], of community: CommunityID) -> [SQL] {
        [
            "SELECT coalesce(max(number), 0) FROM ledger_transaction WHERE community = \(community)",
            """
            SELECT account, kind, building, entries, balance FROM ledger_account
            WHERE community = \(community) AND account = ANY(\(accounts.map(\.code)))
            """,
        ]
    }

    static func ledger(_ results: some Collection<PostgresResult>) throws -> Ledger {
        guard let last = results.first, let heads = results.dropFirst().first else { return Ledger() }
        let rows = try heads.decode((String, Account.Kind, BuildingCode?, Int64, Money).self)
        return Ledger(
            heads: Dictionary(
                uniqueKeysWithValues: rows.map { code, kind, building, entries, balance in
                    (
                        Account(code: code, kind: kind, building: building),
                        Ledger.Head(entries: entries, balance: balance)
                    )
                }),
            lastTransaction: try last.decode(Int64.self).first ?? 0)
    }
}

extension Account.Kind: EnumColumn {}
extension Posting.Kind: EnumColumn {}
