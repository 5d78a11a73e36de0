import Postgres

@testable import Funds

extension PlantedFault {
    /// What units owe and have paid.
    static let campaigns: [PlantedFault] = [
        PlantedFault(
            "an assessment of one fen more", "assessments-are-shares", at: "2023-lifts-raise/2-1-102",
            alsoFoundBy: [
                "assessments-are-in-the-books", "assessments-are-of-the-roll", "campaigns-add-up",
                "buildings-add-up", "units-owe-what-the-books-say",
            ],
            ["UPDATE assessment SET due = due + 1 WHERE campaign = '2023-lifts-raise' AND unit = '2-1-102'"]),
        PlantedFault(
            "an assessment of another area", "assessments-are-of-the-roll", at: "2023-lifts-raise/2-1-102",
            alsoFoundBy: [
                "assessments-are-in-the-books", "campaigns-add-up", "buildings-add-up",
                "units-owe-what-the-books-say",
            ],
            ["UPDATE assessment SET due = due + 1793 WHERE campaign = '2023-lifts-raise' AND unit = '2-1-102'"]),
        PlantedFault(
            "a parking space that owes", "assessments-are-of-the-roll", at: "2023-lifts-raise/1-9-1",
            alsoFoundBy: [
                "assessments-are-in-the-books", "assessments-are-shares", "campaigns-add-up", "buildings-add-up",
                "units-owe-what-the-books-say",
            ],
            ["INSERT INTO assessment VALUES ('runfeng', '2023-lifts-raise', '1-9-1', 21517, 0)"]),
        PlantedFault(
            "a unit that owes nothing", "assessments-are-of-the-roll", at: "2023-lifts-raise/2-1-102",
            alsoFoundBy: [
                "assessments-are-in-the-books", "campaigns-add-up", "buildings-add-up",
                "units-owe-what-the-books-say",
            ],
            ["DELETE FROM assessment WHERE campaign = '2023-lifts-raise' AND unit = '2-1-102'"]),
        PlantedFault(
            "a campaign of another due", "campaigns-add-up", at: "2023-lifts-raise",
            alsoFoundBy: ["campaigns-are-told"],
            ["UPDATE campaign SET due = due - 1 WHERE campaign = '2023-lifts-raise'"]),
        PlantedFault(
            "a building of another sum", "buildings-add-up", at: "2023-lifts-raise/1",
            [
                """
                UPDATE campaign_building
                SET counted = counted - 1
                WHERE campaign = '2023-lifts-raise' AND building = '1'
                """
            ]),
        PlantedFault(
            "a unit that is said to have paid", "units-have-paid-what-came", at: "2023-lifts-raise/2-1-101",
            alsoFoundBy: ["buildings-add-up", "units-owe-what-the-books-say"],
            [
                """
                UPDATE assessment
                SET received = received + 100
                WHERE campaign = '2023-lifts-raise' AND unit = '2-1-101'
                """
            ]),
        PlantedFault(
            "a unit whose account is another", "units-owe-what-the-books-say", at: "receivable:1-1-101",
            alsoFoundBy: ["accounts-stand-at-their-entries", "books-sum-to-zero"],
            ["UPDATE ledger_account SET balance = balance - 1 WHERE account = 'receivable:1-1-101'"]),
        PlantedFault(
            "a building that never had enough", "buildings-reached-their-threshold", at: "2023-lifts-raise/2",
            alsoFoundBy: ["buildings-are-told"],
            [
                """
                UPDATE campaign_building
                SET funded_on = '2023-06-07'
                WHERE campaign = '2023-lifts-raise' AND building = '2'
                """
            ]),
        PlantedFault(
            "a building that is funded a day too early", "buildings-reached-their-threshold", at: "2023-lifts-raise/1",
            alsoFoundBy: ["buildings-are-told"],
            [
                """
                UPDATE campaign_building
                SET funded_on = funded_on - 1
                WHERE campaign = '2023-lifts-raise' AND building = '1'
                """
            ]),
        PlantedFault(
            "a building that is not funded", "buildings-reached-their-threshold", at: "2023-lifts-raise/1",
            alsoFoundBy: ["buildings-are-told"],
            [
                """
                UPDATE campaign_building
                SET funded_on = NULL
                WHERE campaign = '2023-lifts-raise' AND building = '1'
                """
            ]),
    ]

    /// Receipts.
    static let payments: [PlantedFault] = [
        PlantedFault(
            "a campaign that counts fewer receipts", "receipts-are-numbered", at: "2023-lifts-raise/3 receipt",
            ["UPDATE campaign SET receipts = receipts - 1 WHERE campaign = '2023-lifts-raise'"]),
        PlantedFault(
            "a receipt that says less", "receipts-say-how-units-stood", at: "2023-lifts-raise/3 payment",
            ["UPDATE payment SET unit_total = unit_total - 1 WHERE campaign = '2023-lifts-raise' AND receipt = 3"]),
        PlantedFault(
            "a payment that was taken twice", "payments-are-taken-once", at: "2023-lifts-raise/5",
            alsoFoundBy: [
                "payments-are-in-the-books", "units-have-paid-what-came", "receipts-are-numbered",
                "payments-are-told",
            ],
            [
                """
                INSERT INTO payment
                SELECT community, campaign, 'r３', 5, unit, amount, paid_at, channel, payer, counted, unit_due,
                    unit_total, recorded_at
                FROM payment
                WHERE campaign = '2023-lifts-raise' AND receipt = 3
                """
            ]),
    ]
}
