import EventLog
import Model
import Postgres

/// What communities have become parts of, and the moving of what they had.
struct MergerStore {
    // MARK: - Reading

    /// The day of the last change of a roll; nil where it never had one.
    func lastChange<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> Day? {
        try await reader.query("SELECT max(day) FROM roll_snapshot WHERE community = \(community)")
            .decode((Day?).self).first ?? nil
    }

    /// The parts of an area in the order of their codes, those after `cursor`.
    func parts<Reader: Reading & ~Copyable>(
        of area: CommunityID, after cursor: String, limit: Int64, in reader: borrowing Reader
    ) async throws -> [MergedPart] {
        let rows = try await reader.query(
            """
            SELECT community.code, community.merged_on, community.merged_basis, community.merged_buildings, roll.units,
                roll.area, roll.heads
            FROM community
            JOIN roll ON roll.community = community.code
            WHERE community.merged_into = \(area) AND community.code COLLATE "C" > \(cursor)
            ORDER BY community.code COLLATE "C"
            LIMIT \(limit)
            """
        ).decode((CommunityID, Day, String, PostgresJSON, Int64, Area, Int64).self)
        return try rows.map { code, on, basis, buildings, units, area, heads in
            MergedPart(
                community: code, on: on, basis: basis, buildings: try Self.names(buildings), units: units, area: area,
                heads: heads)
        }
    }

    /// What is still to be told to the community's own followers.
    func untold<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> CommunityMerged? {
        try await reader.query(
            """
            SELECT merged_into, merged_on, merged_basis, merged_buildings
            FROM community
            WHERE code = \(community) AND merged_into IS NOT NULL AND NOT merger_told
            """
        ).decode((CommunityID, Day, String, PostgresJSON).self).first.map { area, on, basis, buildings in
            CommunityMerged(
                into: area, on: on, basis: basis,
                renamed: try Self.names(buildings).map { name in
                    RenamedBuilding(before: try BuildingCode(parsing: name.before), after: name.after)
                })
        }
    }

    /// In the order of what they were called.
    private static func names(_ buildings: PostgresJSON) throws -> [BuildingName] {
        let names = try CanonicalJSON.decode([String: BuildingCode].self, from: buildings.bytes)
        return names.sorted { $0.key < $1.key }.map { BuildingName(before: $0.key, after: $0.value) }
    }

    /// Communities whose merger is not told yet.
    func untold<Reader: Reading & ~Copyable>(in reader: borrowing Reader) async throws -> [CommunityID] {
        try await reader.query(
            "SELECT code FROM community WHERE merged_into IS NOT NULL AND NOT merger_told ORDER BY code"
        ).decode((CommunityID).self)
    }

    /// Those of the owners who are owner-units that have gone, with nobody to act for them.
    func unrepresented<Reader: Reading & ~Copyable>(
        among owners: [OwnerID], in reader: borrowing Reader
    ) async throws -> [OwnerID] {
        try await reader.query("SELECT owner FROM unrepresented WHERE owner = ANY(\(owners))").decode((OwnerID).self)
    }

    // MARK: - Changing

    func markTold(in write: borrowing Write) async throws {
        try await write.execute("UPDATE community SET merger_told = true WHERE code = \(write.community)")
    }

    /// Closes the roll of a part: its units are its past from that day on, and it is a part of the write's community.
    ///
    /// The shard of the part must be held.
    func close(_ part: Merger.Part, of merger: Merger, by subject: String, in write: borrowing Write) async throws {
        let names = Dictionary(uniqueKeysWithValues: part.buildings.map { ($0.key.description, $0.value.description) })
        let buildings = PostgresJSON(bytes: try CanonicalJSON.encode(names))
        let community = part.community
        try await write.pipeline([
            """
            INSERT INTO unit_past (community, code, floor, area, area_source, use, owner_kind, voter, owners, since,
                until, position, replaced_position, replaced_at, voter_chosen)
            SELECT community, code, floor, area, area_source, use, owner_kind, voter, owners, since, \(merger.on),
                position,
                (
                    SELECT coalesce(max(roll_snapshot.position), 0) + 1
                    FROM roll_snapshot WHERE roll_snapshot.community = unit.community
                ), \(write.now), voter_chosen
            FROM unit
            WHERE community = \(community)
            """,
            "DELETE FROM unit WHERE community = \(community)",
            "DELETE FROM co_owner WHERE community = \(community)",
            """
            UPDATE community SET
                merged_into = \(merger.area),
                merged_on = \(merger.on),
                merged_basis = \(merger.basis),
                merged_buildings = \(buildings),
                merged_by = \(subject)
            WHERE code = \(community)
            """,
        ])
    }

    /// Owners go with their ids, so that accounts, personal data and what is written of them stay theirs.
    func move(_ owners: [(id: OwnerID, ref: OwnerRef)], in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE owner SET community = \(write.community), ref = moving.ref
            FROM unnest(\(owners.map(\.id)), \(owners.map(\.ref))) AS moving (id, ref)
            WHERE owner.id = moving.id
            """)
    }

    /// Whoever had an account as one of two owners has it as the one that they are now, and is known by both ids.
    ///
    /// A letter to the other one works no
    /// longer; a second account of the same person stays, and is nobody's in the area.
    func unite(_ same: [OwnerID: OwnerID], in write: borrowing Write) async throws {
        guard !same.isEmpty else { return }
        let (gone, kept) = (same.map(\.key), same.map(\.value))
        try await write.pipeline([
            """
            UPDATE united_owner SET kept = same.kept
            FROM unnest(\(gone), \(kept)) AS same (gone, kept)
            WHERE united_owner.kept = same.gone
            """,
            """
            INSERT INTO united_owner (owner, kept)
            SELECT gone, kept FROM unnest(\(gone), \(kept)) AS same (gone, kept)
            """,
            """
            UPDATE activation_code SET cancelled_at = \(write.now)
            WHERE owner = ANY(\(gone)) AND used_at IS NULL AND cancelled_at IS NULL
            """,
            """
            UPDATE account_owner SET owner = first.kept
            FROM (
                SELECT DISTINCT ON (same.kept) same.gone, same.kept
                FROM unnest(\(gone), \(kept)) AS same (gone, kept)
                JOIN account_owner AS bound ON bound.owner = same.gone
                WHERE NOT EXISTS (SELECT FROM account_owner AS other WHERE other.owner = same.kept)
                ORDER BY same.kept, bound.bound_at, same.gone
            ) AS first
            WHERE account_owner.owner = first.gone
            """,
            """
            UPDATE session SET owner = same.kept
            FROM unnest(\(gone), \(kept)) AS same (gone, kept)
            WHERE session.owner = same.gone AND session.ended_at IS NULL AND EXISTS (
                SELECT FROM account_owner
                WHERE account_owner.owner = same.kept AND account_owner.account = session.account)
            """,
        ])
    }

    /// Moves what is known of lifts besides their files; the lifts themselves are stored in the area before, and go from
    /// the part with this.
    func moveCare(
        of lifts: [(before: LiftCode, after: Lift)], from part: CommunityID, in write: borrowing Write
    ) async throws {
        guard !lifts.isEmpty else { return }
        let (before, after) = (lifts.map(\.before), lifts.map(\.after.code))
        try await write.pipeline([
            """
            INSERT INTO lift_care (community, lift, use_mark, marked_on, user_unit_kind, user_unit_name, user_unit_since)
            SELECT \(write.community), moving.after, use_mark, marked_on, user_unit_kind, user_unit_name,
                user_unit_since
            FROM lift_care
            JOIN unnest(\(before), \(after)) AS moving (before, after) ON moving.before = lift_care.lift
            WHERE lift_care.community = \(part)
            """,
            """
            INSERT INTO lift_change (community, lift, number, kind, previous, current, changed_on, period, done_on,
                recorded_at)
            SELECT \(write.community), moving.after, number, kind, previous, current, changed_on, period, done_on,
                recorded_at
            FROM lift_change
            JOIN unnest(\(before), \(after)) AS moving (before, after) ON moving.before = lift_change.lift
            WHERE lift_change.community = \(part)
            """,
            "DELETE FROM lift_change WHERE community = \(part)",
            "DELETE FROM lift_care WHERE community = \(part)",
            "DELETE FROM lift WHERE community = \(part)",
        ])
    }
}

/// A community that has become part of an area, as it was when its own roll ended.
struct MergedPart: Encodable, Sendable {
    let community: CommunityID
    let on: Day
    let basis: String
    let buildings: [BuildingName]
    let units: Int64
    let area: Area
    let heads: Int64
}

/// What a building was called in a part, and what it is called in the area.
struct BuildingName: Encodable, Sendable {
    let before: String
    let after: BuildingCode
}
