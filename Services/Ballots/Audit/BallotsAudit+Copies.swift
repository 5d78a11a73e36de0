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
        // Earlier versions of funds dropped a decision that was set aside before its roll came.
        AuditSource("titles", "What the decisions to collect are called") { community, position in
            """
            WITH told AS MATERIALIZED (
                SELECT pos, type, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                    AND type IN (\(ResolutionPassed.type), \(ResolutionSetAside.type))
            )
            SELECT pos, (fact->>'assembly') || '/' || (fact->>'item'), fact->>'title', NOT EXISTS (
                SELECT
                FROM told AS later
                WHERE later.type = \(ResolutionSetAside.type) AND later.fact->>'assembly' = passed.fact->>'assembly'
                    AND coalesce(later.fact->>'item', passed.fact->>'item') = passed.fact->>'item'
            )
            FROM told AS passed
            WHERE type = \(ResolutionPassed.type) AND fact#>>'{mandate,kind}' = 'collect'
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
        AuditSource("results", "What is voted on, and what was counted at the close") { community, position in
            """
            WITH told AS MATERIALIZED (
                SELECT pos, type = \(AssemblyClosed.type) AS is_close, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                    AND type IN (\(AssemblyConvened.type), \(AssemblyClosed.type))
            ), entry AS (
                SELECT pos, is_close, (fact->>'assembly') || '/' || (item->>'item') AS item, item->>'title' AS title,
                    item->'result' AS result
                FROM told
                CROSS JOIN LATERAL jsonb_array_elements(fact->'items') AS item
            )
            SELECT pos, item || word.place, word.says, word.is_owed
            FROM entry
            CROSS JOIN LATERAL (
                SELECT '' AS place, title AS says, true AS is_owed WHERE NOT is_close
                UNION ALL
                SELECT ' counted', 'not yet', true WHERE NOT is_close
                UNION ALL
                SELECT ' counted', concat_ws(
                    ', ', result->>'outcome',
                    'for ' || ((result#>>'{inFavour,area}')::numeric * 100)::bigint || ' of '
                        || (result#>>'{inFavour,heads}'),
                    'against ' || ((result#>>'{against,area}')::numeric * 100)::bigint || ' of '
                        || (result#>>'{against,heads}'),
                    'abstained ' || ((result#>>'{abstained,area}')::numeric * 100)::bigint || ' of '
                        || (result#>>'{abstained,heads}')), true
                WHERE is_close
                UNION ALL
                SELECT ' elected', (
                    SELECT coalesce(string_agg(candidate, ' ' ORDER BY number), '')
                    FROM jsonb_array_elements_text(result#>'{election,elected}')
                        WITH ORDINALITY AS named (candidate, number)
                ), false
                WHERE result ? 'election'
            ) AS word
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
