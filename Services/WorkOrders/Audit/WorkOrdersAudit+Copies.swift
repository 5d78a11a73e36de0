import EventLog
import Model
import Postgres
import ServiceRuntime

/// What this service keeps of others' facts, and what others keep of its own.
extension WorkOrdersAudit {
    static let copies: [AuditCopy] = [
        AuditCopy(
            "campaigns",
            "Every campaign rests on the vote, and pays for the works in the buildings, that funds told at its opening.",
            of: .funds
        ) { community in
            """
            SELECT campaign, assembly || '/' || item FROM campaign WHERE community = \(community)
            UNION ALL
            SELECT campaign || ' in ' || building, work || ' as ' || work_class
            -- One without a vote was made of orders, which an older version planned in buildings that pay nothing as well.
            FROM campaign_plan JOIN campaign USING (community, campaign)
            CROSS JOIN LATERAL unnest(buildings) AS building
            WHERE community = \(community)
            LIMIT \(AuditCopy.most)
            """
        },
        AuditCopy(
            "money",
            "Money has come for buildings and lifts on days that funds told, and was taken back on all that it told.",
            of: .funds
        ) { community in
            """
            SELECT campaign || '/' || place
                || CASE cause WHEN 'advance' THEN ' lent on ' ELSE ' funded on ' END || to_char(released_on, 'YYYY-MM-DD'),
                ''
            FROM funding WHERE community = \(community)
            UNION ALL
            SELECT campaign || '/' || lift || ' taken back on ' || to_char(reversed_on, 'YYYY-MM-DD'), ''
            FROM funding_reversal WHERE community = \(community)
            LIMIT \(AuditCopy.most)
            """
        },
        AuditCopy(
            "set-aside-decisions", "The decisions that were set aside, with their days, are those that ballots told.",
            of: .ballots, kept: SetAsideDecisions.select(keptOf:)),
        AuditCopy(
            "lifts", "Every lift has the registration code that the registry told last.", of: .registry
        ) { community in
            """
            SELECT lift, registration_code FROM lift WHERE community = \(community) LIMIT \(AuditCopy.most)
            """
        },
    ]

    static let sources: [AuditSource] = [
        AuditSource("orders", "Which orders were planned, and how they were completed") { community, position in
            """
            WITH told AS MATERIALIZED (
                SELECT pos, type = \(OrderPlanned.type) AS is_plan, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position)
                    AND type IN (\(OrderPlanned.type), \(OrderCompleted.type))
            )
            SELECT pos, (fact->>'order') || CASE WHEN is_plan THEN ' planned' ELSE ' completed' END,
                CASE
                    WHEN is_plan THEN (fact->>'campaign') || ' for ' || (fact->>'lift')
                    ELSE ((fact->>'cost')::numeric * 100)::bigint || ' fen, ' || (fact->>'report') || ', '
                        || (fact->>'completedOn')
                END, true
            FROM told
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
        AuditSource("works", "Which works were planned, and the last word of each of their steps") {
            community, position in
            """
            WITH told AS MATERIALIZED (
                SELECT pos, type, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND pos <= \(position) AND type IN (
                    \(OrderPlanned.type), \(OrderReleased.type), \(OrderHeld.type), \(OrderStarted.type),
                    \(InspectionRecorded.type), \(LiftReturned.type), \(OrderCompleted.type))
            )
            SELECT pos, (fact->>'order') || step.place, step.says, true
            FROM told
            CROSS JOIN LATERAL (
                SELECT '' AS place,
                    (fact#>>'{works,work}') || ' of ' || (fact->>'lift') || ' by ' || (fact->>'campaign') AS says
                WHERE type = \(OrderPlanned.type)
                UNION ALL
                SELECT place, 'not yet'
                FROM (VALUES (' released'), (' started'), (' inspected'), (' returned'), (' completed')) AS later (place)
                WHERE type = \(OrderPlanned.type)
                UNION ALL
                SELECT ' released', 'not yet' WHERE type = \(OrderHeld.type)
                UNION ALL
                SELECT ' released', (fact->>'releasedOn') || ' by ' || (fact->>'cause')
                WHERE type = \(OrderReleased.type)
                UNION ALL
                SELECT ' started', fact->>'startedOn' WHERE type = \(OrderStarted.type)
                UNION ALL
                SELECT ' inspected', (fact->>'inspectedOn') || ' ' || (fact->>'result')
                WHERE type = \(InspectionRecorded.type)
                UNION ALL
                SELECT ' returned', fact->>'returnedOn' WHERE type = \(LiftReturned.type)
                UNION ALL
                SELECT ' completed',
                    (fact->>'completedOn') || ' for ' || ((fact->>'cost')::numeric * 100)::bigint || ' fen'
                WHERE type = \(OrderCompleted.type)
            ) AS step
            ORDER BY pos LIMIT \(AuditCopy.most)
            """
        },
    ]
}
