import EventLog
import Model
import Postgres

/// The past of a roll: what was published of it, and what its units were.
extension RegistryAudit {
    /// A roll that is older than its history has told totals that no snapshot has.
    static let snapshotsAreWhatWasTold = AuditCheck(
        "snapshots-are-what-was-told",
        "The snapshots of a roll are the totals that were told, each at its position, from the first one on.",
        examined: { community in "SELECT count(*) FROM roll_snapshot WHERE community = \(community)" },
        faults: { community in
            """
            WITH told AS (
                SELECT pos, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type = 'tongti.registry.RollRecorded.v1'
                    AND pos >= (SELECT min(position) FROM roll_snapshot WHERE community = \(community))
            )
            SELECT \(community) || '/' || coalesce(pos, position),
                CASE
                    WHEN pos IS NULL THEN 'no totals were told at this position'
                    WHEN position IS NULL THEN 'there is no snapshot of the totals that were told'
                    ELSE 'its totals are others than were told'
                END
            FROM told
            FULL JOIN (SELECT * FROM roll_snapshot WHERE community = \(community)) AS snapshot ON position = pos
            WHERE (fact->>'units', fact->>'countedArea', fact->>'heads', fact->>'hash')
                IS DISTINCT FROM (
                    units::text, area / 100 || '.' || lpad((area % 100)::text, 2, '0'), heads::text,
                    encode(hash, 'hex')
                )
            ORDER BY coalesce(pos, position) LIMIT \(AuditCheck.shown)
            """
        })

    static let historyAddsUp = AuditCheck(
        "roll-history-adds-up",
        "Units that are and were on a roll begin with a snapshot, end after they began, "
            + "and are at each snapshot as many as it says.",
        examined: { community in
            """
            SELECT (SELECT count(*) FROM unit WHERE community = \(community))
                + (SELECT count(*) FROM unit_past WHERE community = \(community))
            """
        },
        faults: { community in
            """
            WITH version AS (
                SELECT code, position, NULL::bigint AS replaced FROM unit WHERE community = \(community)
                UNION ALL
                SELECT code, position, replaced_position FROM unit_past WHERE community = \(community)
            ), step AS (
                SELECT position, count(*) AS change FROM version GROUP BY position
                UNION ALL
                SELECT replaced, -count(*) FROM version WHERE replaced IS NOT NULL GROUP BY replaced
                UNION ALL
                SELECT position, 0 FROM roll_snapshot WHERE community = \(community)
            ), state AS (
                SELECT position, sum(sum(change)) OVER (ORDER BY position) AS units FROM step GROUP BY position
            )
            SELECT code, 'it is of position ' || version.position || ', at which there is no snapshot'
            FROM version
            LEFT JOIN roll_snapshot AS snapshot
                ON snapshot.community = \(community) AND snapshot.position = version.position
            WHERE version.position <> 0 AND snapshot.position IS NULL
            UNION ALL
            SELECT code, 'it ended at position ' || replaced || ', and began at ' || position
            FROM version
            WHERE replaced <= position
            UNION ALL
            SELECT \(community) || '/' || position,
                'of the units there were ' || state.units || ', and the snapshot has ' || snapshot.units
            FROM state
            JOIN (SELECT position, units FROM roll_snapshot WHERE community = \(community)) AS snapshot
                USING (position)
            WHERE state.units <> snapshot.units
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })

    static let pastIsWhatWasTold = AuditCheck(
        "past-units-are-what-was-told",
        "Units that were on a roll, with owners and voters, are those that were told last before they came, "
            + "where the roll is not older than its history.",
        examined: { community in "SELECT count(*) FROM unit_past WHERE community = \(community) AND position > 0" },
        faults: { community in
            """
            WITH word AS (
                SELECT pos, item->>'unit' AS code, item
                FROM outbox
                CROSS JOIN LATERAL jsonb_array_elements(convert_from(payload, 'UTF8')::jsonb->'units') AS item
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type = 'tongti.registry.UnitsRecorded.v1'
            ), past AS (
                SELECT *, to_jsonb(owners) AS listed FROM unit_past WHERE community = \(community) AND position > 0
            ), paired AS (
                SELECT DISTINCT ON (past.code, past.replaced_position) past.*, item
                FROM past
                LEFT JOIN word ON word.code = past.code AND word.pos < past.position
                ORDER BY past.code, past.replaced_position, word.pos DESC NULLS LAST
            )
            SELECT code,
                CASE
                    WHEN item IS NULL THEN 'what it was until ' || to_char(until, 'YYYY-MM-DD') || ' was never told'
                    ELSE 'what it was until ' || to_char(until, 'YYYY-MM-DD') || ' is another than was told'
                END
            FROM paired
            WHERE (
                    item->>'area', item->>'floor', item->>'use', item->>'ownerKind', item->>'areaSource',
                    item->>'voter'
                ) IS DISTINCT FROM (
                    area / 100 || '.' || lpad((area % 100)::text, 2, '0'), floor, use, owner_kind, area_source,
                    voter::text
                )
                OR NOT (listed @> (item->'owners') AND listed <@ (item->'owners'))
            ORDER BY code, replaced_position LIMIT \(AuditCheck.shown)
            """
        })

    static let transfersAreWhatWasTold = AuditCheck(
        "transfers-are-what-was-told",
        "The units that changed hands are those that were told, with their day, sellers and buyers.",
        examined: { community in "SELECT count(*) FROM ownership_transfer WHERE community = \(community)" },
        faults: { community in
            """
            WITH told AS (
                SELECT fact->>'unit' AS unit, fact->>'on' AS day, (fact->'from')::text AS seller,
                    (fact->'to')::text AS buyer, count(*) AS times
                FROM outbox
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS fact) AS told
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type = 'tongti.registry.OwnershipTransferred.v1'
                GROUP BY 1, 2, 3, 4
            ), stored AS (
                SELECT unit, to_char(day, 'YYYY-MM-DD') AS day, to_jsonb(seller)::text AS seller,
                    to_jsonb(buyer)::text AS buyer, count(*) AS times
                FROM ownership_transfer
                WHERE community = \(community)
                GROUP BY 1, 2, 3, 4
            )
            SELECT unit,
                'on ' || day || ' between the same it was told ' || coalesce(told.times, 0)
                    || ' times that it changed hands, and is stored ' || coalesce(stored.times, 0) || ' times'
            FROM told
            FULL JOIN stored USING (unit, day, seller, buyer)
            WHERE told.times IS DISTINCT FROM stored.times
            ORDER BY unit, day LIMIT \(AuditCheck.shown)
            """
        })
}
