import Logging
import Model
import Postgres
import ServiceRuntime

/// Opens the vault when the service starts, and brings what is stored to the current master key: rows that an older
/// program left in clear are sealed, and keys that an older master key wraps are wrapped anew.
struct VaultOpening {
    let pool: PostgresPool
    let logger: Logger

    /// Any number, so long as nobody else in the database uses it.
    private static let lock: Int64 = 0x7467_7661_756C_7401
    static let batch = 5_000

    /// - Throws: `ConfigurationError` when the file cannot be used, or lacks a key that stored people are sealed with.
    func open(keyFile: String) async throws -> PersonalVault {
        // Sealing a whole district may take longer than a statement may, and so may waiting for another who does it.
        let unlimited = { (configuration: inout PostgresConfiguration) in
            configuration.statementTimeout = .zero
            configuration.lockTimeout = .zero
        }
        return try await pool.withSession(configure: unlimited) { connection in
            try await connection.begin()
            let vault = try await open(keyFile: keyFile, in: Transaction(connection: connection))
            try await connection.commit()
            return vault
        }
    }

    private func open(keyFile: String, in transaction: borrowing Transaction) async throws -> PersonalVault {
        try await transaction.execute("SELECT pg_advisory_xact_lock(\(Self.lock))")
        let prefixes = try await transaction.query(
            """
            SELECT substr(key, 1, \(Int32(PersonalVault.prefixLength))) FROM person
            UNION
            SELECT substr(key, 1, \(Int32(PersonalVault.prefixLength))) FROM account_sealed
            UNION
            SELECT substr(key, 1, \(Int32(PersonalVault.prefixLength))) FROM person_document
            """, as: ([UInt8]).self)
        let needed = Set(prefixes.compactMap { PersonalVault.masterKeyID(of: $0) })
        let vault = PersonalVault(master: try MasterKeys.read(keyFile, mayCreate: needed.isEmpty))
        if let missing = needed.first(where: { !vault.master.has($0) }) {
            throw ConfigurationError(
                "personal.key.file", "\(keyFile) lacks the key \(missing) that people of this district are sealed with")
        }
        try await sealClearRows(with: vault, in: transaction)
        try await wrapPeopleAnew(with: vault, in: transaction)
        try await wrapAccountsAnew(with: vault, in: transaction)
        try await wrapDocumentsAnew(with: vault, in: transaction)
        return vault
    }

    /// Emptying the table gives its file back to the system, clear rows and all, where deleting would leave them there.
    private func sealClearRows(with vault: PersonalVault, in transaction: borrowing Transaction) async throws {
        let rows = try await transaction.query("SELECT owner, name, kind, phone FROM person_in_clear")
            .decode((OwnerID, String, UnitRecord.OwnerKind, String).self)
        guard !rows.isEmpty else { return }
        for start in stride(from: 0, to: rows.count, by: Self.batch) {
            let part = rows[start..<min(start + Self.batch, rows.count)]
            let sealed = try part.map { try vault.seal([$0.1, $0.3], of: $0.0.uuid) }
            try await transaction.execute(
                """
                INSERT INTO person (owner, kind, key, sealed, mark)
                SELECT owner, kind, key, sealed, mark
                FROM unnest(\(part.map(\.0)), \(part.map(\.2)), \(sealed.map(\.key)), \(sealed.map(\.content)),
                    \(sealed.map(\.mark))) AS clear (owner, kind, key, sealed, mark)
                ON CONFLICT ON CONSTRAINT person_pkey DO NOTHING
                """)
        }
        try await transaction.execute("TRUNCATE person_in_clear")
        logger.notice("sealed the personal data that was stored in clear", metadata: ["people": "\(rows.count)"])
    }
}
