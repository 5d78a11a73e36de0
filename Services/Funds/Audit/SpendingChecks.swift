import EventLog
import Postgres

/// Advances, and what was paid out: who allowed it, how much of it, and who asked for it.
extension FundsAudit {
    static let spending = [
        payoutsAreWithinCaps, payoutsAreForMandatedBuildings, payoutsAreWithinCosts, moneyLeftByTwoPeople,
        advancesWereTakenBackByTwoPeople, repaymentsSayWhatIsOwed, worksTookWhatWasLent,
    ]

    private static let payoutsAreWithinCaps = AuditCheck(
        "payouts-are-within-caps", "No more was paid out under a mandate than its cap.",
        examined: { community in "SELECT count(*) FROM spend_mandate WHERE community = \(community)" },
        faults: { community in
            """
            SELECT assembly || '/' || item, sum(amount) || ' fen were paid out under it, and its cap is ' || cap
            FROM payout JOIN spend_mandate USING (community, assembly, item)
            WHERE community = \(community)
            GROUP BY assembly, item, cap HAVING sum(amount) > cap
            ORDER BY assembly, item LIMIT \(AuditCheck.shown)
            """
        })

    private static let payoutsAreForMandatedBuildings = AuditCheck(
        "payouts-are-for-mandated-buildings", "Every payout is for works in a building that its mandate covers.",
        examined: { community in "SELECT count(*) FROM payout WHERE community = \(community)" },
        faults: { community in
            """
            SELECT payout.campaign || coalesce('/' || request, '') || ' payout for ' || works_order,
                'its lift is ' || lift || ', and ' || assembly || '/' || item || ' is for buildings '
                    || array_to_string(buildings, ', ')
            FROM payout
            JOIN spend_mandate USING (community, assembly, item) JOIN works_order USING (community, works_order)
            WHERE community = \(community) AND split_part(lift, '-', 1) <> ALL(buildings)
            ORDER BY payout.campaign, payout.recorded_at, reference LIMIT \(AuditCheck.shown)
            """
        })

    private static let payoutsAreWithinCosts = AuditCheck(
        "payouts-are-within-costs",
        "For an order no more was paid out than its accepted works cost beyond advances, by its campaign alone.",
        examined: { community in
            "SELECT count(DISTINCT works_order) FROM payout WHERE community = \(community)"
        },
        faults: { community in
            """
            SELECT works_order, paid || ' fen were paid out for it, and ' || CASE
                WHEN completed_on IS NULL THEN 'its works are not accepted'
                WHEN is_elsewhere THEN 'not by campaign ' || works.campaign || ' alone'
                ELSE 'it cost ' || cost || ', of which ' || advanced || ' were advanced' END
            FROM (
                SELECT works_order, sum(amount) AS paid,
                    bool_or(payout.campaign <> works_order.campaign) AS is_elsewhere
                FROM payout JOIN works_order USING (community, works_order)
                WHERE community = \(community) GROUP BY works_order
            ) AS payouts
            JOIN (SELECT * FROM works_order WHERE community = \(community)) AS works USING (works_order)
            WHERE completed_on IS NULL OR is_elsewhere OR paid > cost - advanced
            ORDER BY works_order LIMIT \(AuditCheck.shown)
            """
        })

    // What was paid before two people were wanted has no request.
    private static let moneyLeftByTwoPeople = AuditCheck(
        "money-left-by-two-people",
        "Every payout, repayment and refund was asked for by one person and, the same and once, by another.",
        examined: { community in
            """
            SELECT (SELECT count(*) FROM payout WHERE community = \(community) AND request IS NOT NULL)
                + (SELECT count(*) FROM repayment WHERE community = \(community))
                + (SELECT count(*) FROM refund WHERE community = \(community))
            """
        },
        faults: { community in
            """
            WITH outgoing AS (
                SELECT 'payout' AS what, request, approver, campaign, reference, works_order,
                    normalize(payee, NFC) AS payee, NULL AS advance, NULL AS unit, amount
                FROM payout WHERE community = \(community) AND request IS NOT NULL
                UNION ALL
                SELECT 'repayment', request, approver, campaign, reference, NULL, NULL, advance, NULL, amount
                FROM repayment WHERE community = \(community)
                UNION ALL
                SELECT 'refund', request, approver, campaign, reference, NULL, NULL, NULL, unit, amount
                FROM refund WHERE community = \(community)
            ), wanted AS (
                SELECT outgoing.*, count(*) OVER (PARTITION BY request) AS times FROM outgoing
            )
            SELECT wanted.campaign || '/' || request || ' ' || what, CASE
                WHEN number IS NULL THEN 'nobody asked for it first'
                WHEN times > 1 THEN times || ' rest on one request'
                WHEN lower(person COLLATE "C") = lower(approver COLLATE "C") THEN 'both who asked are one person'
                ELSE 'something else was asked for first' END
            FROM wanted LEFT JOIN payout_request AS asked ON number = request AND community = \(community)
            WHERE number IS NULL OR times > 1 OR lower(person COLLATE "C") = lower(approver COLLATE "C")
                OR lower(asked.reference COLLATE "C") <> lower(wanted.reference COLLATE "C")
                OR (
                    asked.campaign, asked.amount, asked.works_order, normalize(asked.payee, NFC), asked.advance,
                    asked.unit
                ) IS DISTINCT FROM (
                    wanted.campaign, wanted.amount, wanted.works_order, wanted.payee, wanted.advance, wanted.unit)
            ORDER BY request, what LIMIT \(AuditCheck.shown)
            """
        })

    private static let advancesWereTakenBackByTwoPeople = AuditCheck(
        "advances-were-taken-back-by-two-people",
        "Every reversal of an advance was asked for by one person and another, and nothing of it was paid back.",
        examined: { community in "SELECT count(*) FROM advance_reversal WHERE community = \(community)" },
        faults: { community in
            """
            SELECT back.advance, CASE
                WHEN asked.advance IS NULL THEN 'nobody asked for its reversal first'
                WHEN lower(person COLLATE "C") = lower(approver COLLATE "C") THEN 'both who asked are one person'
                ELSE repaid || ' fen of it were paid back' END
            FROM (
                SELECT advance, request, approver, (
                    SELECT sum(amount) FROM repayment
                    WHERE repayment.community = back.community AND repayment.advance = back.advance
                ) AS repaid
                FROM advance_reversal AS back WHERE community = \(community)
            ) AS back
            LEFT JOIN advance_reversal_request AS asked
                ON number = request AND asked.community = \(community) AND asked.advance = back.advance
            WHERE asked.advance IS NULL OR lower(person COLLATE "C") = lower(approver COLLATE "C") OR repaid > 0
            ORDER BY back.advance LIMIT \(AuditCheck.shown)
            """
        })

    private static let repaymentsSayWhatIsOwed = AuditCheck(
        "repayments-say-what-is-owed",
        "Every repayment is by the campaign of its advance, and says what of it was owed afterwards.",
        examined: { community in "SELECT count(*) FROM repayment WHERE community = \(community)" },
        faults: { community in
            """
            SELECT campaign || '/' || request || ' repayment of ' || advance, CASE
                WHEN campaign <> lent_to THEN 'it was lent to ' || lent_to
                ELSE 'it says that ' || owed || ' fen were owed then, and ' || lent - repaid || ' were' END
            FROM (
                SELECT repayment.campaign, request, advance, owed, advance.campaign AS lent_to, advance.amount AS lent,
                    sum(repayment.amount) OVER (PARTITION BY advance ORDER BY number) AS repaid
                FROM repayment
                JOIN advance USING (community, advance)
                JOIN ledger_transaction AS made USING (community)
                WHERE community = \(community)
                    AND subject = 'repayment:' || repayment.campaign || ':' || repayment.reference
            ) AS made
            WHERE campaign <> lent_to OR owed <> lent - repaid
            ORDER BY request LIMIT \(AuditCheck.shown)
            """
        })

    // Nothing is lent for a lift whose works are accepted, nor what they took taken back: so it is told for good.
    private static let worksTookWhatWasLent = AuditCheck(
        "works-took-what-was-lent", "Accepted works took what was lent for their lift, up to their cost.",
        examined: { community in
            "SELECT count(*) FROM works_order WHERE community = \(community) AND completed_on IS NOT NULL"
        },
        faults: { community in
            """
            SELECT works_order, 'it took ' || advanced || ' fen, of a cost of ' || cost || ' and '
                || coalesce(lent, 0) || ' that were lent'
            FROM works_order
            LEFT JOIN (
                SELECT campaign, lift, sum(advanced_lift.amount) AS lent
                FROM advance JOIN advanced_lift USING (community, advance)
                WHERE community = \(community) AND NOT EXISTS (
                    SELECT FROM advance_reversal AS back
                    WHERE back.community = advance.community AND back.advance = advance.advance
                )
                GROUP BY campaign, lift
            ) AS loans USING (campaign, lift)
            WHERE community = \(community) AND completed_on IS NOT NULL AND advanced <> least(cost, coalesce(lent, 0))
            ORDER BY works_order LIMIT \(AuditCheck.shown)
            """
        })
}
