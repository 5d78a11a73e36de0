import Logging
import Model
import Postgres

/// Wraps with the current master key what an older one wraps, some rows at a time.
extension VaultOpening {
    /// People's data is also opened, because the marks that it is compared by are made with the master key.
    func wrapPeopleAnew(with vault: PersonalVault, in transaction: borrowing Transaction) async throws {
        let stale: SQL = """
            SELECT owner, key, sealed
            FROM person
            WHERE substr(key, 1, \(Int32(PersonalVault.prefixLength))) <> \(vault.currentPrefix)
            LIMIT \(Int64(Self.batch))
            FOR UPDATE
            """
        try await wrapAnew("people", stale, as: (OwnerID, [UInt8], [UInt8]).self, in: transaction) { rows in
            let keys = try rows.map { try vault.rewrap($0.1, of: $0.0.uuid) }
            let marks = try rows.map { owner, key, sealed in
                try vault.mark(of: vault.open(sealed, key: key, of: owner.uuid), of: owner.uuid)
            }
            return """
                UPDATE person SET key = anew.key, mark = anew.mark
                FROM unnest(\(rows.map(\.0)), \(keys), \(marks)) AS anew (owner, key, mark)
                WHERE person.owner = anew.owner
                """
        }
    }

    func wrapAccountsAnew(with vault: PersonalVault, in transaction: borrowing Transaction) async throws {
        let stale: SQL = """
            SELECT account, key
            FROM account_sealed
            WHERE substr(key, 1, \(Int32(PersonalVault.prefixLength))) <> \(vault.currentPrefix)
            LIMIT \(Int64(Self.batch))
            FOR UPDATE
            """
        try await wrapAnew("accounts", stale, as: (AccountID, [UInt8]).self, in: transaction) { rows in
            let keys = try rows.map { try vault.rewrap($0.1, of: $0.0.uuid) }
            return """
                UPDATE account_sealed SET key = anew.key
                FROM unnest(\(rows.map(\.0)), \(keys)) AS anew (account, key)
                WHERE account_sealed.account = anew.account
                """
        }
    }

    /// Documents' numbers are also opened, because what they are found by is made with the master key.
    ///
    /// So are those that were stored when numbers were compared in another way.
    func wrapDocumentsAnew(with vault: PersonalVault, in transaction: borrowing Transaction) async throws {
        let stale: SQL = """
            SELECT owner, key, sealed
            FROM person_document
            WHERE substr(key, 1, \(Int32(PersonalVault.prefixLength))) <> \(vault.currentPrefix)
                OR form <> \(DocumentNumber.form)
            LIMIT \(Int64(Self.batch))
            FOR UPDATE
            """
        try await wrapAnew("documents", stale, as: (OwnerID, [UInt8], [UInt8]).self, in: transaction) { rows in
            let keys = try rows.map { try vault.rewrap($0.1, of: $0.0.uuid) }
            let matches = try rows.map { owner, key, sealed in
                vault.match(of: try DocumentNumber(fields: vault.open(sealed, key: key, of: owner.uuid)))
            }
            return """
                UPDATE person_document SET key = anew.key, match = anew.match, form = \(DocumentNumber.form)
                FROM unnest(\(rows.map(\.0)), \(keys), \(matches)) AS anew (owner, key, match)
                WHERE person_document.owner = anew.owner
                """
        }
    }

    /// Asks for `stale` rows until there are none, and makes each lot what `update` says.
    private func wrapAnew<each Column: PostgresDecodable>(
        _ what: String, _ stale: SQL, as columns: (repeat each Column).Type, in transaction: borrowing Transaction,
        _ update: ([(repeat each Column)]) throws -> SQL
    ) async throws {
        var count = 0
        while true {
            let rows = try await transaction.query(stale).decode(columns)
            guard !rows.isEmpty else { break }
            try await transaction.execute(try update(rows))
            count += rows.count
        }
        guard count > 0 else { return }
        logger.notice("wrapped the keys of \(what) with the current master key", metadata: [what: "\(count)"])
    }
}
