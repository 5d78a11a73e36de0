import Logging
import Model
import Postgres

/// The same for the accounts of people who sign in.
extension VaultOpening {
    private static let batchOfAccounts: Int64 = 5_000

    func wrapAccountsAnew(with vault: PersonalVault, in transaction: borrowing Transaction) async throws {
        var count = 0
        while true {
            let rows = try await transaction.query(
                """
                SELECT account, key
                FROM account_sealed
                WHERE substr(key, 1, \(Int32(PersonalVault.prefixLength))) <> \(vault.currentPrefix)
                LIMIT \(Self.batchOfAccounts)
                FOR UPDATE
                """
            ).decode((AccountID, [UInt8]).self)
            guard !rows.isEmpty else { break }
            let keys = try rows.map { try vault.rewrap($0.1, of: $0.0.uuid) }
            try await transaction.execute(
                """
                UPDATE account_sealed SET key = anew.key
                FROM unnest(\(rows.map(\.0)), \(keys)) AS anew (account, key)
                WHERE account_sealed.account = anew.account
                """)
            count += rows.count
        }
        guard count > 0 else { return }
        logger.notice("wrapped the keys of accounts with the current master key", metadata: ["accounts": "\(count)"])
    }
}
