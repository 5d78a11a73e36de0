import Postgres

@testable import Funds

extension PlantedFault {
    /// What was lent and paid out.
    static let spending: [PlantedFault] = [
        PlantedFault(
            "a lower cap", "payouts-are-within-caps", at: "2023-lifts/spend",
            ["UPDATE spend_mandate SET cap = 19999 WHERE item = 'spend'"]),
        PlantedFault(
            "a mandate for other buildings", "payouts-are-for-mandated-buildings",
            at: "2023-lifts-raise/3 payout for 2023-lifts-raise.1-1-A",
            ["UPDATE spend_mandate SET buildings = '{2}' WHERE item = 'more'"]),
        PlantedFault(
            "a lower cost", "payouts-are-within-costs", at: "2023-lifts-raise.1-1-A",
            ["UPDATE works_order SET cost = 80999 WHERE lift = '1-1-A'"]),
        PlantedFault(
            "a payout by one person", "money-left-by-two-people", at: "2023-lifts-raise/2 payout",
            ["UPDATE payout SET approver = 'FIRST' WHERE reference = 'P-1'"]),
        PlantedFault(
            "a payout to somebody else", "money-left-by-two-people", at: "2023-lifts-raise/2 payout",
            ["UPDATE payout SET payee = '张三' WHERE reference = 'P-1'"]),
        PlantedFault(
            "two payouts on one request", "money-left-by-two-people", at: "2023-lifts-raise/3 payout",
            ["UPDATE payout SET request = 3 WHERE reference = 'P-1'"]),
        PlantedFault(
            "a refund by one person", "money-left-by-two-people", at: "2023-lifts-raise/1 refund",
            ["UPDATE refund SET approver = 'first'"]),
        PlantedFault(
            "an advance that one person took back", "advances-were-taken-back-by-two-people", at: "A-2",
            ["UPDATE advance_reversal SET approver = 'first'"]),
        PlantedFault(
            "a repayment after which more was owed", "repayments-say-what-is-owed",
            at: "2023-lifts-raise/5 repayment of A-1",
            alsoFoundBy: ["spending-is-told"],
            ["UPDATE repayment SET owed = owed + 1 WHERE reference = 'b-2'"]),
        PlantedFault(
            "works that took less", "works-took-what-was-lent", at: "2023-lifts-raise.1-1-A",
            alsoFoundBy: ["works-are-in-the-books"],
            ["UPDATE works_order SET advanced = advanced - 1 WHERE lift = '1-1-A'"]),
    ]

    /// What was published.
    static let told: [PlantedFault] = [
        PlantedFault(
            "a campaign whose opening was not told", "campaigns-are-told", at: "2023-lifts-house",
            alsoFoundBy: ["buildings-are-told"],
            [
                """
                DELETE FROM outbox
                WHERE type = 'tongti.funds.CampaignOpened.v1'
                    AND convert_from(payload, 'UTF8') LIKE '%"item":"house"%'
                """
            ]),
        PlantedFault(
            "a campaign of another title", "campaigns-are-told", at: "2023-lifts-house",
            ["UPDATE campaign SET title = '别的' WHERE campaign = '2023-lifts-house'"]),
        PlantedFault(
            "a building of which was not told that it is funded", "buildings-are-told", at: "2023-lifts-raise/1",
            ["DELETE FROM outbox WHERE type = 'tongti.funds.BuildingFunded.v1'"]),
        PlantedFault(
            "a refund that was not told", "payments-are-told", at: "2023-lifts-raise/1",
            ["DELETE FROM outbox WHERE type = 'tongti.funds.OverpaymentRefunded.v1'"]),
        PlantedFault(
            "a payment that was told with another amount", "payments-are-told", at: "2023-lifts-raise/3",
            [
                """
                UPDATE outbox
                SET payload = convert_to(replace(convert_from(payload, 'UTF8'), '"0.05"', '"0.06"'), 'UTF8')
                """
            ]),
        PlantedFault(
            "payouts that were not told", "spending-is-told", at: "2023-lifts-raise/2023-lifts-raise.1-1-A",
            ["DELETE FROM outbox WHERE type = 'tongti.funds.PayoutMade.v1'"]),
        PlantedFault(
            "an advance that was told twice", "spending-is-told", at: "2023-lifts-raise/A-3",
            [
                """
                INSERT INTO outbox
                SELECT shard, pos + 100, gen_random_uuid(), epoch, community, subject, type, payload, after,
                    traceparent, recorded_at, prev_chain, chain
                FROM outbox
                WHERE type = 'tongti.funds.AdvanceMade.v1' AND convert_from(payload, 'UTF8') LIKE '%A-3%'
                """
            ]),
    ]
}
