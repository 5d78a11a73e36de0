import EventLog
import Model
import Postgres

/// What is on record of the end of owner-units.
struct OwnerUnitStore {
    struct Entry: Sendable {
        let end: OwnerUnitEnd
        let recordedOn: Day
    }

    /// In the order in which it was recorded; the last holds.
    func entries<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> [Entry] {
        try await reader.query(
            """
            SELECT gone_since, owner, represented_by, basis, recorded_on
            FROM owner_unit_end
            WHERE community = \(community)
            ORDER BY number
            """
        ).decode((Day, OwnerID?, String?, String, Day).self).map { since, owner, representedBy, basis, recordedOn in
            Entry(
                end: OwnerUnitEnd(goneSince: since, owner: owner, representedBy: representedBy, basis: basis),
                recordedOn: recordedOn)
        }
    }

    func save(
        _ end: OwnerUnitEnd, number: Int64, on today: Day, by subject: String, in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO owner_unit_end (community, number, gone_since, owner, represented_by, basis, recorded_by,
                recorded_on, recorded_at)
            VALUES (\(write.community), \(number), \(end.goneSince), \(end.owner), \(end.representedBy), \(end.basis),
                \(subject), \(today), \(write.now))
            """)
    }

    /// What an owner has on the roll, whoever votes for it: units, their area, and the kind of owner.
    ///
    /// The kind of a unit is its voter's, so who the owner is says it first.
    func holding<Reader: Reading & ~Copyable>(
        of owner: OwnerID, in community: CommunityID, _ reader: borrowing Reader
    ) async throws -> Holding? {
        try await reader.query(
            """
            SELECT count(*), sum(unit.area)::bigint, coalesce(min(person.kind), min(unit.owner_kind))
            FROM unit_owner
            JOIN unit ON unit.community = unit_owner.community AND unit.code = unit_owner.unit
            LEFT JOIN person ON person.owner = unit_owner.owner
            WHERE unit_owner.community = \(community) AND unit_owner.owner = \(owner)
            HAVING count(*) > 0
            """
        ).decode((Int64, Area, UnitRecord.OwnerKind).self).first.map(Holding.init)
    }

    struct Holding: Encodable, Sendable {
        let units: Int64
        let area: Area
        let kind: UnitRecord.OwnerKind

        init(_ row: (Int64, Area, UnitRecord.OwnerKind)) { (units, area, kind) = row }
    }
}
