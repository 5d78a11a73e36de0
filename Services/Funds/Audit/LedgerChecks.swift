import EventLog
import Postgres

/// The books by themselves, whatever their entries are for.
extension FundsAudit {
    static let ledger = [
        transactionsSumToZero, transactionsAreNumbered, transactionsHaveAKind, entriesRunOn,
        accountsStandAtTheirEntries, accountsAreCalledByWhatTheyHold, booksSumToZero, noMoreThanThereWas,
    ]

    private static let transactionsSumToZero = AuditCheck(
        "transactions-sum-to-zero", "Every transaction of the books has entries, and they sum to zero.",
        examined: { community in "SELECT count(*) FROM ledger_transaction WHERE community = \(community)" },
        faults: { community in
            """
            SELECT 'transaction ' || coalesce(number, transaction),
                CASE WHEN number IS NULL THEN 'there are entries of it, and it is not there'
                    WHEN transaction IS NULL THEN 'it has no entries'
                    ELSE 'its entries sum to ' || total || ' fen'
                END
            FROM (SELECT number FROM ledger_transaction WHERE community = \(community)) AS known
            FULL JOIN (
                SELECT transaction, sum(amount) AS total FROM ledger_entry
                WHERE community = \(community) GROUP BY transaction
            ) AS posted ON transaction = number
            WHERE number IS NULL OR transaction IS NULL OR total <> 0
            ORDER BY coalesce(number, transaction) LIMIT \(AuditCheck.shown)
            """
        })

    private static let transactionsAreNumbered = AuditCheck(
        "transactions-are-numbered", "Transactions of the books are numbered 1, 2, 3 and so on.",
        examined: { community in "SELECT count(*) FROM ledger_transaction WHERE community = \(community)" },
        faults: { community in
            """
            SELECT 'transaction ' || number, 'the one before it is ' || before
            FROM (
                SELECT number, coalesce(lag(number) OVER (ORDER BY number), 0) AS before
                FROM ledger_transaction WHERE community = \(community)
            ) AS posted
            WHERE number <> before + 1
            ORDER BY number LIMIT \(AuditCheck.shown)
            """
        })

    private static let transactionsHaveAKind = AuditCheck(
        "transactions-have-a-kind", "Every transaction is of a kind that there is, and its subject begins with it.",
        examined: { community in "SELECT count(*) FROM ledger_transaction WHERE community = \(community)" },
        faults: { community in
            """
            SELECT 'transaction ' || number, 'its kind is ' || kind
            FROM ledger_transaction
            WHERE community = \(community)
                AND (kind <> ALL(\(Posting.Kind.allCases.map(\.rawValue))) OR NOT starts_with(subject, kind || ':'))
            ORDER BY number LIMIT \(AuditCheck.shown)
            """
        })

    private static let entriesRunOn = AuditCheck(
        "entries-run-on",
        "Entries of an account are numbered in the order of their transactions, and each carries the sum up to it.",
        examined: { community in "SELECT count(*) FROM ledger_entry WHERE community = \(community)" },
        faults: { community in
            """
            SELECT account || ' ' || sequence,
                CASE WHEN sequence <> last + 1 THEN 'the one before it is ' || last
                    WHEN transaction <= before THEN 'its transaction ' || transaction || ' comes after ' || before
                    ELSE 'it carries ' || balance_after || ' fen, and is ' || amount || ' after ' || balance
                END
            FROM (
                SELECT account, sequence, transaction, amount, balance_after,
                    coalesce(lag(sequence) OVER entries, 0) AS last,
                    coalesce(lag(transaction) OVER entries, 0) AS before,
                    coalesce(lag(balance_after) OVER entries, 0) AS balance
                FROM ledger_entry WHERE community = \(community)
                WINDOW entries AS (PARTITION BY account ORDER BY sequence)
            ) AS entry
            WHERE sequence <> last + 1 OR transaction <= before OR balance_after::numeric <> balance::numeric + amount
            ORDER BY account, sequence LIMIT \(AuditCheck.shown)
            """
        })

    private static let accountsStandAtTheirEntries = AuditCheck(
        "accounts-stand-at-their-entries", "Every account stands at the number and the sum of its entries.",
        examined: { community in "SELECT count(*) FROM ledger_account WHERE community = \(community)" },
        faults: { community in
            """
            SELECT account,
                CASE WHEN entries IS NULL THEN 'it has entries, and is not there'
                    ELSE 'it stands at ' || balance || ' fen after ' || entries || ' entries, and there are '
                        || coalesce(number, 0) || ', which sum to ' || coalesce(total, 0)
                END
            FROM (SELECT account, entries, balance FROM ledger_account WHERE community = \(community)) AS stored
            FULL JOIN (
                SELECT account, count(*) AS number, sum(amount) AS total FROM ledger_entry
                WHERE community = \(community) GROUP BY account
            ) AS posted USING (account)
            WHERE (entries, balance) IS DISTINCT FROM (number, total)
            ORDER BY account LIMIT \(AuditCheck.shown)
            """
        })

    private static let accountsAreCalledByWhatTheyHold = AuditCheck(
        "accounts-are-called-by-what-they-hold", "Every account is of the kind and the building that its code names.",
        examined: { community in "SELECT count(*) FROM ledger_account WHERE community = \(community)" },
        faults: { community in
            """
            SELECT account, 'it counts as ' || kind || ' of building ' || coalesce(building, 'none')
            FROM ledger_account
            WHERE community = \(community) AND (
                kind <> split_part(account, ':', 1)
                OR building IS DISTINCT FROM CASE split_part(account, ':', 1)
                    WHEN 'bank' THEN NULL
                    WHEN 'advances' THEN NULL
                    WHEN 'assessments' THEN split_part(account, ':', 3)
                    ELSE split_part(split_part(account, ':', 2), '-', 1)
                END)
            ORDER BY account LIMIT \(AuditCheck.shown)
            """
        })

    private static let booksSumToZero = AuditCheck(
        "books-sum-to-zero", "All accounts of the books together stand at zero.",
        examined: { community in "SELECT count(*) FROM ledger_account WHERE community = \(community)" },
        faults: { community in
            """
            SELECT 'all accounts', 'they sum to ' || sum(balance) || ' fen'
            FROM ledger_account WHERE community = \(community)
            HAVING sum(balance) <> 0 ORDER BY 1 LIMIT \(AuditCheck.shown)
            """
        })

    // Of reversals nothing is said: earlier versions let payouts take what was owed back to units, and a reversal may
    // then have taken it too.
    private static let noMoreThanThereWas = AuditCheck(
        "no-more-than-there-was",
        "No payout, repayment or refund took more than was in the account, and no lender got more than was owed.",
        examined: { community in
            """
            SELECT count(*) FROM ledger_entry
            WHERE community = \(community) AND (starts_with(account, 'bank:') OR starts_with(account, 'advances:'))
            """
        },
        faults: { community in
            """
            SELECT account || ' ' || sequence, 'it stands at ' || total || ' fen after ' || kind
            FROM (
                SELECT account, sequence, transaction,
                    sum(amount) OVER (PARTITION BY account ORDER BY sequence) AS total
                FROM ledger_entry
                WHERE community = \(community) AND (starts_with(account, 'bank:') OR starts_with(account, 'advances:'))
            ) AS entry
            JOIN ledger_transaction ON community = \(community) AND number = transaction
            WHERE CASE WHEN starts_with(account, 'bank:') THEN kind IN ('payout', 'repayment', 'refund') AND total < 0
                ELSE total > 0 END
            ORDER BY account, sequence LIMIT \(AuditCheck.shown)
            """
        })
}
