import EventLog
import Postgres

/// The roll that the next assembly freezes, before any does.
enum RollChecks {
    static let all = [isAnnounced]

    /// A unit that was given up is missing for good, and no assembly opens.
    private static let isAnnounced = AuditCheck(
        "roll-is-as-announced",
        """
        The roll for the next opening has the records of the hash that was announced last, unless some are on their \
        way or were given up, and each unit has the voter, the area, the use and the head of its record: one and the \
        same for the same owners.
        """,
        examined: { community in "SELECT count(*) FROM roll_unit WHERE community = \(community)" },
        faults: { community in
            """
            WITH said AS MATERIALIZED (
                SELECT unit, head::text AS head, voter, area, is_parking, record,
                    convert_from(record, 'UTF8')::jsonb AS fact
                FROM roll_unit WHERE community = \(community)
            ), owned AS (
                SELECT unit, head, (
                        SELECT string_agg(DISTINCT owner, ' ' ORDER BY owner)
                        FROM jsonb_array_elements_text(fact -> 'owners') AS owner
                    ) AS owners
                FROM said
            ), whole AS (
                SELECT coalesce(
                    string_agg(
                        record, ','::bytea
                        ORDER BY CASE WHEN split_part(unit, '-', 1) ~ '^[0-9]+$'
                            THEN split_part(unit, '-', 1)::numeric END,
                            normalize(split_part(unit, '-', 1)) COLLATE "C",
                            CASE WHEN split_part(unit, '-', 2) ~ '^[0-9]+$' THEN split_part(unit, '-', 2)::numeric END,
                            normalize(split_part(unit, '-', 2)) COLLATE "C",
                            CASE WHEN split_part(unit, '-', 3) ~ '^[0-9]+$' THEN split_part(unit, '-', 3)::numeric END,
                            normalize(split_part(unit, '-', 3)) COLLATE "C"
                    ), ''::bytea) AS records
                FROM said
            )
            SELECT place, says
            FROM (
                SELECT roll.community AS place, 'its records are not those that were announced' AS says
                FROM roll CROSS JOIN whole
                WHERE roll.community = \(community)
                    AND is_complete
                    AND hash <> sha256('['::bytea || records || ']'::bytea)
                    AND NOT EXISTS (
                        SELECT
                        FROM inbox_parked
                        JOIN inbox_resolution USING (source, shard, pos)
                        WHERE source = 'registry'
                            AND community = \(community)
                            AND subject = 'roll'
                            AND resolution = 'discarded'
                    )
                UNION ALL
                SELECT unit, 'its voter, area or use is another than its record says'
                FROM said
                WHERE (fact ->> 'unit', fact ->> 'voter', (fact ->> 'area')::numeric * 100, fact ->> 'use' = 'parking')
                    IS DISTINCT FROM (unit, voter::text, area::numeric, is_parking)
                UNION ALL
                SELECT min(unit COLLATE "C"), 'its owners are more than one head'
                FROM owned GROUP BY owners HAVING min(head) <> max(head)
                UNION ALL
                SELECT min(unit COLLATE "C"), 'its head is that of other owners as well'
                FROM owned GROUP BY head HAVING min(owners) IS DISTINCT FROM max(owners)
            ) AS found
            ORDER BY place, says LIMIT \(AuditCheck.shown)
            """
        })
}
