import EventLog
import Model
import Postgres

/// Units with their owners, and the totals of the roll.
struct RollStore {
    func roll<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> Roll {
        let rows = try await reader.query(
            """
            SELECT code, floor, area, use, owner_kind, voter,
                ARRAY(
                    SELECT owner FROM unit_owner
                    WHERE unit_owner.community = unit.community AND unit_owner.unit = unit.code
                    ORDER BY owner)
            FROM unit
            WHERE community = \(community)
            """
        ).decode((UnitCode, String, Area, UnitRecord.Use, UnitRecord.OwnerKind, OwnerID, [OwnerID]).self)
        return Roll(
            rows.map { code, floor, area, use, ownerKind, voter, owners in
                UnitRecord(
                    unit: code, floor: floor, area: area, use: use, ownerKind: ownerKind, owners: owners.sorted(),
                    voter: voter)
            })
    }

    func entrances<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> Set<Entrance> {
        let codes = try await reader.query("SELECT code FROM unit WHERE community = \(community)")
            .decode((UnitCode).self)
        return Set(codes.map(Entrance.init))
    }

    /// Stores a change of the roll in five statements, however many units it has.
    func save(_ change: RollChange, in write: borrowing Write) async throws {
        let recorded = change.recorded
        let codes = recorded.map(\.unit)
        let owners = recorded.flatMap { unit in unit.owners.map { (unit.unit, $0) } }
        try await write.pipeline([
            "DELETE FROM unit WHERE community = \(write.community) AND code = ANY(\(change.removed))",
            """
            INSERT INTO unit (community, code, floor, area, use, owner_kind, voter)
            SELECT \(write.community), code, floor, area, use, owner_kind, voter
            FROM unnest(\(codes), \(recorded.map(\.floor)), \(recorded.map(\.area)), \(recorded.map(\.use)),
                \(recorded.map(\.ownerKind)), \(recorded.map(\.voter)))
                AS listed (code, floor, area, use, owner_kind, voter)
            ON CONFLICT ON CONSTRAINT unit_pkey DO UPDATE SET
                floor = EXCLUDED.floor,
                area = EXCLUDED.area,
                use = EXCLUDED.use,
                owner_kind = EXCLUDED.owner_kind,
                voter = EXCLUDED.voter
            """,
            "DELETE FROM unit_owner WHERE community = \(write.community) AND unit = ANY(\(codes))",
            """
            INSERT INTO unit_owner (community, unit, owner)
            SELECT \(write.community), unit, owner
            FROM unnest(\(owners.map(\.0)), \(owners.map(\.1))) AS listed (unit, owner)
            """,
        ])
    }

    /// The totals as they were last recorded, and when.
    func summary<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> (summary: RollSummary, recordedAt: Timestamp)? {
        let rows = try await reader.query(
            """
            SELECT units, area, heads, hash, buildings, recorded_at
            FROM roll
            WHERE community = \(community)
            """
        ).decode((Int64, Area, Int64, Digest256, PostgresJSON, Timestamp).self)
        return try rows.first.map { units, area, heads, hash, buildings, recordedAt in
            let summary = RollSummary(
                units: units, area: area, heads: heads, hash: hash,
                buildings: try CanonicalJSON.decode([RollSummary.Building].self, from: buildings.bytes))
            return (summary, recordedAt)
        }
    }

    func save(_ summary: RollSummary, in write: borrowing Write) async throws {
        let buildings = PostgresJSON(bytes: try CanonicalJSON.encode(summary.buildings))
        try await write.execute(
            """
            INSERT INTO roll (community, units, area, heads, hash, buildings, recorded_at)
            VALUES (\(write.community), \(summary.units), \(summary.area), \(summary.heads), \(summary.hash),
                \(buildings), \(write.now))
            ON CONFLICT ON CONSTRAINT roll_pkey DO UPDATE SET
                units = EXCLUDED.units,
                area = EXCLUDED.area,
                heads = EXCLUDED.heads,
                hash = EXCLUDED.hash,
                buildings = EXCLUDED.buildings,
                recorded_at = EXCLUDED.recorded_at
            """)
    }
}
