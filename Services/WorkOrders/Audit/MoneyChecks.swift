import EventLog
import Model
import Postgres

/// Orders against the money that has come for them.
extension WorkOrdersAudit {
    /// For which lifts advances had come before V0004 is not on record.
    static let releasedByMoney = AuditCheck(
        "released-by-money",
        "What released an order is on record, with its day: the threshold of its building, "
            + "or an advance for its lift since these are kept.",
        examined: { community in
            "SELECT count(*) FROM work_order WHERE community = \(community) AND state <> 'held'"
        },
        faults: { community in
            """
            WITH told AS (
                SELECT substr(subject, length('order:') + 1) AS work_order, max(recorded_at) AS released_at
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND split_part(type, '.', 3) = 'OrderReleased'
                GROUP BY subject
            )
            SELECT work_order.work_order,
                'no money of this day is on record: ' || work_order.cause || ' ' || to_char(released_on, 'YYYY-MM-DD')
            FROM work_order
            LEFT JOIN told ON told.work_order = work_order.work_order
            WHERE community = \(community) AND cause IS NOT NULL
                AND (
                    cause = 'buildingFunded'
                    OR released_at > (SELECT applied_at FROM migration WHERE name = 'V0004_plans')
                )
                AND NOT EXISTS (
                    SELECT
                    FROM funding
                    WHERE funding.community = work_order.community AND funding.campaign = work_order.campaign
                        AND funding.cause = work_order.cause AND funding.released_on = work_order.released_on
                        AND place = CASE funding.cause
                            WHEN 'advance' THEN work_order.lift ELSE split_part(work_order.lift, '-', 1)
                        END
                )
            ORDER BY work_order.work_order LIMIT \(AuditCheck.shown)
            """
        })

    static let paidForIsReleased = AuditCheck(
        "paid-for-is-released",
        "No order waits for money that has come and was not taken back, unless its decision was set aside.",
        examined: { community in
            "SELECT count(*) FROM work_order WHERE community = \(community) AND state = 'held'"
        },
        faults: { community in
            """
            SELECT work_order,
                'it waits, and there is money: ' || min(paid.money || ' ' || to_char(paid.released_on, 'YYYY-MM-DD'))
            FROM work_order
            LEFT JOIN campaign
                ON campaign.community = work_order.community AND campaign.campaign = work_order.campaign
            LEFT JOIN (
                SELECT campaign, lift, count(*) AS rounds
                FROM funding_reversal
                WHERE community = \(community)
                GROUP BY campaign, lift
            ) AS reversal ON reversal.campaign = work_order.campaign AND reversal.lift = work_order.lift
            CROSS JOIN LATERAL (
                SELECT funding.cause, funding.released_on
                FROM funding
                WHERE funding.community = work_order.community AND funding.campaign = work_order.campaign
                    AND CASE funding.cause
                        WHEN 'advance' THEN place = work_order.lift AND round = coalesce(rounds, 0)
                        ELSE place = split_part(work_order.lift, '-', 1)
                    END
            ) AS paid (money, released_on)
            WHERE work_order.community = \(community) AND state = 'held'
                AND NOT EXISTS (
                    SELECT
                    FROM set_aside
                    WHERE set_aside.community = work_order.community
                        AND CASE
                            WHEN campaign.campaign IS NULL
                            THEN set_aside.assembly || '-' || set_aside.item = work_order.campaign
                            ELSE set_aside.assembly = campaign.assembly
                                AND (set_aside.item IS NULL OR set_aside.item = campaign.item)
                        END
                )
            GROUP BY work_order
            ORDER BY work_order LIMIT \(AuditCheck.shown)
            """
        })

    static let heldWhereTakenBack = AuditCheck(
        "held-where-taken-back",
        "Orders were told to wait again only for lifts for which an advance was taken back on that day.",
        examined: { community in
            """
            SELECT count(*) FROM outbox
            WHERE shard = \(Shard(of: community)) AND community = \(community)
                AND split_part(type, '.', 3) = 'OrderHeld'
            """
        },
        faults: { community in
            """
            WITH held AS (
                SELECT fact->>'order' AS work_order, fact->>'heldOn' AS day, count(*) AS times
                FROM outbox
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS fact) AS told
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND split_part(type, '.', 3) = 'OrderHeld'
                GROUP BY 1, 2
            ), taken_back AS (
                SELECT work_order, to_char(reversed_on, 'YYYY-MM-DD') AS day, count(*) AS times
                FROM funding_reversal
                JOIN work_order USING (community, campaign, lift)
                WHERE community = \(community)
                GROUP BY 1, 2
            )
            SELECT work_order,
                'it was told ' || held.times || ' times to wait from ' || day || ' on, and money was taken back '
                    || coalesce(taken_back.times, 0) || ' times'
            FROM held
            LEFT JOIN taken_back USING (work_order, day)
            WHERE held.times > coalesce(taken_back.times, 0)
            ORDER BY work_order, day LIMIT \(AuditCheck.shown)
            """
        })

    static let roundsOfMoney = AuditCheck(
        "rounds-of-money",
        "How often advances for a lift were taken back is counted without a gap, and no money is of a round to come.",
        examined: { community in
            """
            SELECT (SELECT count(*) FROM funding_reversal WHERE community = \(community))
                + (SELECT count(*) FROM funding WHERE community = \(community))
            """
        },
        faults: { community in
            """
            WITH taken_back AS (
                SELECT campaign, lift AS place, count(*) AS rounds, min(round) AS first, max(round) AS last
                FROM funding_reversal
                WHERE community = \(community)
                GROUP BY campaign, lift
            )
            SELECT campaign || '/' || place,
                'taken back ' || rounds || ' times, in the rounds from ' || first || ' to ' || last
            FROM taken_back
            WHERE first <> 0 OR last <> rounds - 1
            UNION ALL
            SELECT campaign || '/' || place,
                'there is money of round ' || round || ', and it was taken back ' || coalesce(rounds, 0) || ' times'
            FROM funding
            LEFT JOIN taken_back USING (campaign, place)
            WHERE community = \(community)
                AND round NOT BETWEEN 0 AND CASE cause WHEN 'advance' THEN coalesce(rounds, 0) ELSE 0 END
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })
}
