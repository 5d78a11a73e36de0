import EventLog
import Postgres

/// Who may vote for whom, and what rests on it.
enum ProxyChecks {
    static let all = [areForOthers, keepLimits, usedOnesStand]

    private static let areForOthers = AuditCheck(
        "proxies-are-for-others",
        "Every proxy is for a unit that counts, of its head, and its holder is none of the unit's owners.",
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN proxy ON proxy.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT assembly.code || '/' || proxy.unit, CASE
                    WHEN NOT coalesce(voter.counts, false) THEN 'no such unit counts'
                    WHEN voter.head <> proxy.head THEN 'the unit is of another head'
                    ELSE 'its holder ' || proxy.holder || ' is one of the owners'
                END
            FROM assembly
            JOIN proxy ON proxy.assembly = assembly.number
            LEFT JOIN frozen_unit AS voter ON voter.assembly = proxy.assembly AND voter.unit = proxy.unit
            WHERE assembly.community = \(community)
                AND (
                    NOT coalesce(voter.counts, false) OR voter.head <> proxy.head
                    OR record_owners(voter.record) @> ARRAY[proxy.holder]
                )
            ORDER BY assembly.number, proxy.number LIMIT \(AuditCheck.shown)
            """
        })

    private static let keepLimits = AuditCheck(
        "proxies-are-within-limits",
        "For every head one proxy stands at most, and nobody holds more that stand than the frozen rules let them.",
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN proxy ON proxy.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            WITH standing AS (
                SELECT assembly.number, assembly.code, proxy.head, proxy.holder, assembly.rules
                FROM assembly
                JOIN proxy ON proxy.assembly = assembly.number
                LEFT JOIN proxy_revocation AS revocation ON revocation.proxy = proxy.number
                WHERE assembly.community = \(community)
                    AND revocation.proxy IS NULL
            ), held AS (
                SELECT number, code, holder, rules, count(*) AS proxies
                FROM standing GROUP BY number, code, holder, rules
            )
            SELECT place, says
            FROM (
                SELECT number, code || '/' || head AS place, count(*) || ' proxies stand' AS says
                FROM standing GROUP BY number, code, head HAVING count(*) > 1
                UNION ALL
                SELECT number, code || '/' || holder,
                    'the holder has ' || proxies || ' proxies, and the rules allow ' || said.allowed
                FROM held
                JOIN rule_pack ON rule_pack.hash = held.rules
                CROSS JOIN LATERAL (
                    SELECT convert_from(rule_pack.pack, 'UTF8')::jsonb #>> '{parameters,proxyLimit,value}' AS value
                ) AS pack
                CROSS JOIN LATERAL (
                    SELECT CASE
                            WHEN pack.value IS NULL THEN 0
                            WHEN pack.value ~ '^[0-9]{1,15}$' THEN pack.value::bigint
                        END AS allowed
                ) AS said
                WHERE proxies > said.allowed
            ) AS found
            ORDER BY number, place LIMIT \(AuditCheck.shown)
            """
        })

    private static let usedOnesStand = AuditCheck(
        "proxies-in-use-stand",
        """
        Every proxy on which a vote or a paper rests is one for its head in that assembly, and was never revoked; no \
        imported vote rests on one.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN vote_proxy ON vote_proxy.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT DISTINCT assembly.code || '/' || coalesce(item.code, used.item::text) || '/' || used.head, CASE
                    WHEN proxy.assembly <> used.assembly OR proxy.head <> used.head
                        THEN 'its proxy is for somebody else'
                    WHEN revocation.proxy IS NOT NULL THEN 'its proxy was revoked'
                    ELSE 'it was imported, and rests on a proxy'
                END
            FROM assembly
            JOIN (
                SELECT assembly, item, head, proxy FROM vote_proxy
                UNION ALL
                SELECT assembly, item, head, proxy FROM paper WHERE proxy IS NOT NULL
            ) AS used ON used.assembly = assembly.number
            JOIN proxy ON proxy.number = used.proxy
            LEFT JOIN proxy_revocation AS revocation ON revocation.proxy = proxy.number
            LEFT JOIN agenda_item AS item ON item.assembly = used.assembly AND item.item = used.item
            LEFT JOIN vote_proxy AS represented
                ON represented.assembly = used.assembly AND represented.item = used.item
                AND represented.head = used.head
            LEFT JOIN vote
                ON vote.assembly = represented.assembly AND vote.head = represented.head
                AND vote.item = represented.item AND vote.channel = 'imported'
            WHERE assembly.community = \(community)
                AND (
                    proxy.assembly <> used.assembly OR proxy.head <> used.head OR revocation.proxy IS NOT NULL
                    OR vote.head IS NOT NULL
                )
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })
}
