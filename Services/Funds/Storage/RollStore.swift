import EventLog
import FoundationEssentials
import Model
import Postgres

/// What funds knows of the registry: communities, units with their owners, lifts.
struct RollStore: Sendable {
    func save(_ community: CommunityRegistered, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO community (community, parking_counts, is_complete)
            VALUES (\(write.community), \(community.parkingCounts), false)
            ON CONFLICT ON CONSTRAINT community_pkey DO UPDATE SET parking_counts = excluded.parking_counts
            """)
    }

    func save(_ units: [UnitRecord], at time: Timestamp, in write: borrowing Write) async throws {
        // An array of arrays has no PostgreSQL form where they differ in length, so owners travel as one text each.
        let owners = units.map { $0.owners.map(\.description).joined(separator: ",") }
        try await write.execute(
            """
            INSERT INTO unit (community, unit, area, use, owners)
            SELECT \(write.community), unit, area, use, string_to_array(owners, ',')::uuid[]
            FROM unnest(\(units.map(\.unit)), \(units.map(\.area)), \(units.map(\.use)), \(owners))
                AS recorded (unit, area, use, owners)
            ON CONFLICT ON CONSTRAINT unit_pkey
            DO UPDATE SET area = excluded.area, use = excluded.use, owners = excluded.owners
            """)
        try await markIncomplete(at: time, in: write)
    }

    /// They owe nothing to later campaigns; those who owned them last go on seeing what they owed and paid before.
    func remove(_ units: [UnitCode], at time: Timestamp, in write: borrowing Write) async throws {
        try await write.pipeline([
            """
            INSERT INTO departed_unit (community, unit, owners)
            SELECT community, unit, owners FROM unit
            WHERE community = \(write.community) AND unit = ANY(\(units))
            ON CONFLICT ON CONSTRAINT departed_unit_pkey DO UPDATE SET owners = excluded.owners
            """,
            "DELETE FROM unit WHERE community = \(write.community) AND unit = ANY(\(units))",
        ])
        try await markIncomplete(at: time, in: write)
    }

    /// More of the roll is on its way, until `RollRecorded`.
    private func markIncomplete(at time: Timestamp, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO community (community, is_complete, changed_at) VALUES (\(write.community), false, \(time))
            ON CONFLICT ON CONSTRAINT community_pkey
            DO UPDATE SET is_complete = false, changed_at = greatest(community.changed_at, excluded.changed_at)
            """)
    }

    func save(_ roll: RollRecorded, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO community (community, roll_hash) VALUES (\(write.community), \(roll.hash))
            ON CONFLICT ON CONSTRAINT community_pkey DO UPDATE SET roll_hash = excluded.roll_hash, is_complete = true
            """)
    }

    /// Keeps that the community is part of an area; a second telling changes nothing.
    func merge(
        into area: CommunityID, on day: Day, _ renamed: [RenamedBuilding], toldAt time: Timestamp,
        in write: borrowing Write
    ) async throws {
        try await write.pipeline([
            """
            INSERT INTO merger (part, area, merged_on, told_at)
            VALUES (\(write.community), \(area), \(day), \(time))
            ON CONFLICT ON CONSTRAINT merger_pkey DO NOTHING
            """,
            """
            INSERT INTO renamed_building (part, before, after)
            SELECT \(write.community), before, after
            FROM unnest(\(renamed.map(\.before)), \(renamed.map(\.after))) AS renamed (before, after)
            ON CONFLICT ON CONSTRAINT renamed_building_pkey DO NOTHING
            """,
        ])
    }

    func save(_ lift: LiftCode, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO lift (community, lift) VALUES (\(write.community), \(lift))
            ON CONFLICT ON CONSTRAINT lift_pkey DO NOTHING
            """)
    }

    /// Whether all units of the roll are there, and none that is none any more, and the community has said whether parking
    /// spaces count: who owes what follows from both.
    ///
    /// Where something of it is parked, what is there is whole and not what was told last.
    func isComplete(in write: borrowing Write) async throws -> Bool {
        let parts = [UnitsRecorded.type, UnitsRemoved.type, RollRecorded.type, CommunityRegistered.type]
        guard try await !write.isParked(parts) else { return false }
        return try await write.query(
            """
            SELECT is_complete AND parking_counts IS NOT NULL FROM community WHERE community = \(write.community)
            """, as: Bool.self
        ).first ?? false
    }

    /// The whole roll, once it is complete, and whether parking spaces count.
    func roll(in write: borrowing Write) async throws -> (units: [RollUnit], parkingCounts: Bool) {
        let counts = try await write.query(
            "SELECT parking_counts FROM community WHERE community = \(write.community)", as: Bool.self)
        let units = try await write.query(
            "SELECT unit, area, use FROM unit WHERE community = \(write.community)",
            as: (UnitCode, Area, UnitRecord.Use).self)
        return (units.map { RollUnit(unit: $0.0, area: $0.1, use: $0.2) }, counts.first ?? false)
    }

    /// Those of the given lifts that exist.
    func existing(_ lifts: [LiftCode], in write: borrowing Write) async throws -> Set<LiftCode> {
        Set(
            try await write.query(
                "SELECT lift FROM lift WHERE community = \(write.community) AND lift = ANY(\(lifts))",
                as: LiftCode.self))
    }
}
