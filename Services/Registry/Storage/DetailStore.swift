import Model
import Postgres

/// What is personal of an account: who it is, and the key of the second factor.
struct AccountDetails: Sendable, Equatable {
    /// Empty for owners, whose name is on the roll.
    var name = ""
    var phone = ""
    var totpKey: [UInt8] = []

    init(name: String = "", phone: String = "") {
        self.name = name
        self.phone = phone
    }

    /// What is sealed, in this order.
    var fields: [String] { [name, phone, totpKey.isEmpty ? "" : Totp(key: totpKey).text] }

    /// - Throws: `PersonalVault.Failure.notAuthentic` when these are not the fields of an account.
    init(fields: [String]) throws(PersonalVault.Failure) {
        guard fields.count == 3, let key = Totp.key(from: fields[2]) else { throw .notAuthentic }
        name = fields[0]
        phone = fields[1]
        totpKey = key
    }
}

/// Accounts' personal data, sealed for each under a key of its own.
struct DetailStore: Sendable {
    let vault: PersonalVault

    /// What is known of an account; nothing when it was deleted.
    func details<Reader: Reading & ~Copyable>(
        of account: AccountID, in reader: borrowing Reader
    ) async throws -> AccountDetails {
        let rows = try await reader.query("SELECT sealed, key FROM account_sealed WHERE account = \(account)")
            .decode(([UInt8], [UInt8]).self)
        guard let (sealed, key) = rows.first else { return AccountDetails() }
        return try AccountDetails(fields: try vault.open(sealed, key: key, of: account.uuid))
    }

    func save(
        _ details: AccountDetails, of account: AccountID, in transaction: borrowing Transaction
    ) async throws {
        let sealed = try vault.seal(details.fields, of: account.uuid)
        try await transaction.execute(
            """
            INSERT INTO account_sealed (account, key, sealed)
            VALUES (\(account), \(sealed.key), \(sealed.content))
            ON CONFLICT ON CONSTRAINT account_sealed_pkey DO UPDATE SET key = EXCLUDED.key, sealed = EXCLUDED.sealed
            """)
    }

    /// The names of owners on a roll.
    func names<Reader: Reading & ~Copyable>(
        of owners: [OwnerID], in reader: borrowing Reader
    ) async throws -> [OwnerID: String] {
        let rows = try await reader.query("SELECT owner, sealed, key FROM person WHERE owner = ANY(\(owners))")
            .decode((OwnerID, [UInt8], [UInt8]).self)
        var names: [OwnerID: String] = [:]
        for (owner, sealed, key) in rows {
            names[owner] = try vault.open(sealed, key: key, of: owner.uuid).first
        }
        return names
    }
}
