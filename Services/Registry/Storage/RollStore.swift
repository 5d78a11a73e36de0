import EventLog
import Model
import Postgres

/// Units with their owners, and the totals of the roll.
struct RollStore {
    func roll<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> Roll {
        try Self.roll(in: await reader.query(Self.units(of: community)))
    }

    /// Asks for what `roll(in:)` reads: an array of one costs more than all the rest of a row, so that there is none where
    /// the voter owns the unit alone.
    static func units(of community: CommunityID) -> SQL {
        """
        SELECT code, floor, area, area_source, use, owner_kind, voter,
            CASE WHEN cardinality(owners) = 1 AND owners[1] = voter THEN NULL ELSE owners END
        FROM unit
        WHERE community = \(community)
        """
    }

    /// One unit of it; nil where there is none of this code.
    func unit<Reader: Reading & ~Copyable>(
        _ code: UnitCode, of community: CommunityID, in reader: borrowing Reader
    ) async throws -> UnitRecord? {
        try await reader.query(
            """
            SELECT code, floor, area, area_source, use, owner_kind, owners, voter
            FROM unit
            WHERE community = \(community) AND code = \(code)
            """
        ).decode(Self.row).first.map(Self.unit)
    }

    static func roll(in result: PostgresResult) throws -> Roll {
        var units: [UnitRecord] = []
        units.reserveCapacity(result.count)
        var sources = RepeatedWord<UnitRecord.AreaSource>()
        var uses = RepeatedWord<UnitRecord.Use>()
        var kinds = RepeatedWord<UnitRecord.OwnerKind>()
        try result.forEachRow { cells in
            let unit = try cells.value { try UnitCode(parsing: $0) }
            let floor = try cells.text()
            let area = Area(hundredths: try cells.int64())
            let source = try cells.skipNull() ? nil : cells.value { sources.word($0) }
            let (use, kind) = (try cells.value { uses.word($0) }, try cells.value { kinds.word($0) })
            let voter = OwnerID(try cells.uuid())
            let owners = try cells.skipNull() ? [voter] : cells.uuids().map { OwnerID($0) }.sorted()
            units.append(
                UnitRecord(
                    unit: unit, floor: floor, area: area, areaSource: source, use: use, ownerKind: kind,
                    owners: owners, voter: voter))
        }
        return Roll(units)
    }

    /// The voters whom co-owners have chosen themselves.
    func chosenVoters<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> [UnitCode: OwnerID] {
        try Self.chosenVoters(in: await reader.query(Self.chosenVoters(of: community)))
    }

    static func chosenVoters(of community: CommunityID) -> SQL {
        "SELECT code, voter FROM unit WHERE community = \(community) AND voter_chosen"
    }

    /// Asks for them, and for those of units that have left the roll: what a file had left out by mistake comes back as
    /// it was.
    static func chosenVotersEver(of community: CommunityID) -> SQL {
        """
        SELECT code, voter FROM unit WHERE community = \(community) AND voter_chosen
        UNION ALL
        SELECT past.code, past.voter
        FROM unit_past AS past
        WHERE past.community = \(community) AND past.voter_chosen
            AND NOT EXISTS (SELECT FROM unit WHERE unit.community = past.community AND unit.code = past.code)
            AND NOT EXISTS (
                SELECT FROM unit_past AS later
                WHERE later.community = past.community AND later.code = past.code
                    AND later.replaced_position > past.replaced_position)
        """
    }

    static func chosenVoters(in result: PostgresResult) throws -> [UnitCode: OwnerID] {
        Dictionary(try result.decode((UnitCode, OwnerID).self)) { first, _ in first }
    }

    func entrances<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> Set<Entrance> {
        let codes = try await reader.query("SELECT code FROM unit WHERE community = \(community)")
            .decode((UnitCode).self)
        return Set(codes.map(Entrance.init))
    }

    typealias Row = (
        UnitCode, String, Area, UnitRecord.AreaSource?, UnitRecord.Use, UnitRecord.OwnerKind, [OwnerID], OwnerID
    )
    static let row = Row.self

    static func unit(_ row: Row) -> UnitRecord {
        UnitRecord(
            unit: row.0, floor: row.1, area: row.2, areaSource: row.3, use: row.4, ownerKind: row.5,
            owners: row.6.sorted(), voter: row.7)
    }

    // MARK: - Changes

    /// Stores a change of the roll; what was there before becomes its past.
    func save(_ change: RollChange, at moment: RollMoment, in write: borrowing Write) async throws {
        try await keepPast(of: change, at: moment, in: write)
        try await write.pipeline([
            "DELETE FROM unit WHERE community = \(write.community) AND code = ANY(\(change.removed))",
            """
            DELETE FROM co_owner
            WHERE community = \(write.community) AND unit = ANY(\(change.removed + change.changed.map(\.after.unit)))
            """,
        ])
        try await update(change.changed.map(\.after), at: moment, in: write)
        try await add(change.added, inOrder: change.addedByText, at: moment, in: write)
        let others = (change.added + change.changed.map(\.after)).flatMap { unit in
            unit.owners.filter { $0 != unit.voter }.map { (unit: unit.unit, owner: $0) }
        }
        guard !others.isEmpty else { return }
        let community = write.community.description
        try await write.copyIn(
            "COPY co_owner (owner, community, unit) FROM STDIN WITH (FORMAT binary)",
            CopyRows(others, fields: 3) { other, row in
                row.uuid(other.owner.uuid)
                row.text(community)
                row.text(other.unit.description)
            })
    }

    private func add(
        _ units: [UnitRecord], inOrder order: [Int], at moment: RollMoment, in write: borrowing Write
    ) async throws {
        guard !units.isEmpty else { return }
        let order = order.count == units.count ? order : Array(units.indices)
        let community = write.community.description
        try await write.copyIn(
            """
            COPY unit (community, code, floor, area, area_source, use, owner_kind, owners, voter, since, position)
            FROM STDIN WITH (FORMAT binary)
            """,
            CopyRows(order, fields: 11) { place, row in
                let unit = units[place]
                row.text(community)
                row.text(unit.unit.description)
                row.text(unit.floor)
                row.int64(unit.area.hundredths)
                if let source = unit.areaSource { row.text(source.rawValue) } else { row.null() }
                row.text(unit.use.rawValue)
                row.text(unit.ownerKind.rawValue)
                row.uuids(unit.owners.count) { unit.owners[$0].uuid }
                row.uuid(unit.voter.uuid)
                try row.value(moment.day)
                row.int64(moment.position)
            })
    }

    private func update(_ units: [UnitRecord], at moment: RollMoment, in write: borrowing Write) async throws {
        guard !units.isEmpty else { return }
        // An array of arrays has no PostgreSQL form where they differ in length, so owners travel as one text each.
        let owners = units.map { $0.owners.map(\.description).joined(separator: ",") }
        try await write.execute(
            """
            UPDATE unit SET
                floor = listed.floor,
                area = listed.area,
                area_source = listed.area_source,
                use = listed.use,
                owner_kind = listed.owner_kind,
                owners = string_to_array(listed.owners, ',')::uuid[],
                voter_chosen = unit.voter_chosen AND unit.voter = listed.voter,
                voter = listed.voter,
                since = \(moment.day),
                position = \(moment.position)
            FROM unnest(\(units.map(\.unit)), \(units.map(\.floor)), \(units.map(\.area)),
                \(units.map(\.areaSource)), \(units.map(\.use)), \(units.map(\.ownerKind)), \(owners),
                \(units.map(\.voter)))
                AS listed (code, floor, area, area_source, use, owner_kind, owners, voter)
            WHERE unit.community = \(write.community) AND unit.code = listed.code
            """)
    }

    private func keepPast(of change: RollChange, at moment: RollMoment, in write: borrowing Write) async throws {
        let replaced = change.removed + change.changed.map(\.before.unit)
        guard !replaced.isEmpty else { return }
        try await write.execute(
            """
            INSERT INTO unit_past (community, code, floor, area, area_source, use, owner_kind, voter, owners, since,
                until, position, replaced_position, replaced_at, voter_chosen)
            SELECT community, code, floor, area, area_source, use, owner_kind, voter, owners, since, \(moment.day),
                position, \(moment.position), \(write.now), voter_chosen
            FROM unit
            WHERE community = \(write.community) AND code = ANY(\(replaced))
            """)
    }

    /// Notes that the co-owners of these units have chosen their voters, which a file then does not change.
    func markChosen(_ units: [UnitCode], in write: borrowing Write) async throws {
        guard !units.isEmpty else { return }
        try await write.execute(
            "UPDATE unit SET voter_chosen = true WHERE community = \(write.community) AND code = ANY(\(units))")
    }

    // MARK: - Totals

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

    /// Stores the totals, and as what is known of the roll at this position; `dwellings` is how many more there are than
    /// before, or fewer.
    func save(
        _ summary: RollSummary, dwellings: Int64, at moment: RollMoment, because cause: RollCause,
        in write: borrowing Write
    ) async throws {
        let buildings = PostgresJSON(bytes: try CanonicalJSON.encode(summary.buildings))
        try await write.pipeline([
            """
            INSERT INTO roll (community, units, dwellings, area, heads, hash, buildings, recorded_at)
            VALUES (\(write.community), \(summary.units), \(dwellings), \(summary.area), \(summary.heads),
                \(summary.hash), \(buildings), \(write.now))
            ON CONFLICT ON CONSTRAINT roll_pkey DO UPDATE SET
                units = EXCLUDED.units,
                dwellings = roll.dwellings + EXCLUDED.dwellings,
                area = EXCLUDED.area,
                heads = EXCLUDED.heads,
                hash = EXCLUDED.hash,
                buildings = EXCLUDED.buildings,
                recorded_at = EXCLUDED.recorded_at
            """,
            """
            INSERT INTO roll_snapshot (community, position, recorded_at, day, units, area, heads, hash, cause)
            VALUES (\(write.community), \(moment.position), \(write.now), \(moment.day), \(summary.units),
                \(summary.area), \(summary.heads), \(summary.hash), \(cause))
            """,
        ])
    }

    // MARK: - Declared totals

    func totals<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> [BuildingCode: Area] {
        try Self.totals(in: await reader.query(Self.totals(of: community)))
    }

    static func totals(of community: CommunityID) -> SQL {
        "SELECT building, area FROM building_total WHERE community = \(community)"
    }

    static func totals(in result: PostgresResult) throws -> [BuildingCode: Area] {
        Dictionary(try result.decode((BuildingCode, Area).self)) { first, _ in first }
    }

    func save(totals: [BuildingCode: Area], in write: borrowing Write) async throws {
        let declared = totals.sorted { $0.key < $1.key }
        try await write.pipeline([
            "DELETE FROM building_total WHERE community = \(write.community)",
            """
            INSERT INTO building_total (community, building, area)
            SELECT \(write.community), building, area
            FROM unnest(\(declared.map(\.key)), \(declared.map(\.value))) AS declared (building, area)
            """,
        ])
    }
}

/// When a change of the roll holds.
struct RollMoment: Sendable {
    /// The first day of what it brings.
    let day: Day
    /// The position of the `RollRecorded` that closes it.
    let position: Int64
}

/// What changed a roll.
enum RollCause: String, Sendable {
    case `import`
    case transfer
    case voter
    case parking
    case merger
}
