import Crypto
import EventLog
import Model
import Postgres

/// This service's own copy of the registry's rolls, and what the registry said of them.
struct RollStore: Sendable {
    // MARK: - What the registry said

    func register(_ facts: CommunityRegistered, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO community (code, name, jurisdiction, parking_counts)
            VALUES (\(write.community), \(facts.name), \(facts.jurisdiction), \(facts.parkingCounts))
            ON CONFLICT ON CONSTRAINT community_pkey DO UPDATE
            SET name = excluded.name, jurisdiction = excluded.jurisdiction, parking_counts = excluded.parking_counts
            """)
    }

    /// The community is part of an area from then on.
    func merge(into area: CommunityID, on day: Day, in write: borrowing Write) async throws {
        try await write.execute(
            "UPDATE community SET merged_into = \(area), merged_on = \(day) WHERE code = \(write.community)")
    }

    /// Stores units of the write's community as they now are; each is named once.
    ///
    /// Until the roll is recorded again it is incomplete.
    func store(_ units: [UnitRecord], in write: borrowing Write) async throws {
        try await write.pipeline([
            """
            INSERT INTO roll_unit (community, unit, head, voter, area, is_parking, record)
            SELECT \(write.community), unit, head, voter, area, is_parking, record
            FROM unnest(
                \(units.map(\.unit)), \(units.map(\.head)), \(units.map(\.voter)), \(units.map(\.area)),
                \(units.map { $0.use == .parking }), \(try units.map(CanonicalJSON.encode))
            ) AS unit (unit, head, voter, area, is_parking, record)
            ON CONFLICT ON CONSTRAINT roll_unit_pkey DO UPDATE
            SET head = excluded.head, voter = excluded.voter, area = excluded.area, is_parking = excluded.is_parking,
                record = excluded.record
            """,
            incompletion(of: write.community),
        ])
    }

    func remove(_ units: [UnitCode], in write: borrowing Write) async throws {
        try await write.pipeline([
            "DELETE FROM roll_unit WHERE community = \(write.community) AND unit = ANY(\(units))",
            incompletion(of: write.community),
        ])
    }

    private func incompletion(of community: CommunityID) -> SQL {
        "UPDATE roll SET is_complete = false WHERE is_complete AND community = \(community)"
    }

    func record(_ roll: RollRecorded, at position: Int64, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO roll (community, is_complete, units, counted_area, heads, hash, position)
            VALUES (
                \(write.community), true, \(roll.units), \(roll.countedArea), \(roll.heads), \(roll.hash), \(position)
            )
            ON CONFLICT ON CONSTRAINT roll_pkey DO UPDATE
            SET is_complete = true, units = excluded.units, counted_area = excluded.counted_area,
                heads = excluded.heads, hash = excluded.hash, position = excluded.position
            """)
    }

    // MARK: - Reading

    /// Lets only a community go on whose owners have a meeting of their own.
    ///
    /// - Throws: `BallotsError.unknownCommunity`, `.communityMerged`
    func checkCommunity(in write: borrowing Write) async throws {
        let rows = try await write.query(
            "SELECT merged_into FROM community WHERE code = \(write.community)", as: CommunityID?.self)
        guard let known = rows.first else { throw BallotsError.unknownCommunity(write.community) }
        if let area = known { throw BallotsError.communityMerged(into: area) }
    }

    /// What the registry last said of the roll of the write's community.
    ///
    /// Where something of it is parked it is incomplete: what is there is whole, and not what was said last. Whose roll it
    /// is belongs to it.
    func roll(in write: borrowing Write) async throws -> Roll? {
        let parts = [
            UnitsRecorded.type, UnitsRemoved.type, RollRecorded.type, CommunityRegistered.type, CommunityMerged.type,
        ]
        let isParked = try await write.isParked(parts)
        return try await write.query(
            """
            SELECT is_complete, units, counted_area, heads, hash, position
            FROM roll
            WHERE community = \(write.community)
            """,
            as: (Bool, Int64, Area, Int64, Digest256, Int64).self
        ).first.map { isComplete, units, area, heads, hash, position in
            Roll(
                isComplete: isComplete && !isParked, units: units, electorate: Weight(area: area, heads: heads),
                hash: hash, position: position)
        }
    }

    /// How large the write's community is; nil while nothing is known of it.
    func size(in write: borrowing Write) async throws -> ElectionRules.Size? {
        try await write.query(
            """
            SELECT CASE WHEN found.dwellings > 0 THEN found.dwellings ELSE found.counting END, roll.counted_area
            FROM roll
            JOIN community ON community.code = roll.community
            CROSS JOIN LATERAL (
                SELECT
                    count(*) FILTER (WHERE position(convert_to('"use":"dwelling"', 'UTF8') IN record) > 0) AS dwellings,
                    count(*) FILTER (WHERE community.parking_counts OR NOT is_parking) AS counting
                FROM roll_unit
                WHERE roll_unit.community = roll.community
            ) AS found
            WHERE roll.community = \(write.community)
                AND roll.is_complete
            """,
            as: (Int64, Area).self
        ).first.map { ElectionRules.Size(households: $0, area: $1) }
    }

    /// Adds the copy up: its rows in the order of their codes, hashed as the registry hashes its own.
    ///
    /// `electorate` is which part of it votes; nil is all of it.
    func copy(
        of community: CommunityID, for electorate: Electorate?, in transaction: borrowing Transaction
    ) async throws -> RollCopy {
        let parking = try await transaction.query(
            "SELECT parking_counts FROM community WHERE code = \(community)", as: Bool.self)
        guard let parkingCounts = parking.first else { throw BallotsError.unknownCommunity(community) }
        let rows = try await transaction.query(
            "SELECT unit, head, area, is_parking, record FROM roll_unit WHERE community = \(community)",
            as: (UnitCode, HeadID, Area, Bool, [UInt8]).self)

        let counted = rows.filter { parkingCounts || !$0.3 }
        return RollCopy(
            units: Int64(rows.count),
            electorate: Weight(area: try Area.sum(counted.map(\.2)), heads: Int64(Set(counted.map(\.1)).count)),
            hash: Self.hash(rows.sorted { $0.0 < $1.0 }.map(\.4)), parkingCounts: parkingCounts,
            buildings: Set(rows.map(\.0.building)),
            part: try electorate.map { electorate in
                try RollPart(
                    electorate, counted: counted.map { (unit: $0.0, head: $0.1, area: $0.2) }, units: rows.map(\.0))
            })
    }

    /// SHA-256 of the JSON array of the records, which are canonical already.
    private static func hash(_ records: [[UInt8]]) -> Digest256 {
        var hash = SHA256()
        hash.update(data: [UInt8(ascii: "[")])
        for (index, record) in records.enumerated() {
            if index > 0 { hash.update(data: [UInt8(ascii: ",")]) }
            hash.update(data: record)
        }
        hash.update(data: [UInt8(ascii: "]")])
        return Digest256(hash.finalize())
    }
}
