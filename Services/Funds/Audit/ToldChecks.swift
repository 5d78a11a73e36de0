import EventLog
import Model
import Postgres

/// What is in the books and what was published of it: neither without the other.
extension FundsAudit {
    static let told = [campaignsAreTold, buildingsAreTold, paymentsAreTold, spendingIsTold]

    // Until it was said, the day of the opening was in no event.
    private static let campaignsAreTold = AuditCheck(
        "campaigns-are-told", "Every campaign was published once at its opening, by the terms that are stored.",
        examined: { community in "SELECT count(*) FROM campaign WHERE community = \(community)" },
        faults: { community in
            """
            WITH told AS (
                SELECT event->>'campaign' AS campaign, event, event->'mandate' AS mandate,
                    count(*) OVER (PARTITION BY event->>'campaign') AS times
                FROM (
                    SELECT convert_from(payload, 'UTF8')::jsonb AS event FROM outbox
                    WHERE shard = \(Shard(of: community)) AND community = \(community)
                        AND type = \(CampaignOpened.type.description)
                ) AS sent
            )
            SELECT DISTINCT campaign, CASE
                WHEN event IS NULL THEN 'its opening was not told'
                WHEN stored.assembly IS NULL THEN 'its opening was told, and it is not there'
                WHEN times > 1 THEN 'its opening was told ' || times || ' times'
                ELSE 'it differs from what was told at its opening' END
            FROM (SELECT * FROM campaign WHERE community = \(community)) AS stored FULL JOIN told USING (campaign)
            WHERE event IS NULL OR stored.assembly IS NULL OR times > 1
                OR (stored.assembly, item, title) <> (event->>'assembly', event->>'item', event->>'title')
                OR rate <> (mandate->>'rate')::numeric * 10000
                OR (threshold, basis) <> (mandate->>'threshold', mandate->>'basis')
                OR due <> (event->>'due')::numeric * 100 OR households <> (event->>'households')::bigint
                OR opened_on <> (event->>'openedOn')::date
            ORDER BY campaign LIMIT \(AuditCheck.shown)
            """
        })

    private static let buildingsAreTold = AuditCheck(
        "buildings-are-told",
        "What a building owes was published at the opening, and once, with its day, that it is funded.",
        examined: { community in "SELECT count(*) FROM campaign_building WHERE community = \(community)" },
        faults: { community in
            """
            WITH sent AS (
                SELECT type, convert_from(payload, 'UTF8')::jsonb AS event FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type IN (\(CampaignOpened.type.description), \(BuildingFunded.type.description))
            ), told AS (
                SELECT event->>'campaign' AS campaign, part->>'building' AS building, 'at its opening' AS what,
                    (part->>'units')::bigint AS units, ((part->>'due')::numeric * 100)::bigint AS due,
                    NULL::date AS day
                FROM sent CROSS JOIN LATERAL jsonb_array_elements(event->'buildings') AS part
                WHERE type = \(CampaignOpened.type.description)
                UNION ALL
                SELECT event->>'campaign', event->>'building', 'as funded', NULL,
                    ((event->>'due')::numeric * 100)::bigint, (event->>'fundedOn')::date
                FROM sent WHERE type = \(BuildingFunded.type.description)
            ), stored AS (
                SELECT campaign, building, 'at its opening' AS what, units, due, NULL::date AS day
                FROM campaign_building WHERE community = \(community)
                UNION ALL
                SELECT campaign, building, 'as funded', NULL, due, funded_on
                FROM campaign_building WHERE community = \(community) AND funded_on IS NOT NULL
            ), compared AS (
                SELECT campaign, building, what, units, due, day, sum(stands) AS stands, sum(says) AS says
                FROM (
                    SELECT stored.*, 1 AS stands, 0 AS says FROM stored
                    UNION ALL
                    SELECT told.*, 0, 1 FROM told
                ) AS either
                GROUP BY campaign, building, what, units, due, day
            )
            SELECT campaign || '/' || building,
                'it is stored ' || stands || ' times and was told ' || says || ' times ' || what || ' with '
                    || concat_ws(', ', units || ' units', due || ' fen', day)
            FROM compared WHERE stands <> says
            ORDER BY campaign, building, what, stands LIMIT \(AuditCheck.shown)
            """
        })

    private static let paymentsAreTold = AuditCheck(
        "payments-are-told",
        "Every payment, reversal and refund was published once, with its building, amount and day.",
        examined: { community in
            """
            SELECT (SELECT count(*) FROM payment WHERE community = \(community))
                + (SELECT count(*) FROM payment_reversal WHERE community = \(community))
                + (SELECT count(*) FROM refund WHERE community = \(community))
            """
        },
        faults: { community in
            """
            WITH stored AS (
                SELECT \(PaymentRecorded.type.description) AS type, campaign, receipt AS number,
                    split_part(unit, '-', 1) AS building, amount, counted,
                    (paid_at AT TIME ZONE 'UTC' + interval '8 hours')::date AS day
                FROM payment WHERE community = \(community)
                UNION ALL
                SELECT \(PaymentReversed.type.description), campaign, receipt, split_part(unit, '-', 1), amount,
                    back.counted, reversed_on
                FROM payment_reversal AS back JOIN payment USING (community, campaign, receipt)
                WHERE community = \(community)
                UNION ALL
                SELECT \(OverpaymentRefunded.type.description), campaign, number, split_part(unit, '-', 1), amount,
                    NULL, refunded_on
                FROM refund WHERE community = \(community)
            ), told AS (
                SELECT type, event->>'campaign' AS campaign,
                    coalesce(event->>'receipt', event->>'refund')::bigint AS number, event->>'building' AS building,
                    ((event->>'amount')::numeric * 100)::bigint AS amount,
                    ((event->>'counted')::numeric * 100)::bigint AS counted,
                    coalesce(event->>'reversedOn', event->>'refundedOn', event->>'paidOn')::date AS day
                FROM (
                    SELECT type, convert_from(payload, 'UTF8')::jsonb AS event FROM outbox
                    WHERE shard = \(Shard(of: community)) AND community = \(community) AND type IN (
                        \(PaymentRecorded.type.description), \(PaymentReversed.type.description),
                        \(OverpaymentRefunded.type.description))
                    -- Without it an event is parsed anew for each of its members.
                    OFFSET 0
                ) AS sent
            ), compared AS (
                SELECT type, campaign, number, building, amount, counted, day, sum(stands) AS stands, sum(says) AS says
                FROM (
                    SELECT stored.*, 1 AS stands, 0 AS says FROM stored
                    UNION ALL
                    SELECT told.*, 0, 1 FROM told
                ) AS either
                GROUP BY type, campaign, number, building, amount, counted, day
            )
            SELECT campaign || '/' || number,
                'it is stored ' || stands || ' times and was told ' || says || ' times by ' || type || ' with '
                    || concat_ws(', ', 'building ' || building, amount || ' fen', counted || ' counted', day)
            FROM compared WHERE stands <> says
            ORDER BY campaign, number, type, stands LIMIT \(AuditCheck.shown)
            """
        })

    // Events name a payout or a repayment by its request, and older ones by its reference: so they are told by amounts.
    private static let spendingIsTold = AuditCheck(
        "spending-is-told",
        "Every advance, its reversal, each repayment and payout was published once, with its amount and day.",
        examined: { community in
            """
            SELECT (SELECT count(*) FROM advance WHERE community = \(community))
                + (SELECT count(*) FROM repayment WHERE community = \(community))
                + (SELECT count(*) FROM advance_reversal WHERE community = \(community))
                + (SELECT count(*) FROM payout WHERE community = \(community))
            """
        },
        faults: { community in
            """
            WITH stored AS (
                SELECT \(AdvanceMade.type.description) AS type, campaign, advance AS thing, amount,
                    NULL::bigint AS owed, agreed_on AS day
                FROM advance WHERE community = \(community)
                UNION ALL
                SELECT \(AdvanceRepaid.type.description), campaign, advance, amount, owed, repaid_on
                FROM repayment WHERE community = \(community)
                UNION ALL
                SELECT \(AdvanceReversed.type.description), campaign, advance, amount, NULL, reversed_on
                FROM advance_reversal JOIN advance USING (community, advance) WHERE community = \(community)
                UNION ALL
                SELECT \(PayoutMade.type.description), campaign, works_order, amount, NULL, paid_on
                FROM payout WHERE community = \(community)
            ), told AS (
                SELECT type, event->>'campaign' AS campaign, coalesce(event->>'advance', event->>'order') AS thing,
                    ((event->>'amount')::numeric * 100)::bigint AS amount,
                    ((event->>'owed')::numeric * 100)::bigint AS owed,
                    coalesce(event->>'agreedOn', event->>'repaidOn', event->>'reversedOn', event->>'paidOn')::date
                        AS day
                FROM (
                    SELECT type, convert_from(payload, 'UTF8')::jsonb AS event FROM outbox
                    WHERE shard = \(Shard(of: community)) AND community = \(community) AND type IN (
                        \(AdvanceMade.type.description), \(AdvanceRepaid.type.description),
                        \(AdvanceReversed.type.description), \(PayoutMade.type.description))
                    -- Without it an event is parsed anew for each of its members.
                    OFFSET 0
                ) AS sent
            ), compared AS (
                SELECT type, campaign, thing, amount, owed, day, sum(stands) AS stands, sum(says) AS says
                FROM (
                    SELECT stored.*, 1 AS stands, 0 AS says FROM stored
                    UNION ALL
                    SELECT told.*, 0, 1 FROM told
                ) AS either
                GROUP BY type, campaign, thing, amount, owed, day
            )
            SELECT campaign || '/' || thing,
                'it is stored ' || stands || ' times and was told ' || says || ' times by ' || type || ' with '
                    || concat_ws(', ', amount || ' fen', owed || ' owed', day)
            FROM compared WHERE stands <> says
            ORDER BY campaign, thing, type, stands, amount, owed, day LIMIT \(AuditCheck.shown)
            """
        })
}
