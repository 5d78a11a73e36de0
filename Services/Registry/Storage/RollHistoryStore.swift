import Model
import Postgres

/// Units as they are and as they were.
struct RollHistoryStore {
    enum Moment: Sendable {
        /// As it holds now.
        case now
        /// Who was on the roll on a day, as far as is known today.
        case day(Day)
        /// What was published at a position: what an assembly freezes.
        case position(Int64)
    }

    func units<Reader: Reading & ~Copyable>(
        of community: CommunityID, _ moment: Moment, after cursor: String, limit: Int, in reader: borrowing Reader
    ) async throws -> [UnitVersion] {
        let rows =
            switch moment {
            case .now:
                try await reader.query(
                    """
                    SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since, NULL::date
                    FROM unit
                    WHERE community = \(community) AND code COLLATE "C" > \(cursor)
                    ORDER BY code COLLATE "C"
                    LIMIT \(limit)
                    """)
            case .day(let day):
                try await reader.query(
                    """
                    SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since, until
                    FROM (
                        SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since,
                            NULL::date AS until
                        FROM unit
                        WHERE community = \(community)
                        UNION ALL
                        SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since, until
                        FROM unit_past
                        WHERE community = \(community)
                    ) AS version
                    WHERE (since IS NULL OR since <= \(day)) AND (until IS NULL OR until > \(day))
                        AND code COLLATE "C" > \(cursor)
                    ORDER BY code COLLATE "C"
                    LIMIT \(limit)
                    """)
            case .position(let position):
                try await reader.query(
                    """
                    SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since, until
                    FROM (
                        SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since,
                            NULL::date AS until
                        FROM unit
                        WHERE community = \(community) AND position <= \(position)
                        UNION ALL
                        SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since, until
                        FROM unit_past
                        WHERE community = \(community) AND position <= \(position)
                            AND replaced_position > \(position)
                    ) AS version
                    WHERE code COLLATE "C" > \(cursor)
                    ORDER BY code COLLATE "C"
                    LIMIT \(limit)
                    """)
            }
        return try rows.decode(
            (
                UnitCode, String, Area, UnitRecord.AreaSource?, UnitRecord.Use, UnitRecord.OwnerKind, [OwnerID],
                OwnerID, Day?, Day?
            ).self
        ).map { code, floor, area, source, use, kind, owners, voter, since, until in
            UnitVersion(
                record: RollStore.unit((code, floor, area, source, use, kind, owners, voter)), since: since,
                until: until)
        }
    }

    /// What was published before a position, the last first.
    func snapshots<Reader: Reading & ~Copyable>(
        of community: CommunityID, before position: Int64, limit: Int, in reader: borrowing Reader
    ) async throws -> [RollSnapshot] {
        try await reader.query(
            """
            SELECT position, recorded_at, day, units, area, heads, hash, cause
            FROM roll_snapshot
            WHERE community = \(community) AND position < \(position)
            ORDER BY position DESC
            LIMIT \(limit)
            """
        ).decode((Int64, Timestamp, Day, Int64, Area, Int64, Digest256, RollCause).self).map(RollSnapshot.init)
    }
}

/// A unit as it was for a time.
struct UnitVersion: Sendable {
    let record: UnitRecord
    /// The first day; nil where the roll is older than its history.
    let since: Day?
    /// The first day on which it did not hold any more; nil where it still does.
    let until: Day?
}

/// A state of the roll that was published.
struct RollSnapshot: Encodable, Sendable {
    let position: Int64
    let recordedAt: Timestamp
    let day: Day
    let units: Int64
    let area: Area
    let heads: Int64
    let hash: Digest256
    let cause: String

    init(
        position: Int64, recordedAt: Timestamp, day: Day, units: Int64, area: Area, heads: Int64, hash: Digest256,
        cause: RollCause
    ) {
        self.position = position
        self.recordedAt = recordedAt
        self.day = day
        self.units = units
        self.area = area
        self.heads = heads
        self.hash = hash
        self.cause = cause.rawValue
    }
}
