import EventLog
import Model
import Postgres

/// Which accounts were one person's, kept where neither documents nor owners show it any more.
///
/// Else somebody with two accounts could take away alone what ties them, and be both of two people (decision 59).
struct OnePersonStore: Sendable {
    /// Comes before the documents go of those of the owners who own nothing any more.
    ///
    /// Of owners with one document any stands for all.
    func keep(whileForgetting owners: [OwnerID], in write: borrowing Write) async throws {
        let shown = try await write.query(
            """
            SELECT DISTINCT ON (going.match) going.owner
            FROM person_document AS going
            JOIN person_document AS other ON other.match = going.match AND other.owner <> going.owner
            WHERE going.owner = ANY(\(owners))
                AND NOT EXISTS (SELECT FROM unit_owner WHERE unit_owner.owner = going.owner)
            ORDER BY going.match, going.owner
            """
        ).decode((OwnerID).self)
        try await keep(whoever: shown, in: write)
    }

    /// Comes before accounts speak for the owners no longer.
    func keep(whileEnding owners: [OwnerID], in write: borrowing Write) async throws {
        let bound = try await write.query(
            """
            SELECT DISTINCT ON (account) owner
            FROM account_owner
            WHERE owner = ANY(\(owners))
            ORDER BY account, owner
            """
        ).decode((OwnerID).self)
        try await keep(whoever: bound, in: write)
    }

    /// In one order, so that of two who keep the same accounts one waits and not each for the other.
    private func keep(whoever owners: [OwnerID], in write: borrowing Write) async throws {
        guard !owners.isEmpty else { return }
        try await write.execute(
            """
            INSERT INTO one_person (account, other)
            SELECT DISTINCT listed.previous, listed.id
            FROM (
                SELECT person.id, lag(person.id) OVER (PARTITION BY named.owner ORDER BY person.id) AS previous
                FROM unnest(\(owners)) AS named (owner)
                CROSS JOIN LATERAL ids_of(named.owner) AS person
                WHERE person.is_account
            ) AS listed
            WHERE listed.previous IS NOT NULL
            ORDER BY listed.previous, listed.id
            ON CONFLICT ON CONSTRAINT one_person_pkey DO NOTHING
            """)
    }
}
