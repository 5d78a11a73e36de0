import Model
import Postgres

/// What rules on bodies and lifts ask of the roll, of the rules in force and of the day.
struct ElectorateStore {
    let days = DayStore()

    /// - Throws: `RegistryError.rollMissing`
    func electorate<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> BodyRules.Electorate {
        let rows = try await reader.query(
            """
            SELECT
                CASE
                    WHEN dwellings > 0 THEN dwellings
                    ELSE (
                        SELECT count(*)
                        FROM unit
                        WHERE unit.community = roll.community AND (unit.use <> 'parking' OR community.parking_counts)
                    )
                END, area, heads
            FROM roll
            JOIN community ON community.code = roll.community
            WHERE roll.community = \(community)
            """
        ).decode((Int64, Area, Int64).self)
        guard let (households, area, heads) = rows.first else { throw RegistryError.rollMissing }
        return BodyRules.Electorate(households: households, area: area, heads: heads)
    }

    /// Those of the owners who own something on the roll.
    func onRoll<Reader: Reading & ~Copyable>(
        _ owners: [OwnerID], of community: CommunityID, in reader: borrowing Reader
    ) async throws -> Set<OwnerID> {
        Set(
            try await reader.query(
                "SELECT DISTINCT owner FROM unit_owner WHERE community = \(community) AND owner = ANY(\(owners))"
            ).decode((OwnerID).self))
    }

    /// For each of the owners the first of all who are known to be the same person: by a document, or by an account that
    /// speaks for them (decision 59).
    func firstAlike<Reader: Reading & ~Copyable>(
        _ owners: [OwnerID], in reader: borrowing Reader
    ) async throws -> [OwnerID: OwnerID] {
        let rows = try await reader.query(
            """
            SELECT owner.id, (array_agg(known.id ORDER BY known.id))[1]
            FROM owner
            CROSS JOIN LATERAL ids_of(owner.id) AS known
            WHERE owner.id = ANY(\(owners)) AND NOT known.is_account
            GROUP BY owner.id
            """
        ).decode((OwnerID, OwnerID).self)
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// The district's day: the one that an operator set, else that of the database's clock.
    func today<Reader: Reading & ~Copyable>(in reader: borrowing Reader) async throws -> Day {
        if let day = try await days.day(in: reader) { return day }
        let now = try await reader.query("SELECT clock_timestamp()").decode((Timestamp).self)
        guard let now = now.first else { preconditionFailure("a SELECT without FROM has one row") }
        return now.day
    }
}
