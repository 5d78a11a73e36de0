import EventLog
import Model
import Postgres

/// The roll against what was published of it, and its totals against its units.
///
/// The units of a community that has become part of another are there now, and its own log says nothing of them.
extension RegistryAudit {
    static let unitsAreWhatWasTold = AuditCheck(
        "units-are-what-was-told",
        "The units of a community that is no part of another, with owners and voters, are those that were told last.",
        examined: { community in "SELECT count(*) FROM unit WHERE community = \(community)" },
        faults: { community in
            """
            WITH event AS (
                SELECT pos, type, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type IN ('tongti.registry.UnitsRecorded.v1', 'tongti.registry.UnitsRemoved.v1')
            ), word AS (
                SELECT pos, item->>'unit' AS code, item
                FROM event CROSS JOIN LATERAL jsonb_array_elements(fact->'units') AS item
                WHERE type = 'tongti.registry.UnitsRecorded.v1'
                UNION ALL
                SELECT pos, code, NULL
                FROM event CROSS JOIN LATERAL jsonb_array_elements_text(fact->'units') AS code
                WHERE type = 'tongti.registry.UnitsRemoved.v1'
            ), told AS (
                SELECT DISTINCT ON (code) code, item
                FROM word
                ORDER BY code, pos DESC
            ), stored AS (
                SELECT *, to_jsonb(owners) AS listed FROM unit WHERE community = \(community)
            )
            SELECT coalesce(told.code, stored.code), finding.says
            FROM (SELECT * FROM told WHERE item IS NOT NULL) AS told
            FULL JOIN stored ON stored.code = told.code
            CROSS JOIN LATERAL (
                VALUES
                    (stored.code IS NULL, 'it was told, and is not there'),
                    (told.code IS NULL, 'it is there, and was told never or as one that has gone'),
                    (
                        item->>'area' <> stored.area / 100 || '.' || lpad((stored.area % 100)::text, 2, '0'),
                        'its area is another than was told'
                    ),
                    (
                        (item->>'floor', item->>'use', item->>'ownerKind', item->>'areaSource')
                            IS DISTINCT FROM (floor, use, owner_kind, area_source)
                            AND told.code = stored.code,
                        'its floor, use, kind of owner or source of the area is another than was told'
                    ),
                    (
                        NOT (listed @> (item->'owners') AND listed <@ (item->'owners')),
                        'its owners are others than were told'
                    ),
                    (item->>'voter' <> voter::text, 'its voter is another than was told')
            ) AS finding (is_wrong, says)
            WHERE finding.is_wrong
                AND NOT EXISTS (SELECT FROM community WHERE code = \(community) AND merged_into IS NOT NULL)
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })

    static let coOwnersFollowUnits = AuditCheck(
        "co-owners-follow-units",
        "Every unit has owners, each once, its voter is one of them, and the others are its co-owners.",
        examined: { community in "SELECT count(*) FROM unit WHERE community = \(community)" },
        faults: { community in
            """
            WITH listed AS (
                SELECT code AS unit, owner, count(*) AS times, bool_or(owner = voter) AS is_voter
                FROM unit CROSS JOIN LATERAL unnest(owners) AS owner
                WHERE community = \(community)
                GROUP BY code, owner
            ), other AS (
                SELECT unit, owner FROM co_owner WHERE community = \(community)
            )
            SELECT code, 'its voter is none of its owners' FROM unit
            WHERE community = \(community) AND voter <> ALL(owners)
            UNION ALL
            SELECT unit, 'it names an owner twice' FROM listed WHERE times > 1
            UNION ALL
            SELECT coalesce(listed.unit, other.unit),
                CASE
                    WHEN other.owner IS NULL THEN 'an owner who does not vote is no co-owner of it'
                    ELSE 'it has a co-owner who is none of its owners, or its voter'
                END
            FROM (SELECT * FROM listed WHERE NOT is_voter) AS listed
            FULL JOIN other ON other.unit = listed.unit AND other.owner = listed.owner
            WHERE listed.owner IS NULL OR other.owner IS NULL
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })

    static let rollTotalsAreTheUnits = AuditCheck(
        "roll-totals-are-the-units",
        "Units, dwellings, counted area and heads of a roll, as a whole and by building, are what its units add up to, "
            + "until it becomes part of another.",
        examined: { community in "SELECT count(*) FROM unit WHERE community = \(community)" },
        faults: { community in
            """
            WITH counted AS (
                SELECT split_part(code, '-', 1) AS building, use, area, use <> 'parking' OR parking_counts AS counts,
                    CASE
                        WHEN cardinality(owners) = 1 THEN owners
                        ELSE ARRAY(SELECT owner FROM unnest(owners) AS owner ORDER BY owner)
                    END AS head
                FROM unit
                CROSS JOIN (SELECT parking_counts FROM community WHERE code = \(community)) AS rule
                WHERE community = \(community)
            ), whole AS (
                SELECT count(*) AS units, count(*) FILTER (WHERE use = 'dwelling') AS dwellings,
                    coalesce(sum(area) FILTER (WHERE counts), 0) AS area,
                    count(DISTINCT head) FILTER (WHERE counts) AS heads
                FROM counted
            ), part AS (
                SELECT building, count(*) AS units, coalesce(sum(area) FILTER (WHERE counts), 0) AS area,
                    count(DISTINCT head) FILTER (WHERE counts) AS heads
                FROM counted
                GROUP BY building
            ), kept AS (
                SELECT item->>'building' AS building, item->>'units' AS units, item->>'area' AS area,
                    item->>'heads' AS heads
                FROM roll CROSS JOIN LATERAL jsonb_array_elements(buildings) AS item
                WHERE community = \(community)
            )
            SELECT place, says
            FROM (
                SELECT \(community) AS place, finding.says
                FROM whole
                LEFT JOIN roll ON roll.community = \(community)
                CROSS JOIN LATERAL (
                    VALUES
                        (
                            coalesce(roll.units, 0) <> whole.units,
                            'of ' || whole.units || ' units its totals have ' || coalesce(roll.units, 0)
                        ),
                        (
                            roll.dwellings <> whole.dwellings,
                            'of ' || whole.dwellings || ' dwellings its totals have ' || roll.dwellings
                        ),
                        (
                            roll.area <> whole.area,
                            'of ' || whole.area || ' hundredths of a square metre its totals have ' || roll.area
                        ),
                        (roll.heads <> whole.heads, 'of ' || whole.heads || ' heads its totals have ' || roll.heads)
                ) AS finding (is_wrong, says)
                WHERE finding.is_wrong
                UNION ALL
                SELECT coalesce(part.building, kept.building),
                    coalesce(
                        'it has ' || part.units || ' units, ' || part.area || ' hundredths of a square metre and '
                            || part.heads || ' heads', 'it has no units'
                    ) || coalesce(
                        ', and its totals ' || kept.units || ', ' || kept.area || ' m² and ' || kept.heads,
                        ', and no totals'
                    )
                FROM part
                FULL JOIN kept ON kept.building = part.building
                WHERE (part.units::text, div(part.area, 100) || '.' || lpad((part.area % 100)::text, 2, '0'),
                    part.heads::text) IS DISTINCT FROM (kept.units, kept.area, kept.heads)
            ) AS wrong
            WHERE EXISTS (SELECT FROM community WHERE code = \(community) AND merged_into IS NULL)
            ORDER BY place, says LIMIT \(AuditCheck.shown)
            """
        })

    static let rollIsLastTold = AuditCheck(
        "roll-is-last-told",
        "The totals and the hash of a roll are those that were told last.",
        examined: { community in "SELECT count(*) FROM roll WHERE community = \(community)" },
        faults: { community in
            """
            WITH told AS (
                SELECT pos, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type = 'tongti.registry.RollRecorded.v1'
                ORDER BY pos DESC LIMIT 1
            )
            SELECT \(community),
                CASE
                    WHEN pos IS NULL THEN 'its totals were never told'
                    WHEN units IS NULL THEN 'totals were told at position ' || pos || ', and there are none'
                    ELSE 'its totals are others than those told at position ' || pos
                END
            FROM told
            FULL JOIN (SELECT * FROM roll WHERE community = \(community)) AS roll ON true
            WHERE (fact->>'units', fact->>'countedArea', fact->>'heads', fact->>'hash')
                IS DISTINCT FROM (
                    units::text, area / 100 || '.' || lpad((area % 100)::text, 2, '0'), heads::text,
                    encode(hash, 'hex')
                )
            LIMIT \(AuditCheck.shown)
            """
        })

    static let buildingTotals = AuditCheck(
        "building-totals-add-up",
        "The units of a building that declares a total add up to it, until its community becomes part of another.",
        examined: { community in "SELECT count(*) FROM building_total WHERE community = \(community)" },
        faults: { community in
            """
            SELECT building,
                'it declares ' || total.area || ' hundredths of a square metre, and its units have '
                    || coalesce(sum(unit.area), 0)
            FROM building_total AS total
            JOIN community ON community.code = total.community
            LEFT JOIN (
                SELECT split_part(code, '-', 1) AS building, area FROM unit WHERE community = \(community)
            ) AS unit USING (building)
            WHERE total.community = \(community) AND merged_into IS NULL
            GROUP BY building, total.area
            HAVING coalesce(sum(unit.area), 0) <> total.area
            ORDER BY building LIMIT \(AuditCheck.shown)
            """
        })
}
