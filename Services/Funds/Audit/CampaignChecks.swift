import EventLog
import Postgres

/// What units owe, what they have paid of it, and how far that has brought their buildings.
extension FundsAudit {
    static let campaigns = [
        assessmentsAreShares, assessmentsAreOfTheRoll, campaignsAddUp, buildingsAddUp, unitsHavePaidWhatCame,
        unitsOweWhatTheBooksSay, buildingsReachedTheirThreshold,
    ]

    // What a unit's area was when its campaign opened is kept nowhere; whether some area owes it is told for good.
    private static let assessmentsAreShares = AuditCheck(
        "assessments-are-shares",
        "Every unit owes what some area owes at its campaign's rate, rounded half-up to the fen.",
        examined: { community in "SELECT count(*) FROM assessment WHERE community = \(community)" },
        faults: { community in
            """
            SELECT campaign || '/' || unit, 'it owes ' || assessment.due || ' fen, which no area does'
            FROM assessment JOIN campaign USING (community, campaign)
            WHERE community = \(community) AND CASE
                WHEN rate > 0 THEN div(assessment.due::numeric * 10000 + 4999, rate)
                    < div(greatest(assessment.due::numeric * 10000 - 5000, 0) + rate - 1, rate)
                ELSE assessment.due <> 0 END
            ORDER BY campaign, unit LIMIT \(AuditCheck.shown)
            """
        })

    // A roll of another hash has other units or owners. The hash does not say whether parking spaces counted.
    private static let assessmentsAreOfTheRoll = AuditCheck(
        "assessments-are-of-the-roll",
        "Of the roll that is known, every unit in a campaign's scope owes the half-up share of its area.",
        examined: { community in
            """
            SELECT count(*) FROM assessment
            JOIN campaign USING (community, campaign) JOIN community USING (community)
            WHERE community = \(community) AND is_complete AND campaign.roll_hash = community.roll_hash
            """
        },
        faults: { community in
            """
            WITH held AS (
                SELECT campaign, rate, buildings FROM campaign JOIN community USING (community)
                WHERE community = \(community) AND is_complete AND campaign.roll_hash = community.roll_hash
            ), expected AS (
                SELECT campaign, unit, use, div(rate::numeric * area + 5000, 10000) AS due
                FROM held JOIN unit ON buildings IS NULL OR split_part(unit, '-', 1) = ANY(buildings)
                WHERE community = \(community)
            ), assessed AS (
                SELECT campaign, unit, assessment.due
                FROM assessment JOIN held USING (campaign) WHERE community = \(community)
            )
            SELECT campaign || '/' || unit,
                CASE WHEN assessed IS NULL THEN 'it owes nothing, and its share is ' || expected || ' fen'
                    WHEN expected IS NULL THEN 'it owes ' || assessed || ' fen, and is not on the roll or in scope'
                    ELSE 'it owes ' || assessed || ' fen, and its share is ' || expected
                END
            FROM (
                SELECT campaign, unit, use, expected.due AS expected, assessed.due AS assessed,
                    bool_or(use = 'parking' AND assessed.due IS NOT NULL) OVER (PARTITION BY campaign) AS parking_owes
                FROM expected FULL JOIN assessed USING (campaign, unit)
            ) AS share
            WHERE expected IS DISTINCT FROM assessed AND (assessed IS NOT NULL OR use <> 'parking' OR parking_owes)
            ORDER BY campaign, unit LIMIT \(AuditCheck.shown)
            """
        })

    private static let campaignsAddUp = AuditCheck(
        "campaigns-add-up", "Every campaign is due what its units owe, from as many households as it has units.",
        examined: { community in "SELECT count(*) FROM campaign WHERE community = \(community)" },
        faults: { community in
            """
            SELECT campaign,
                CASE WHEN stored.campaign IS NULL THEN 'units owe to it, and it is not there'
                    ELSE 'it is due ' || due || ' fen from ' || households || ', and ' || coalesce(units, 0)
                        || ' units owe ' || coalesce(total, 0)
                END
            FROM (SELECT campaign, due, households FROM campaign WHERE community = \(community)) AS stored
            FULL JOIN (
                SELECT campaign, count(*) AS units, sum(due) AS total FROM assessment
                WHERE community = \(community) GROUP BY campaign
            ) AS assessed USING (campaign)
            WHERE (due, households) IS DISTINCT FROM (total, units)
            ORDER BY campaign LIMIT \(AuditCheck.shown)
            """
        })

    private static let buildingsAddUp = AuditCheck(
        "buildings-add-up",
        "What a building owes, has paid and what of it counts is what its units do, each up to its due.",
        examined: { community in "SELECT count(*) FROM campaign_building WHERE community = \(community)" },
        faults: { community in
            """
            SELECT campaign || '/' || building,
                CASE WHEN stored.units IS NULL THEN 'its units owe, and it is not there'
                    WHEN counted_again.units IS NULL THEN 'none of its units owes'
                    ELSE 'stored are ' || concat_ws(
                            ', ', stored.units, stored.due, stored.received, stored.counted, stored.paid_units)
                        || ', and its units say ' || concat_ws(
                            ', ', counted_again.units, counted_again.due, counted_again.received,
                            counted_again.counted, counted_again.paid_units)
                        || ' (units, fen due, received and counted, units that have paid)'
                END
            FROM (
                SELECT campaign, building, units, due, received, counted, paid_units FROM campaign_building
                WHERE community = \(community)
            ) AS stored
            FULL JOIN (
                SELECT campaign, split_part(unit, '-', 1) AS building, count(*) AS units, sum(due) AS due,
                    sum(received) AS received, sum(least(received, due)) AS counted,
                    count(*) FILTER (WHERE received >= due) AS paid_units
                FROM assessment WHERE community = \(community) GROUP BY campaign, split_part(unit, '-', 1)
            ) AS counted_again USING (campaign, building)
            WHERE (stored.units, stored.due, stored.received, stored.counted, stored.paid_units) IS DISTINCT FROM (
                counted_again.units, counted_again.due, counted_again.received, counted_again.counted,
                counted_again.paid_units)
            ORDER BY campaign, building LIMIT \(AuditCheck.shown)
            """
        })

    private static let unitsHavePaidWhatCame = AuditCheck(
        "units-have-paid-what-came",
        "What a unit has paid is the sum of its payments less what was reversed and refunded.",
        examined: { community in "SELECT count(*) FROM assessment WHERE community = \(community)" },
        faults: { community in
            """
            SELECT campaign || '/' || unit,
                CASE WHEN received IS NULL THEN coalesce(came, 0) || ' fen came for it, and it owes nothing'
                    ELSE 'it is said to have paid ' || received || ' fen, and ' || coalesce(came, 0) || ' came'
                END
            FROM (SELECT campaign, unit, received FROM assessment WHERE community = \(community)) AS stored
            FULL JOIN (
                SELECT campaign, unit, sum(amount) AS came
                FROM (
                    SELECT campaign, unit, amount FROM payment WHERE community = \(community)
                    UNION ALL
                    SELECT campaign, unit, -amount
                    FROM payment_reversal JOIN payment USING (community, campaign, receipt)
                    WHERE community = \(community)
                    UNION ALL
                    SELECT campaign, unit, -amount FROM refund WHERE community = \(community)
                ) AS moved
                GROUP BY campaign, unit
            ) AS moves USING (campaign, unit)
            WHERE received IS NULL OR received <> coalesce(came, 0)
            ORDER BY campaign, unit LIMIT \(AuditCheck.shown)
            """
        })

    private static let unitsOweWhatTheBooksSay = AuditCheck(
        "units-owe-what-the-books-say",
        "A unit's account stands at what it owes to all campaigns less what it has paid.",
        examined: { community in
            "SELECT count(*) FROM ledger_account WHERE community = \(community) AND kind = 'receivable'"
        },
        faults: { community in
            """
            SELECT coalesce(account, stored.unit),
                'its account stands at ' || coalesce(balance, 0) || ' fen, and it owes ' || coalesce(owed, 0)
            FROM (
                SELECT account, balance FROM ledger_account
                WHERE community = \(community) AND starts_with(account, 'receivable:')
            ) AS posted
            FULL JOIN (
                SELECT unit, sum(due) - sum(received) AS owed FROM assessment
                WHERE community = \(community) GROUP BY unit
            ) AS stored ON account = 'receivable:' || unit
            WHERE coalesce(balance, 0) <> coalesce(owed, 0)
            ORDER BY 1 LIMIT \(AuditCheck.shown)
            """
        })

    // Under a decision that was set aside no building reaches it any more, but what was reached stays so.
    private static let buildingsReachedTheirThreshold = AuditCheck(
        "buildings-reached-their-threshold",
        "A building is funded since the day on which it first had enough, if its decision held then, and no other is.",
        examined: { community in "SELECT count(*) FROM campaign_building WHERE community = \(community)" },
        faults: { community in
            """
            WITH moved AS (
                SELECT 'payment:' || campaign || ':' || reference AS subject, campaign, unit, counted,
                    (unit_total >= unit_due AND unit_total - amount < unit_due)::int AS paid, paid_at, recorded_at
                FROM payment WHERE community = \(community)
                UNION ALL
                SELECT 'reversal:' || campaign || ':' || receipt, campaign, payment.unit, -back.counted,
                    -(back.unit_total < back.unit_due AND back.unit_total + amount >= back.unit_due)::int, NULL, NULL
                FROM payment_reversal AS back JOIN payment USING (community, campaign, receipt)
                WHERE community = \(community)
            ), step AS (
                SELECT campaign, split_part(unit, '-', 1) AS building, 0 AS number, 0::bigint AS counted,
                    (due = 0)::int AS paid, NULL::timestamptz AS paid_at, NULL::timestamptz AS recorded_at
                FROM assessment WHERE community = \(community)
                UNION ALL
                SELECT campaign, split_part(unit, '-', 1), number, counted, paid, paid_at, moved.recorded_at
                FROM moved JOIN ledger_transaction AS made USING (subject) WHERE community = \(community)
            ), progress AS (
                SELECT campaign, building, number, paid_at, recorded_at, sum(counted) OVER steps AS counted,
                    sum(paid) OVER steps AS paid
                FROM step WINDOW steps AS (PARTITION BY campaign, building ORDER BY number)
            ), first AS (
                SELECT DISTINCT ON (campaign, building) campaign, building, number,
                    (paid_at AT TIME ZONE 'UTC' + interval '8 hours')::date AS paid_on,
                    CASE number WHEN 0 THEN opened_on
                        ELSE (recorded_at AT TIME ZONE 'UTC' + interval '8 hours')::date END AS reached_on
                FROM progress
                JOIN (SELECT * FROM campaign_building WHERE community = \(community)) AS stored
                    USING (campaign, building)
                JOIN (SELECT * FROM campaign WHERE community = \(community)) AS terms USING (campaign)
                WHERE CASE basis
                    WHEN 'amount' THEN progress.counted * split_part(threshold, '/', 2)::numeric
                        >= stored.due * split_part(threshold, '/', 1)::numeric
                    ELSE paid * split_part(threshold, '/', 2)::numeric
                        >= stored.units * split_part(threshold, '/', 1)::numeric END
                ORDER BY campaign, building, number
            )
            SELECT campaign || '/' || building,
                CASE WHEN number IS NULL THEN 'it is funded since ' || funded_on || ', and never had enough'
                    WHEN funded_on IS NULL THEN 'it had enough on ' || reached_on || ', and is not funded'
                    ELSE 'it is funded since ' || funded_on || ', and had enough on ' || reached_on
                END
            FROM (SELECT * FROM campaign_building WHERE community = \(community)) AS stored
            JOIN (SELECT * FROM campaign WHERE community = \(community)) AS terms USING (campaign)
            LEFT JOIN first USING (campaign, building)
            WHERE CASE
                WHEN number IS NULL THEN funded_on IS NOT NULL
                WHEN funded_on IS NULL THEN NOT EXISTS (
                    SELECT FROM set_aside
                    WHERE set_aside.community = \(community) AND set_aside.assembly = terms.assembly
                        AND (set_aside.item IS NULL OR set_aside.item = terms.item)
                )
                -- The days of a story are not those of its clock.
                WHEN number > 0 AND EXISTS (SELECT FROM scenario_day) THEN funded_on < paid_on
                ELSE funded_on <> reached_on END
            ORDER BY campaign, building LIMIT \(AuditCheck.shown)
            """
        })
}
