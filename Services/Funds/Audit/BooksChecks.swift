import EventLog
import Postgres

/// What happened and the books that tell it, each held against the other entry by entry.
extension FundsAudit {
    static let books = [assessmentsAreInTheBooks, paymentsAreInTheBooks, advancesAreInTheBooks, worksAreInTheBooks]

    private static let assessmentsAreInTheBooks = AuditCheck(
        "assessments-are-in-the-books",
        "What was assessed stands in the books once, by unit and building, and nothing else does.",
        examined: { community in "SELECT count(*) FROM assessment WHERE community = \(community)" },
        faults: { community in
            """
            WITH assessed AS (
                SELECT campaign || ':' || split_part(unit, '-', 1) AS part, unit, due FROM assessment
                WHERE community = \(community) AND due <> 0
            ), expected AS (
                SELECT 'assessment:' || part AS subject, 'receivable:' || unit AS account, due::numeric AS amount
                FROM assessed
                UNION ALL
                SELECT 'assessment:' || part, 'assessments:' || part, -sum(due) FROM assessed GROUP BY part
            ), posted AS (
                SELECT subject, account, amount::numeric AS amount
                FROM ledger_transaction AS made
                JOIN ledger_entry AS entry ON entry.community = made.community AND transaction = number
                WHERE made.community = \(community) AND kind = 'assessment'
            )
            SELECT subject, account || ': ' || coalesce(posted.amount::text, 'no') || ' fen in the books, and '
                || coalesce(expected.amount::text, 'nothing') || ' was assessed'
            FROM expected FULL JOIN posted USING (subject, account)
            WHERE expected.amount IS DISTINCT FROM posted.amount
            ORDER BY subject, account LIMIT \(AuditCheck.shown)
            """
        })

    private static let paymentsAreInTheBooks = AuditCheck(
        "payments-are-in-the-books",
        "Every payment, reversal and refund stands in the books once, with its amount, and nothing else does.",
        examined: { community in
            """
            SELECT (SELECT count(*) FROM payment WHERE community = \(community))
                + (SELECT count(*) FROM payment_reversal WHERE community = \(community))
                + (SELECT count(*) FROM refund WHERE community = \(community))
            """
        },
        faults: { community in
            """
            WITH moved AS (
                SELECT 'payment:' || campaign || ':' || reference AS subject,
                    campaign || '/' || receipt || ' payment' AS place, campaign, unit, amount
                FROM payment WHERE community = \(community)
                UNION ALL
                SELECT 'reversal:' || campaign || ':' || receipt, campaign || '/' || receipt || ' reversal', campaign,
                    unit, -amount
                FROM payment_reversal JOIN payment USING (community, campaign, receipt) WHERE community = \(community)
                UNION ALL
                SELECT 'refund:' || campaign || ':' || reference, campaign || '/' || number || ' refund', campaign,
                    unit, -amount
                FROM refund WHERE community = \(community)
            ), expected AS (
                SELECT subject, place, line.account, line.amount
                FROM moved
                CROSS JOIN LATERAL (VALUES ('bank:' || campaign, amount), ('receivable:' || unit, -amount))
                    AS line (account, amount)
            ), posted AS (
                SELECT subject, number, account, amount
                FROM ledger_transaction AS made
                JOIN ledger_entry AS entry ON entry.community = made.community AND transaction = number
                WHERE made.community = \(community) AND kind IN ('payment', 'reversal', 'refund')
            )
            SELECT coalesce(place, 'transaction ' || number),
                account || ': ' || coalesce(posted.amount::text, 'no') || ' fen in the books, and '
                    || coalesce(expected.amount::text, 'nothing') || ' came or went'
            FROM expected FULL JOIN posted USING (subject, account)
            WHERE expected.amount IS DISTINCT FROM posted.amount
            ORDER BY subject, account LIMIT \(AuditCheck.shown)
            """
        })

    private static let advancesAreInTheBooks = AuditCheck(
        "advances-are-in-the-books",
        "Every advance, its reversal and each repayment stands in the books once, with its amount, and nothing else.",
        examined: { community in
            """
            SELECT (SELECT count(*) FROM advance WHERE community = \(community))
                + (SELECT count(*) FROM repayment WHERE community = \(community))
                + (SELECT count(*) FROM advance_reversal WHERE community = \(community))
            """
        },
        faults: { community in
            """
            WITH expected AS (
                SELECT 'advance:' || advance AS subject, advance AS place, 'advances:' || advance AS account,
                    -amount AS amount
                FROM advance WHERE community = \(community)
                UNION ALL
                SELECT 'advance:' || advance, advance, 'advanced-works:' || lift, amount
                FROM advanced_lift WHERE community = \(community)
                UNION ALL
                SELECT 'advance-reversal:' || advance, advance || ' reversal', 'advances:' || advance, amount
                FROM advance_reversal JOIN advance USING (community, advance) WHERE community = \(community)
                UNION ALL
                SELECT 'advance-reversal:' || advance, advance || ' reversal', 'advanced-works:' || lift, -amount
                FROM advance_reversal JOIN advanced_lift USING (community, advance) WHERE community = \(community)
                UNION ALL
                SELECT 'repayment:' || campaign || ':' || reference, campaign || '/' || request || ' repayment',
                    line.account, line.amount
                FROM repayment
                CROSS JOIN LATERAL (
                    VALUES ('advances:' || advance, repayment.amount), ('bank:' || campaign, -repayment.amount)
                ) AS line (account, amount)
                WHERE community = \(community)
            ), posted AS (
                SELECT subject, number, account, amount
                FROM ledger_transaction AS made
                JOIN ledger_entry AS entry ON entry.community = made.community AND transaction = number
                WHERE made.community = \(community) AND kind IN ('advance', 'advance-reversal', 'repayment')
            )
            SELECT coalesce(place, 'transaction ' || number),
                account || ': ' || coalesce(posted.amount::text, 'no') || ' fen in the books, and '
                    || coalesce(expected.amount::text, 'nothing') || ' was lent, paid back or taken back'
            FROM expected FULL JOIN posted USING (subject, account)
            WHERE expected.amount IS DISTINCT FROM posted.amount
            ORDER BY subject, account LIMIT \(AuditCheck.shown)
            """
        })

    private static let worksAreInTheBooks = AuditCheck(
        "works-are-in-the-books",
        "What accepted works took of advances, and every payout, stands in the books once, and nothing else does.",
        examined: { community in
            """
            SELECT (SELECT count(*) FROM payout WHERE community = \(community))
                + (SELECT count(*) FROM works_order WHERE community = \(community) AND advanced > 0)
            """
        },
        faults: { community in
            """
            WITH cost AS (
                SELECT 'completion:' || works_order AS subject, works_order || ' acceptance' AS place, lift,
                    'advanced-works:' || lift AS source, advanced AS amount
                FROM works_order WHERE community = \(community) AND advanced > 0
                UNION ALL
                SELECT 'payout:' || payout.campaign || ':' || reference,
                    payout.campaign || coalesce('/' || request, '') || ' payout for ' || works_order, lift,
                    'bank:' || payout.campaign, amount
                FROM payout JOIN works_order USING (community, works_order) WHERE community = \(community)
            ), expected AS (
                SELECT subject, place, line.account, line.amount
                FROM cost
                CROSS JOIN LATERAL (VALUES ('works:' || lift, amount), (source, -amount)) AS line (account, amount)
            ), posted AS (
                SELECT subject, number, account, amount
                FROM ledger_transaction AS made
                JOIN ledger_entry AS entry ON entry.community = made.community AND transaction = number
                WHERE made.community = \(community) AND kind IN ('completion', 'payout')
            )
            SELECT coalesce(place, 'transaction ' || number),
                account || ': ' || coalesce(posted.amount::text, 'no') || ' fen in the books, and '
                    || coalesce(expected.amount::text, 'nothing') || ' was accepted or paid'
            FROM expected FULL JOIN posted USING (subject, account)
            WHERE expected.amount IS DISTINCT FROM posted.amount
            ORDER BY subject, account LIMIT \(AuditCheck.shown)
            """
        })
}
