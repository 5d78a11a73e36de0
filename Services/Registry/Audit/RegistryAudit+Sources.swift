import EventLog
import Model
import Postgres

/// What others keep of this service's facts.
extension RegistryAudit {
    static let sources: [AuditSource] = [
        AuditSource(
            "rolls-and-rules",
            "What was told of rolls as a whole, of parking spaces, and of the rules that were adopted"
        ) { community, position in
            """
            WITH told AS MATERIALIZED (
                SELECT pos, type, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                    AND type IN (\(RollRecorded.type), \(RulesAdopted.type), \(CommunityRegistered.type))
            )
            SELECT pos,
                CASE type
                    WHEN \(RollRecorded.type) THEN 'roll'
                    WHEN \(RulesAdopted.type) THEN 'rules'
                    ELSE 'parking spaces'
                END,
                CASE type
                    WHEN \(RollRecorded.type) THEN (fact->>'units') || ' units, '
                        || ((fact->>'countedArea')::numeric * 100)::bigint || ' counted, ' || (fact->>'heads')
                        || ' heads, ' || (fact->>'hash') || ' at ' || pos
                    WHEN \(RulesAdopted.type) THEN fact->>'hash'
                    ELSE CASE WHEN (fact->>'parkingCounts')::boolean THEN 'they count' ELSE 'they do not count' END
                END, true
            FROM told
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
        // Each event that tells of a building says what its units are by now: whoever did not apply one knows nothing of
        // the building.
        AuditSource("rolls-by-building", "What was told of the units of each building, and of rolls as a whole") {
            community, position in
            """
            WITH event AS MATERIALIZED (
                SELECT pos, type, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                    AND type IN (\(UnitsRecorded.type), \(UnitsRemoved.type))
            ), word AS MATERIALIZED (
                SELECT pos, unit->>'unit' AS code, unit
                FROM event CROSS JOIN LATERAL jsonb_array_elements(fact->'units') AS unit
                WHERE type = \(UnitsRecorded.type)
                UNION ALL
                SELECT pos, code, NULL
                FROM event CROSS JOIN LATERAL jsonb_array_elements_text(fact->'units') AS code
                WHERE type = \(UnitsRemoved.type)
            ), line AS (
                SELECT code, ((unit->>'area')::numeric * 100)::bigint AS area, concat_ws(
                    ' ', code, ((unit->>'area')::numeric * 100)::bigint, unit->>'use', (
                        SELECT string_agg(owner, ' ' ORDER BY number)
                        FROM jsonb_array_elements_text(unit->'owners') WITH ORDINALITY AS listed (owner, number)
                    )) AS words
                FROM (SELECT DISTINCT ON (code) code, unit FROM word ORDER BY code, pos DESC) AS latest
                WHERE unit IS NOT NULL
            ), building AS (
                SELECT split_part(code, '-', 1) AS building, count(*) || ' units of ' || sum(area) || ', ' || encode(
                    sha256(convert_to(string_agg(words, ', ' ORDER BY code COLLATE "C"), 'UTF8')), 'hex') AS says
                FROM line
                GROUP BY split_part(code, '-', 1)
            ), told AS (
                SELECT pos, 'building ' || part.building AS place, coalesce(says, 'no units') AS says,
                    says IS NOT NULL AS is_owed
                FROM (SELECT DISTINCT pos, split_part(code, '-', 1) AS building FROM word) AS part
                LEFT JOIN building ON building.building = part.building
                UNION ALL
                SELECT pos, CASE type WHEN \(RollRecorded.type) THEN 'roll' ELSE 'parking spaces' END,
                    CASE
                        WHEN type = \(RollRecorded.type) THEN fact->>'hash'
                        WHEN (fact->>'parkingCounts')::boolean THEN 'they owe'
                        ELSE 'they do not owe'
                    END, true
                FROM outbox
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS fact OFFSET 0) AS whole
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                    AND type IN (\(RollRecorded.type), \(CommunityRegistered.type))
            )
            SELECT pos, place, says, is_owed FROM told ORDER BY pos, place LIMIT \(AuditCopy.most)
            """
        },
        AuditSource("lifts", "Under which registration code lifts were recorded") { community, position in
            """
            SELECT pos, fact->>'lift', fact->>'registrationCode', true
            FROM outbox
            CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS fact OFFSET 0) AS told
            WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                AND type = \(LiftRecorded.type)
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
    ]
}
