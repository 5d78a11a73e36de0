import EventLog
import Model
import Postgres

/// Numbers of owners' documents, each sealed under a key of its own.
///
/// Nobody reads one: they are compared by a keyed hash, and opened only to make that hash anew, under another master key
/// or where numbers are compared in another way.
struct DocumentStore: Sendable {
    let vault: PersonalVault

    /// The owners of a community who have shown this document.
    func owners<Reader: Reading & ~Copyable>(
        with number: DocumentNumber, in community: CommunityID, through reader: borrowing Reader
    ) async throws -> [OwnerID] {
        try await reader.query(
            """
            SELECT owner.id
            FROM person_document
            JOIN owner ON owner.id = person_document.owner
            WHERE person_document.match = \(vault.match(of: number)) AND owner.community = \(community)
            ORDER BY owner.id
            """
        ).decode((OwnerID).self)
    }

    /// By what the documents of owners are told apart, of those who have shown one.
    func marks<Reader: Reading & ~Copyable>(
        of owners: [OwnerID], through reader: borrowing Reader
    ) async throws -> [OwnerID: [UInt8]] {
        guard !owners.isEmpty else { return [:] }
        let rows = try await reader.query("SELECT owner, match FROM person_document WHERE owner = ANY(\(owners))")
        return Dictionary(uniqueKeysWithValues: try rows.decode((OwnerID, [UInt8]).self))
    }

    /// Whether somebody owns something today, so that what is stored of them will be forgotten one day.
    func isOnRoll<Reader: Reading & ~Copyable>(_ owner: OwnerID, in reader: borrowing Reader) async throws -> Bool {
        try await reader.query("SELECT EXISTS (SELECT FROM unit_owner WHERE owner = \(owner))")
            .decode((Bool).self).first ?? false
    }

    /// Stores the number of an owner's document in place of the one before.
    func save(_ number: DocumentNumber, of owner: OwnerID, in write: borrowing Write) async throws {
        let sealed = try vault.seal([number.text], of: owner.uuid)
        try await write.execute(
            """
            INSERT INTO person_document (owner, key, sealed, match, form)
            VALUES (\(owner), \(sealed.key), \(sealed.content), \(vault.match(of: number)), \(DocumentNumber.form))
            ON CONFLICT ON CONSTRAINT person_document_pkey DO UPDATE SET
                key = EXCLUDED.key, sealed = EXCLUDED.sealed, match = EXCLUDED.match, form = EXCLUDED.form
            """)
    }
}

extension DocumentNumber {
    /// - Throws: `PersonalVault.Failure.notAuthentic` when this is not what was sealed of a document.
    init(fields: [String]) throws(PersonalVault.Failure) {
        guard fields.count == 1 else { throw .notAuthentic }
        self.init(stored: fields[0])
    }
}

extension PersonalVault {
    func match(of number: DocumentNumber) -> [UInt8] { index(of: number.bare, as: "document") }
}
