import Postgres

@testable import Funds

extension PlantedFault {
    /// The books by themselves.
    static let ledger: [PlantedFault] = [
        PlantedFault(
            "an entry of another amount", "transactions-sum-to-zero", at: "transaction 6",
            alsoFoundBy: ["entries-run-on", "accounts-stand-at-their-entries", "payments-are-in-the-books"],
            [
                """
                UPDATE ledger_entry
                SET amount = amount + 1
                WHERE account = 'bank:2023-lifts-raise' AND sequence = 2
                """
            ]),
        PlantedFault(
            "a transaction that has no entries", "transactions-sum-to-zero", at: "transaction 23",
            ["INSERT INTO ledger_transaction VALUES ('runfeng', 23, 'payment', 'payment:none', now())"]),
        PlantedFault(
            "a transaction that is gone", "transactions-are-numbered", at: "transaction 10",
            alsoFoundBy: ["entries-run-on", "accounts-stand-at-their-entries", "payments-are-in-the-books"],
            [
                "DELETE FROM ledger_entry WHERE transaction = 9",
                "DELETE FROM ledger_transaction WHERE number = 9",
            ]),
        PlantedFault(
            "a kind that there is not", "transactions-have-a-kind", at: "transaction 9",
            alsoFoundBy: ["payments-are-in-the-books"],
            ["UPDATE ledger_transaction SET kind = 'gift' WHERE number = 9"]),
        PlantedFault(
            "another balance after an entry", "entries-run-on", at: "bank:2023-lifts-raise 2",
            ["UPDATE ledger_entry SET balance_after = 0 WHERE account = 'bank:2023-lifts-raise' AND sequence = 2"]),
        PlantedFault(
            "two entries whose order is changed", "entries-run-on", at: "bank:2023-lifts-house 2",
            alsoFoundBy: ["transactions-sum-to-zero", "payments-are-in-the-books"],
            ["UPDATE ledger_entry SET transaction = 0 WHERE account = 'bank:2023-lifts-house' AND sequence = 2"]),
        PlantedFault(
            "an account that nobody has posted to", "accounts-stand-at-their-entries", at: "works:9-1-A",
            ["INSERT INTO ledger_account VALUES ('runfeng', 'works:9-1-A', 'works', '9', 0, 0)"]),
        PlantedFault(
            "another balance of an account", "accounts-stand-at-their-entries", at: "works:1-1-A",
            alsoFoundBy: ["books-sum-to-zero"],
            ["UPDATE ledger_account SET balance = balance - 1 WHERE account = 'works:1-1-A'"]),
        PlantedFault(
            "an account of another building", "accounts-are-called-by-what-they-hold", at: "receivable:1-1-101",
            ["UPDATE ledger_account SET building = '2' WHERE account = 'receivable:1-1-101'"]),
        PlantedFault(
            "an account that has too much", "books-sum-to-zero", at: "all accounts",
            alsoFoundBy: ["accounts-stand-at-their-entries"],
            ["UPDATE ledger_account SET balance = balance + 1 WHERE account = 'bank:2023-lifts-raise'"]),
        PlantedFault(
            "a payout of more than there was", "no-more-than-there-was", at: "bank:2023-lifts-raise 6",
            alsoFoundBy: [
                "transactions-sum-to-zero", "entries-run-on", "accounts-stand-at-their-entries",
                "works-are-in-the-books",
            ],
            [
                """
                UPDATE ledger_entry
                SET amount = amount - 200000, balance_after = balance_after - 200000
                WHERE account = 'bank:2023-lifts-raise' AND sequence = 6
                """
            ]),
        PlantedFault(
            "a lender who got more than was owed", "no-more-than-there-was", at: "advances:A-1 2",
            alsoFoundBy: [
                "transactions-sum-to-zero", "entries-run-on", "accounts-stand-at-their-entries",
                "advances-are-in-the-books",
            ],
            ["UPDATE ledger_entry SET amount = amount + 200000 WHERE account = 'advances:A-1' AND sequence = 2"]),
    ]

    /// What happened against the books.
    static let books: [PlantedFault] = [
        PlantedFault(
            "an assessment that the books do not have", "assessments-are-in-the-books",
            at: "assessment:2023-lifts-house:1",
            alsoFoundBy: ["transactions-are-numbered", "entries-run-on", "accounts-stand-at-their-entries"],
            [
                "DELETE FROM ledger_entry WHERE transaction = 3",
                "DELETE FROM ledger_transaction WHERE number = 3",
            ]),
        PlantedFault(
            "a payment of another amount", "payments-are-in-the-books", at: "2023-lifts-raise/3 payment",
            alsoFoundBy: ["units-have-paid-what-came", "receipts-say-how-units-stood", "payments-are-told"],
            ["UPDATE payment SET amount = amount + 100 WHERE campaign = '2023-lifts-raise' AND receipt = 3"]),
        PlantedFault(
            "a payment of another unit", "payments-are-in-the-books", at: "2023-lifts-raise/3 payment",
            alsoFoundBy: ["units-have-paid-what-came", "receipts-say-how-units-stood"],
            ["UPDATE payment SET unit = '1-1-102' WHERE campaign = '2023-lifts-raise' AND receipt = 3"]),
        PlantedFault(
            "a payment that nobody made", "payments-are-in-the-books", at: "2023-lifts-raise/5 payment",
            alsoFoundBy: ["units-have-paid-what-came", "receipts-are-numbered", "payments-are-told"],
            [
                """
                INSERT INTO payment
                SELECT community, campaign, 'r9', 5, unit, amount, paid_at, channel, payer, counted, unit_due,
                    unit_total, recorded_at
                FROM payment
                WHERE campaign = '2023-lifts-raise' AND receipt = 3
                """
            ]),
        PlantedFault(
            "a payment that is gone", "payments-are-in-the-books", at: "transaction 9",
            alsoFoundBy: ["units-have-paid-what-came", "receipts-are-numbered", "payments-are-told"],
            ["DELETE FROM payment WHERE campaign = '2023-lifts-raise' AND receipt = 3"]),
        PlantedFault(
            "a reversal that is gone", "payments-are-in-the-books", at: "transaction 7",
            alsoFoundBy: ["units-have-paid-what-came", "receipts-say-how-units-stood", "payments-are-told"],
            ["DELETE FROM payment_reversal"]),
        PlantedFault(
            "a refund of another amount", "payments-are-in-the-books", at: "2023-lifts-raise/1 refund",
            alsoFoundBy: [
                "units-have-paid-what-came", "receipts-say-how-units-stood", "money-left-by-two-people",
                "payments-are-told",
            ],
            ["UPDATE refund SET amount = amount - 1"]),
        PlantedFault(
            "an advance of another amount", "advances-are-in-the-books", at: "A-3",
            alsoFoundBy: ["spending-is-told"],
            ["UPDATE advance SET amount = amount + 1 WHERE advance = 'A-3'"]),
        PlantedFault(
            "an advance for another lift", "advances-are-in-the-books", at: "transaction 15",
            alsoFoundBy: ["works-took-what-was-lent"],
            ["UPDATE advanced_lift SET lift = '1-1-A' WHERE advance = 'A-3'"]),
        PlantedFault(
            "a payout of another amount", "works-are-in-the-books",
            at: "2023-lifts-raise/3 payout for 2023-lifts-raise.1-1-A",
            alsoFoundBy: ["money-left-by-two-people", "spending-is-told"],
            ["UPDATE payout SET amount = amount - 1 WHERE reference = 'P-2'"]),
        PlantedFault(
            "a payout that is gone", "works-are-in-the-books", at: "transaction 19",
            alsoFoundBy: ["spending-is-told"],
            ["DELETE FROM payout WHERE reference = 'P-2'"]),
    ]
}
