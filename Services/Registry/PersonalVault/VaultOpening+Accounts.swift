import Logging
import Model
import Postgres

/// The same for the accounts of people who sign in, and for the numbers of documents.
extension VaultOpening {
    private static let batchOfRows: Int64 = 5_000

    func wrapAccountsAnew(with vault: PersonalVault, in transaction: borrowing Transaction) async throws {
        var count = 0
        while true {
            let rows = try await transaction.query(
                """
                SELECT account, key
                FROM account_sealed
                WHERE substr(key, 1, \(Int32(PersonalVault.prefixLength))) <> \(vault.currentPrefix)
                LIMIT \(Self.batchOfRows)
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

    /// Documents' numbers are also opened, because what they are found by is made with the master key.
    func wrapDocumentsAnew(with vault: PersonalVault, in transaction: borrowing Transaction) async throws {
        var count = 0
        while true {
            let rows = try await transaction.query(
                """
                SELECT owner, key, sealed
                FROM person_document
                WHERE substr(key, 1, \(Int32(PersonalVault.prefixLength))) <> \(vault.currentPrefix)
                LIMIT \(Self.batchOfRows)
                FOR UPDATE
                """
            ).decode((OwnerID, [UInt8], [UInt8]).self)
            guard !rows.isEmpty else { break }
            let keys = try rows.map { try vault.rewrap($0.1, of: $0.0.uuid) }
            let matches = try rows.map { owner, key, sealed in
                vault.match(of: try DocumentNumber(fields: vault.open(sealed, key: key, of: owner.uuid)))
            }
            try await transaction.execute(
                """
                UPDATE person_document SET key = anew.key, match = anew.match
                FROM unnest(\(rows.map(\.0)), \(keys), \(matches)) AS anew (owner, key, match)
                WHERE person_document.owner = anew.owner
                """)
            count += rows.count
        }
        guard count > 0 else { return }
        logger.notice("wrapped the keys of documents with the current master key", metadata: ["documents": "\(count)"])
    }
}
