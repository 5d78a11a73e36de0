import EventLog
import Postgres

/// Payments, reversals and refunds by themselves.
extension FundsAudit {
    static let payments = [receiptsAreNumbered, receiptsSayHowUnitsStood, paymentsAreTakenOnce]

    private static let receiptsAreNumbered = AuditCheck(
        "receipts-are-numbered", "The receipts of a campaign, and its refunds, are numbered 1, 2, 3 and so on.",
        examined: { community in
            """
            SELECT (SELECT count(*) FROM payment WHERE community = \(community))
                + (SELECT count(*) FROM refund WHERE community = \(community))
            """
        },
        faults: { community in
            """
            SELECT campaign || '/' || last || what, 'the last number is ' || last || ', and there are ' || number
            FROM (
                SELECT campaign, ' receipt' AS what, receipts AS last, (
                        SELECT count(*) FROM payment
                        WHERE payment.community = \(community) AND payment.campaign = campaign.campaign
                    ) AS number
                FROM campaign WHERE community = \(community)
                UNION
                SELECT campaign, ' receipt', max(receipt), count(*) FROM payment
                WHERE community = \(community) GROUP BY campaign
                UNION
                SELECT campaign, ' refund', max(number), count(*) FROM refund
                WHERE community = \(community) GROUP BY campaign
            ) AS counted
            WHERE last <> number
            ORDER BY campaign, what, last LIMIT \(AuditCheck.shown)
            """
        })

    private static let receiptsSayHowUnitsStood = AuditCheck(
        "receipts-say-how-units-stood",
        "Every payment, reversal and refund says how its unit stood after it, and what of it counted.",
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
                SELECT 'payment:' || campaign || ':' || reference AS subject, receipt || ' payment' AS what, campaign,
                    unit, amount, counted, unit_due, unit_total
                FROM payment WHERE community = \(community)
                UNION ALL
                SELECT 'reversal:' || campaign || ':' || receipt, receipt || ' reversal', campaign, unit, -amount,
                    -back.counted, back.unit_due, back.unit_total
                FROM payment_reversal AS back JOIN payment USING (community, campaign, receipt)
                WHERE community = \(community)
                UNION ALL
                SELECT 'refund:' || campaign || ':' || reference, number || ' refund', campaign, unit, -amount, 0,
                    unit_due, unit_total
                FROM refund WHERE community = \(community)
            ), stood AS (
                SELECT moved.*, number, sum(amount) OVER (PARTITION BY campaign, unit ORDER BY number) AS total
                FROM moved JOIN ledger_transaction USING (subject) WHERE community = \(community)
            )
            SELECT campaign || '/' || what,
                'it says ' || unit_total || ' of ' || unit_due || ' fen were paid and ' || counted
                    || ' counted; it was ' || total || ' of ' || due || ' and '
                    || least(total, due) - least(total - amount, due)
            FROM stood
            JOIN (SELECT campaign, unit, due FROM assessment WHERE community = \(community)) AS assessed
                USING (campaign, unit)
            WHERE unit_total <> total OR unit_due <> due
                OR counted <> least(total, due) - least(total - amount, due)
            ORDER BY campaign, number LIMIT \(AuditCheck.shown)
            """
        })

    // Of references in another case an index keeps the second out. Those that look alike, which earlier versions told
    // apart, are a fault only where all else is the same too, and where one is written as none is taken today: `1²` is
    // no `12`.
    private static let paymentsAreTakenOnce = AuditCheck(
        "payments-are-taken-once",
        "No two payments that hold are one of a unit, an amount and a time under two spellings of a reference.",
        examined: { community in "SELECT count(*) FROM payment WHERE community = \(community)" },
        faults: { community in
            """
            SELECT campaign || '/' || max(receipt), 'it is the payment of receipt ' || min(receipt)
            FROM payment
            WHERE community = \(community) AND NOT EXISTS (
                SELECT FROM payment_reversal AS reversal
                WHERE reversal.community = payment.community AND reversal.campaign = payment.campaign
                    AND reversal.receipt = payment.receipt
            )
            GROUP BY campaign, unit, amount, paid_at, lower(normalize(reference, NFKC) COLLATE "C")
            HAVING count(*) > 1 AND bool_or(
                reference ~ '[\\u00A0\\u2000-\\u200A\\u202F\\u205F\\u3000\\uFF00-\\uFFEF]'
                OR reference IS NOT NFC NORMALIZED)
            ORDER BY campaign, max(receipt) LIMIT \(AuditCheck.shown)
            """
        })
}
