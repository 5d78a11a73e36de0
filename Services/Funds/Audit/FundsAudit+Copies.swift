import EventLog
import Model
import Postgres
import ServiceRuntime

/// What this service keeps of others' facts, and what others keep of its own.
extension FundsAudit {
    static let copies: [AuditCopy] = [
        AuditCopy(
            "mandates",
            "Every mandate to spend, with its cap, campaign and buildings, and the terms of every campaign, open or "
                + "waiting for its roll, are those that ballots told as passed.",
            of: .ballots
        ) { community in
            """
            SELECT assembly || '/' || item || ' to spend',
                concat_ws(', ', cap || ' fen', 'of ' || campaign, 'in ' || array_to_string(buildings, ' '))
            FROM spend_mandate WHERE community = \(community)
            UNION ALL
            SELECT assembly || '/' || item || ' to collect', concat_ws(
                ', ', rate || ' ten-thousandths of a yuan', 'until ' || threshold, 'by ' || basis,
                'for ' || work || ' as ' || work_class, 'in ' || array_to_string(buildings, ' '))
            FROM campaign WHERE community = \(community)
            UNION ALL
            SELECT assembly || '/' || item || ' to collect', concat_ws(
                ', ', ((mandate->>'rate')::numeric * 10000)::bigint || ' ten-thousandths of a yuan',
                'until ' || (mandate->>'threshold'), 'by ' || (mandate->>'basis'),
                'for ' || (mandate#>>'{releases,work}') || ' as ' || (mandate#>>'{releases,workClass}'),
                'in ' || (
                    SELECT string_agg(building, ' ' ORDER BY number)
                    FROM jsonb_array_elements_text(nullif(mandate#>'{scope,buildings}', 'null'))
                        WITH ORDINALITY AS named (building, number)
                ))
            FROM awaited_opening
            CROSS JOIN LATERAL (SELECT convert_from(passed, 'UTF8')::jsonb->'mandate' AS mandate OFFSET 0) AS waiting
            WHERE community = \(community)
            LIMIT \(AuditCopy.most)
            """
        },
        AuditCopy(
            "titles",
            "Every decision to collect that was not set aside has its campaign, or waits for its roll, by the title "
                + "that ballots told.",
            of: .ballots
        ) { community in
            """
            SELECT assembly || '/' || item, title FROM campaign WHERE community = \(community)
            UNION ALL
            SELECT assembly || '/' || item, convert_from(passed, 'UTF8')::jsonb->>'title'
            FROM awaited_opening WHERE community = \(community)
            LIMIT \(AuditCopy.most)
            """
        },
        AuditCopy(
            "set-aside-decisions", "The decisions that were set aside, with their days, are those that ballots told.",
            of: .ballots, kept: SetAsideDecisions.select(keptOf:)),
        AuditCopy(
            "orders",
            "Every order is of the campaign and for the lift that workorders told, and was completed at that cost, by "
                + "that report and on that day.",
            of: .workorders
        ) { community in
            """
            SELECT works_order || ' planned', campaign || ' for ' || lift FROM works_order WHERE community = \(community)
            UNION ALL
            SELECT works_order || ' completed',
                cost || ' fen, ' || report || ', ' || to_char(completed_on, 'YYYY-MM-DD')
            FROM works_order WHERE community = \(community) AND completed_on IS NOT NULL
            LIMIT \(AuditCopy.most)
            """
        },
        AuditCopy(
            "rolls-by-building",
            "The units of every building, with areas, uses and owners, the hash of the roll and whether parking spaces "
                + "owe are what the registry told last.",
            of: .registry
        ) { community in
            """
            SELECT 'building ' || split_part(unit, '-', 1), count(*) || ' units of ' || sum(area) || ', ' || encode(
                sha256(
                    convert_to(
                        string_agg(
                            concat_ws(' ', unit, area, use, array_to_string(owners, ' ')), ', '
                            ORDER BY unit COLLATE "C"),
                        'UTF8')),
                'hex')
            FROM unit WHERE community = \(community)
            GROUP BY split_part(unit, '-', 1)
            UNION ALL
            SELECT 'roll', encode(roll_hash, 'hex')
            FROM community WHERE community = \(community) AND roll_hash IS NOT NULL
            UNION ALL
            SELECT 'parking spaces', CASE WHEN parking_counts THEN 'they owe' ELSE 'they do not owe' END
            FROM community WHERE community = \(community) AND parking_counts IS NOT NULL
            LIMIT \(AuditCopy.most)
            """
        },
    ]

    // An event of a campaign that has no day of its opening may be older than what others keep of campaigns.
    static let sources: [AuditSource] = [
        AuditSource(
            "campaigns", "On which votes campaigns rest, and which works they pay for in which buildings"
        ) { community, position in
            """
            WITH opened AS MATERIALIZED (
                SELECT pos, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                    AND type = \(CampaignOpened.type)
            )
            SELECT pos, place, says, fact ? 'openedOn'
            FROM opened
            CROSS JOIN LATERAL (
                SELECT fact->>'campaign' AS place, (fact->>'assembly') || '/' || (fact->>'item') AS says
                UNION ALL
                SELECT (fact->>'campaign') || ' in ' || (part->>'building'),
                    (fact#>>'{mandate,releases,work}') || ' as ' || (fact#>>'{mandate,releases,workClass}')
                FROM jsonb_array_elements(fact->'buildings') AS part
            ) AS term
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
        // Every payment tells how its building stands, so that of a building the last word is enough.
        AuditSource("collections", "What campaigns collect by which terms, and how far buildings have come") {
            community, position in
            """
            WITH told AS MATERIALIZED (
                SELECT pos, type, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position) AND type IN (
                    \(CampaignOpened.type), \(PaymentRecorded.type), \(PaymentReversed.type),
                    \(OverpaymentRefunded.type), \(BuildingFunded.type))
            ), opened AS (
                SELECT pos, (fact->>'campaign') || '/' || (part->>'building') AS place, part
                FROM told CROSS JOIN LATERAL jsonb_array_elements(fact->'buildings') AS part
                WHERE type = \(CampaignOpened.type)
            ), moved AS (
                SELECT DISTINCT ON (place) pos, place, progress
                FROM told
                CROSS JOIN LATERAL (
                    SELECT (fact->>'campaign') || '/' || (fact->>'building') AS place, fact->'progress' AS progress
                ) AS part
                WHERE progress IS NOT NULL
                ORDER BY place, pos DESC
            ), word AS (
                SELECT pos, fact->>'campaign' AS place, (fact->>'title') || ': '
                    || ((fact#>>'{mandate,rate}')::numeric * 10000)::bigint || ' ten-thousandths of a yuan until '
                    || (fact#>>'{mandate,threshold}') || ' by ' || (fact#>>'{mandate,basis}') || ', '
                    || ((fact->>'due')::numeric * 100)::bigint || ' fen from ' || (fact->>'households') AS says
                FROM told WHERE type = \(CampaignOpened.type)
                UNION ALL
                SELECT pos, place || ' owes',
                    ((part->>'due')::numeric * 100)::bigint || ' fen from ' || (part->>'units')
                FROM opened
                UNION ALL
                SELECT pos, place || ' has',
                    '0 fen, 0 of them counted, from ' || coalesce(part->>'paidUnits', '0') || ' in full'
                FROM opened
                UNION ALL
                SELECT pos, place || ' has', ((progress->>'received')::numeric * 100)::bigint || ' fen, '
                    || ((progress->>'counted')::numeric * 100)::bigint || ' of them counted, from '
                    || (progress->>'paidUnits') || ' in full'
                FROM moved
                UNION ALL
                SELECT pos, place || ' funded', 'not yet' FROM opened
                UNION ALL
                SELECT pos, (fact->>'campaign') || '/' || (fact->>'building') || ' funded', fact->>'fundedOn'
                FROM told WHERE type = \(BuildingFunded.type)
            )
            SELECT pos, place, says, true FROM word ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
        // Versions from before others kept money passed it over. Of a lift the first advance is owed alone: whether a
        // later one changes anything depends on whether the earlier one was seen to be taken back.
        AuditSource("money", "For which buildings and lifts money has come, and was taken back") {
            community, position in
            """
            WITH told AS MATERIALIZED (
                SELECT pos, type, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position) AND type IN (
                    \(CampaignOpened.type), \(BuildingFunded.type), \(AdvanceMade.type), \(AdvanceReversed.type))
            ), moved AS (
                SELECT pos, type, fact->>'campaign' AS campaign, place, word
                FROM told
                CROSS JOIN LATERAL (
                    SELECT fact->>'building' AS place, ' funded on ' || (fact->>'fundedOn') AS word
                    WHERE type = \(BuildingFunded.type)
                    UNION ALL
                    SELECT part->>'lift', ' lent on ' || (fact->>'agreedOn')
                    FROM jsonb_array_elements(fact->'lifts') AS part
                    UNION ALL
                    SELECT lift, ' taken back on ' || (fact->>'reversedOn')
                    FROM jsonb_array_elements_text(fact->'uncovered') AS lift
                ) AS part
            )
            SELECT pos, campaign || '/' || place || word, '',
                type = \(AdvanceReversed.type) OR (
                    word = first_value(word) OVER (PARTITION BY type, campaign, place ORDER BY pos)
                    AND campaign IN (
                        SELECT fact->>'campaign' FROM told WHERE type = \(CampaignOpened.type) AND fact ? 'openedOn'
                    )
                )
            FROM moved
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
    ]
}
