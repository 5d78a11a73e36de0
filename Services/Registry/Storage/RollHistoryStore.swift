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
                    WHERE community = \(community) AND code > \(cursor)
                    ORDER BY code
                    LIMIT \(limit)
                    """)
            case .day(let day):
                // Of versions that had begun by then the one recorded last holds: of a change one may be told late.
                try await reader.query(
                    """
                    (
                        SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since,
                            NULL::date AS until
                        FROM unit
                        WHERE community = \(community) AND code > \(cursor) AND (since IS NULL OR since <= \(day))
                        ORDER BY code
                        LIMIT \(limit)
                    )
                    UNION ALL
                    (
                        SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since, until
                        FROM unit_past AS past
                        WHERE community = \(community) AND code > \(cursor) AND (since IS NULL OR since <= \(day))
                            AND until > \(day)
                            AND NOT EXISTS (
                                SELECT FROM unit AS last
                                WHERE last.community = past.community AND last.code = past.code
                                    AND last.since <= \(day))
                            AND NOT EXISTS (
                                SELECT FROM unit_past AS later
                                WHERE later.community = past.community AND later.code = past.code
                                    AND later.position > past.position AND later.since <= \(day))
                        ORDER BY code
                        LIMIT \(limit)
                    )
                    ORDER BY code
                    LIMIT \(limit)
                    """)
            case .position(let position):
                try await reader.query(
                    """
                    (
                        SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since,
                            NULL::date AS until
                        FROM unit
                        WHERE community = \(community) AND code > \(cursor) AND position <= \(position)
                        ORDER BY code
                        LIMIT \(limit)
                    )
                    UNION ALL
                    (
                        SELECT code, floor, area, area_source, use, owner_kind, owners, voter, since, until
                        FROM unit_past
                        WHERE community = \(community) AND code > \(cursor) AND position <= \(position)
                            AND replaced_position > \(position)
                        ORDER BY code
                        LIMIT \(limit)
                    )
                    ORDER BY code
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

    /// The last day after `day` from which each of the units had another owner or voter, or was the area's, where there is one.
    func lastChanges<Reader: Reading & ~Copyable>(
        of units: [UnitCode], in community: CommunityID, after day: Day, _ reader: borrowing Reader
    ) async throws -> [UnitCode: Day] {
        guard !units.isEmpty else { return [:] }
        let rows = try await reader.query(
            """
            SELECT version.code, max(version.since)
            FROM (
                SELECT code, since, position FROM unit WHERE community = \(community) AND code = ANY(\(units))
                UNION ALL
                SELECT code, since, position FROM unit_past WHERE community = \(community) AND code = ANY(\(units))
            ) AS version
            JOIN roll_snapshot
                ON roll_snapshot.community = \(community) AND roll_snapshot.position = version.position
            WHERE version.since > \(day) AND roll_snapshot.cause IN ('transfer', 'voter', 'merger')
            GROUP BY version.code
            """
        ).decode((UnitCode, Day).self)
        return Dictionary(rows) { first, _ in first }
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
