import Model
import Postgres

/// The roll with its names, for those who may take a copy; each copy is noted (R-P-09).
struct RollExportStore: Sendable {
    let vault: PersonalVault

    /// Notes that somebody takes a copy, and asks for what `rows(in:)` reads.
    func export(
        _ community: CommunityID, to subject: String, in transaction: borrowing Transaction
    ) async throws -> PostgresResult {
        try await transaction.execute("INSERT INTO roll_export (community, subject) VALUES (\(community), \(subject))")
        try await transaction.execute(
            """
            INSERT INTO personal_look (who, community, what) VALUES (\(subject), \(community), 'roll.csv')
            """)
        return try await transaction.query(
            """
            SELECT unit.code, unit.floor, unit.area, unit.area_source, unit.use, unit.voter = owner.id,
                owner.id, owner.ref, person.kind, person.key, person.sealed
            FROM unit
            JOIN unit_owner ON unit_owner.community = unit.community AND unit_owner.unit = unit.code
            JOIN owner ON owner.id = unit_owner.owner
            JOIN person ON person.owner = owner.id
            WHERE unit.community = \(community)
            """)
    }

    /// The rows in the order of the units, opened; the voter of a unit before its other owners.
    func rows(in result: PostgresResult) throws -> [ExportedRow] {
        try result.decode(
            (
                UnitCode, String, Area, UnitRecord.AreaSource?, UnitRecord.Use, Bool, OwnerID, OwnerRef,
                UnitRecord.OwnerKind, [UInt8], [UInt8]
            ).self
        ).map { unit, floor, area, source, use, votes, id, ref, kind, key, sealed in
            ExportedRow(
                unit: unit, floor: floor, area: area, areaSource: source, use: use, votes: votes,
                owner: try ListedOwner(
                    ref: ref, kind: kind, personalFields: try vault.open(sealed, key: key, of: id.uuid)))
        }.sorted()
    }
}

/// A row of the exported roll.
struct ExportedRow: Comparable {
    let unit: UnitCode
    let floor: String
    let area: Area
    let areaSource: UnitRecord.AreaSource?
    let use: UnitRecord.Use
    let votes: Bool
    let owner: ListedOwner

    /// The fields in the order of `RollFile.columns`.
    var fields: [String] {
        [
            unit.building.description, unit.entrance.description, floor, unit.number.description, area.description,
            use.rawValue, owner.ref.description, owner.name, owner.kind.rawValue, owner.phone,
        ]
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.unit != right.unit { return left.unit < right.unit }
        return left.votes == right.votes ? left.owner.ref < right.owner.ref : left.votes
    }
}
