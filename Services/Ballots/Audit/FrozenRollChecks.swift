import EventLog
import Postgres

/// The rolls that assemblies froze: what they were announced as, and what follows from the records alone.
enum FrozenRollChecks {
    static let all = [isAnnounced, followsRecords, headsAreOwners, electorateIsAddedUp]

    /// The records stand in the order of their codes, as `PlacePart` has it: numbers by their value, before words.
    private static let isAnnounced = AuditCheck(
        "frozen-roll-is-as-announced",
        "The records on every frozen roll have the hash that the registry announced of it.",
        examined: { community in
            "SELECT count(*) FROM assembly WHERE community = \(community) AND opened_at IS NOT NULL"
        },
        faults: { community in
            """
            WITH roll AS (
                SELECT assembly.number, sha256(
                    '['::bytea || string_agg(
                        frozen_unit.record, ','::bytea
                        ORDER BY CASE WHEN split_part(unit, '-', 1) ~ '^[0-9]+$'
                            THEN split_part(unit, '-', 1)::numeric END,
                            normalize(split_part(unit, '-', 1)) COLLATE "C",
                            CASE WHEN split_part(unit, '-', 2) ~ '^[0-9]+$' THEN split_part(unit, '-', 2)::numeric END,
                            normalize(split_part(unit, '-', 2)) COLLATE "C",
                            CASE WHEN split_part(unit, '-', 3) ~ '^[0-9]+$' THEN split_part(unit, '-', 3)::numeric END,
                            normalize(split_part(unit, '-', 3)) COLLATE "C"
                    ) || ']'::bytea) AS hash
                FROM assembly
                JOIN frozen_unit ON frozen_unit.assembly = assembly.number
                WHERE assembly.community = \(community)
                GROUP BY assembly.number
            )
            SELECT assembly.code, CASE
                    WHEN roll.hash IS NULL THEN 'nothing is left of its roll'
                    ELSE 'its roll is not the one that was announced'
                END
            FROM assembly
            LEFT JOIN roll ON roll.number = assembly.number
            WHERE assembly.community = \(community)
                AND assembly.opened_at IS NOT NULL
                AND roll.hash IS DISTINCT FROM assembly.roll_hash
            ORDER BY assembly.number LIMIT \(AuditCheck.shown)
            """
        })

    private static let followsRecords = AuditCheck(
        "frozen-units-follow-their-records",
        """
        Every frozen unit has the voter of its record, counts as its use and the electorate say, and carries the \
        area of all units of its head that count.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN frozen_unit ON frozen_unit.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            WITH roll AS MATERIALIZED (
                SELECT assembly.number, assembly.code, frozen_unit.unit, frozen_unit.head, frozen_unit.voter,
                    frozen_unit.head_area, frozen_unit.counts, said.record ->> 'unit' AS named,
                    said.record ->> 'voter' AS chosen, said.record ->> 'use' AS use,
                    (said.record ->> 'area')::numeric * 100 AS area,
                    assembly.scope IS NULL
                        OR place.scope -> 'buildings' ? split_part(frozen_unit.unit, '-', 1)
                        OR place.scope -> 'entrances'
                            ? (split_part(frozen_unit.unit, '-', 1) || '-' || split_part(frozen_unit.unit, '-', 2))
                        AS is_inside
                FROM assembly
                CROSS JOIN LATERAL (
                    SELECT convert_from(assembly.scope, 'UTF8')::jsonb AS scope OFFSET 0
                ) AS place
                JOIN frozen_unit ON frozen_unit.assembly = assembly.number
                CROSS JOIN LATERAL (
                    SELECT convert_from(frozen_unit.record, 'UTF8')::jsonb AS record OFFSET 0
                ) AS said
                WHERE assembly.community = \(community)
            ), head AS (
                SELECT number, head, coalesce(sum(area) FILTER (WHERE counts), 0) AS area
                FROM roll GROUP BY number, head
            ), parking AS (
                -- Whether parking spaces count is the same for all that are inside.
                SELECT number, bool_and(counts) AS all_count, bool_or(counts) AS one_counts
                FROM roll WHERE use = 'parking' AND is_inside GROUP BY number
            ), judged AS (
                SELECT roll.number, roll.code, roll.unit, CASE
                        WHEN roll.named IS DISTINCT FROM roll.unit THEN 'its record is that of another unit'
                        WHEN roll.chosen IS DISTINCT FROM roll.voter::text THEN 'its record names another voter'
                        WHEN NOT coalesce(roll.is_inside, false) AND roll.counts
                            THEN 'it counts, and is outside of the electorate'
                        WHEN roll.is_inside AND roll.use <> 'parking' AND NOT roll.counts THEN 'it does not count'
                        WHEN roll.is_inside AND roll.use = 'parking' AND parking.all_count <> parking.one_counts
                            THEN 'some parking spaces count and some do not'
                        WHEN head.area <> roll.head_area
                            THEN 'its head has ' || roll.head_area || ', and the records say ' || head.area::bigint
                    END AS says
                FROM roll
                JOIN head ON head.number = roll.number AND head.head = roll.head
                LEFT JOIN parking ON parking.number = roll.number
            )
            SELECT code || '/' || unit, says
            FROM judged WHERE says IS NOT NULL
            ORDER BY number, unit COLLATE "C" LIMIT \(AuditCheck.shown)
            """
        })

    private static let headsAreOwners = AuditCheck(
        "heads-are-sets-of-owners",
        "On every frozen roll two units are of one head if and only if the same owners own both.",
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN frozen_unit ON frozen_unit.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            WITH roll AS MATERIALIZED (
                SELECT assembly.number, assembly.code, frozen_unit.unit COLLATE "C" AS unit,
                    frozen_unit.head::text AS head, CASE jsonb_array_length(said.owners)
                        WHEN 1 THEN said.owners ->> 0
                        ELSE (
                            SELECT string_agg(DISTINCT owner, ' ' ORDER BY owner)
                            FROM jsonb_array_elements_text(said.owners) AS owner
                        )
                    END AS owners
                FROM assembly
                JOIN frozen_unit ON frozen_unit.assembly = assembly.number
                CROSS JOIN LATERAL (
                    SELECT convert_from(frozen_unit.record, 'UTF8')::jsonb -> 'owners' AS owners OFFSET 0
                ) AS said
                WHERE assembly.community = \(community)
            )
            SELECT place, says
            FROM (
                SELECT number, code || '/' || min(unit) AS place, 'its owners are more than one head' AS says
                FROM roll GROUP BY number, code, owners HAVING min(head) <> max(head)
                UNION ALL
                SELECT number, code || '/' || min(unit), 'its head is that of other owners as well'
                FROM roll GROUP BY number, code, head HAVING min(owners) IS DISTINCT FROM max(owners)
            ) AS found
            ORDER BY number, place, says LIMIT \(AuditCheck.shown)
            """
        })

    private static let electorateIsAddedUp = AuditCheck(
        "electorate-is-added-up",
        "Area and heads of every electorate are those of the units on its frozen roll that count.",
        examined: { community in
            "SELECT count(*) FROM assembly WHERE community = \(community) AND opened_at IS NOT NULL"
        },
        faults: { community in
            """
            WITH roll AS (
                SELECT assembly.number,
                    sum((convert_from(frozen_unit.record, 'UTF8')::jsonb ->> 'area')::numeric * 100) AS area,
                    count(DISTINCT frozen_unit.head) AS heads
                FROM assembly
                JOIN frozen_unit ON frozen_unit.assembly = assembly.number AND frozen_unit.counts
                WHERE assembly.community = \(community)
                GROUP BY assembly.number
            )
            SELECT assembly.code,
                'it is ' || assembly.electorate_area || ' of ' || assembly.electorate_heads
                    || ' heads, and the roll says '
                    || coalesce(roll.area, 0)::bigint || ' of ' || coalesce(roll.heads, 0)
            FROM assembly
            LEFT JOIN roll ON roll.number = assembly.number
            WHERE assembly.community = \(community)
                AND assembly.opened_at IS NOT NULL
                AND (assembly.electorate_area, assembly.electorate_heads)
                    IS DISTINCT FROM (coalesce(roll.area, 0)::bigint, coalesce(roll.heads, 0))
            ORDER BY assembly.number LIMIT \(AuditCheck.shown)
            """
        })
}
