import EventLog
import Model
import Postgres

/// What this service keeps of the registry's facts, and what others keep of its own.
extension BallotsAudit {
    static let copies: [AuditCopy] = [
        AuditCopy(
            "rolls-and-rules",
            "Hash, totals and position of the roll for the next opening, whether parking spaces count, and the adopted "
                + "rules are what the registry told last.",
            of: .registry
        ) { community in
            """
            SELECT 'roll', units || ' units, ' || counted_area || ' counted, ' || heads || ' heads, '
                || encode(hash, 'hex') || ' at ' || position
            FROM roll WHERE community = \(community)
            UNION ALL
            SELECT 'rules', encode(rules, 'hex') FROM adopted_rules WHERE community = \(community)
            UNION ALL
            SELECT 'parking spaces', CASE WHEN parking_counts THEN 'they count' ELSE 'they do not count' END
            FROM community WHERE code = \(community)
            LIMIT \(AuditCopy.most)
            """
        }
    ]

    static let sources: [AuditSource] = [
        AuditSource("mandates", "Which mandates to spend and to collect have passed") { community, position in
            """
            WITH passed AS MATERIALIZED (
                SELECT pos, fact->>'assembly' AS assembly, fact->>'item' AS item, fact->'mandate' AS mandate,
                    nullif(fact#>'{mandate,scope,buildings}', 'null') AS buildings,
                    fact#>>'{mandate,kind}' = 'spend' AS is_spend
                FROM outbox
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS fact OFFSET 0) AS told
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                    AND type = \(ResolutionPassed.type) AND fact#>>'{mandate,kind}' IN ('spend', 'collect')
            )
            SELECT pos, assembly || '/' || item || CASE WHEN is_spend THEN ' to spend' ELSE ' to collect' END,
                concat_ws(
                    ', ', ((mandate->>'cap')::numeric * 100)::bigint || ' fen', 'of ' || (mandate->>'campaign'),
                    ((mandate->>'rate')::numeric * 10000)::bigint || ' ten-thousandths of a yuan',
                    'until ' || (mandate->>'threshold'), 'by ' || (mandate->>'basis'),
                    'for ' || (mandate#>>'{releases,work}') || ' as ' || (mandate#>>'{releases,workClass}'),
                    CASE WHEN buildings IS NOT NULL THEN 'in ' || (
                        SELECT coalesce(string_agg(building, ' ' ORDER BY number), '')
                        FROM jsonb_array_elements_text(buildings) WITH ORDINALITY AS named (building, number)
                    ) END), is_spend
            FROM passed
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
        AuditSource("titles", "What the decisions to collect are called") { community, position in
            """
            SELECT pos, (fact->>'assembly') || '/' || (fact->>'item'), fact->>'title', false
            FROM outbox
            CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS fact OFFSET 0) AS told
            WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                AND type = \(ResolutionPassed.type) AND fact#>>'{mandate,kind}' = 'collect'
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
        AuditSource("set-aside-decisions", "Which decisions were set aside, and since when") { community, position in
            """
            SELECT pos, concat_ws('/', fact->>'assembly', fact->>'item'), fact->>'on', true
            FROM outbox
            CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS fact OFFSET 0) AS told
            WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                AND type = \(ResolutionSetAside.type)
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
    ]
}
