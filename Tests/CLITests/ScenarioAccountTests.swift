import Foundation
import Testing

@testable import tongti

/// What a story takes out of a campaign's account has to be there.
struct ScenarioAccountTests {
    /// In `sanlou` 2,380.47 yuan are paid on the 12th of March, 5,312.30 by the 13th, and 58,818.39 in all, of which
    /// 99.05 go back on the 20th of April.
    @Test(
        arguments: [
            ([payout("2024-04-19", "58719.34")], nil),
            (
                [payout("2024-04-19", "58719.35")],
                ".payout.amount: the account of lifts-1 holds at most 58719.34 yuan by then\(overpaid)"
            ),
            // It has gone back by then.
            ([giveBack, payout("2024-04-19", "58719.34")], nil),
            (
                [giveBack, payout("2024-04-19", "58719.35")],
                ".payout.amount: the account of lifts-1 holds at most 58719.34 yuan by then"
            ),
            ([payout("2024-03-13", "2380.47")], nil),
            // A day's payments come after its steps.
            ([payout("2024-03-12", "0.01")], ".payout.amount: the account of lifts-1 holds at most 0.00 yuan by then"),
            ([payout("2024-04-19", "58719.34"), payout("2024-04-19", "58719.34", "P-1")], nil),
            (
                [payout("2024-04-18", "58719.33"), payout("2024-04-19", "0.02", "p-2")],
                ".payout.amount: the account of lifts-1 holds at most 0.01 yuan by then\(overpaid)"
            ),
            (
                [repay("2024-04-18", "50000.00"), payout("2024-04-19", "8719.35")],
                ".payout.amount: the account of lifts-1 holds at most 8719.34 yuan by then\(overpaid)"
            ),
            (
                [payout("2024-04-18", "50000.00"), repay("2024-04-19", "8719.35")],
                ".repay.amount: the account of lifts-1 holds at most 8719.34 yuan by then\(overpaid)"
            ),
            // 166.69 yuan are taken back.
            ([reversal, payout("2024-03-14", "5145.61")], nil),
            (
                [reversal, payout("2024-03-14", "5145.62")],
                ".payout.amount: the account of lifts-1 holds at most 5145.61 yuan by then"
            ),
            ([payout("2024-03-14", "5145.61"), late], nil),
            (
                [payout("2024-03-14", "5145.62"), late],
                ".reverse.reference: sanlou-00001 brought 166.69 yuan, of which the account holds at most 166.68 "
                    + "by then"
            ),
            ([late, payout("2024-03-14", "5145.61")], nil),
            // What is owed back to 3-1-102 does not go for what another unit gets back.
            ([payout("2024-04-12", "50000.00"), late.replacing("03-14", with: "04-13")], nil),
            (
                [payout("2024-04-19", "58719.34"), late.replacing("03-14", with: "04-19")],
                ".reverse.reference: sanlou-00001 brought 166.69 yuan, of which the account holds at most 0.00 by then"
            ),
            // What a unit has paid too much comes back with its own payment.
            (
                [payout("2024-04-19", "58218.40"), wrong],
                ".reverse.reference: sanlou-00105 brought 600.00 yuan, of which the account holds at most 599.99 "
                    + "by then"
            ),
            (
                [payout("2024-04-19", "1.00", campaign: "lifts-2")],
                ".payout.campaign: nothing is paid to lifts-2, so that nothing leaves its account; "
                    + "payments.csv is paid to lifts-1"
            ),
        ] as [([String], String?)])
    func `a payout or repayment of money that is not there is told`(steps: [String], message: String?) throws {
        try ScenarioTests.withCopy { folder in
            let script = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: script, encoding: .utf8)
            let told = text.replacing("\n      items:\n", with: "\n      items:\n" + Self.items)
                .replacing("\nsteps:\n", with: "\nsteps:\n" + steps.joined(separator: ""))
                // Works cost more than anybody pays, and are completed on the day that releases them.
                .replacing("cost: \"29999.99\"", with: "cost: \"99999.99\"")
                .replacing(#/After: \d/#, with: "After: 0")
            try Data(told.utf8).write(to: script)
            guard let message else {
                _ = try Scenario(directory: folder.path)
                return
            }

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
        }
    }

    @Test func `nothing is paid out in a further community, where nobody pays or works`() throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            let script = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: script, encoding: .utf8)
            let step = """
                  - day: "2021-05-11"
                    in: yanye
                    payout: {campaign: a-1, order: a-1.1-1-A, reference: p-1, payee: 某公司, amount: "1.00"}

                """
            try Data(text.replacing("\nsteps:\n", with: "\nsteps:\n" + step).utf8).write(to: script)

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(
                error?.message.hasSuffix(", steps[0].payout: payments and works are the story's own community's")
                    == true,
                "\(error?.message ?? "")")
        }
    }

    /// Adds a row to the payments of a story.
    static func pay(_ row: String, in folder: URL) throws {
        let file = folder.appending(path: "payments.csv")
        let paid = try String(contentsOf: file, encoding: .utf8)
        try Data((paid + row + "\n").utf8).write(to: file)
    }

    /// A second campaign, and what allows the money of both to be spent.
    private static let items =
        ScenarioTests.collecting("2")
        + "        - {code: \"3\", title: 用这笔钱修电梯, kind: useFund, mandate: "
        + "{kind: spend, cap: \"90000.00\", scope: {}}}\n"

    private static let reversal =
        "  - {day: \"2024-03-13\", reverse: {reference: sanlou-00001, reason: 记错了房号}}\n"

    private static let late = reversal.replacing("03-13", with: "03-14")

    private static let wrong =
        "  - {day: \"2024-04-19\", reverse: {reference: sanlou-00105, reason: 记错了房号}}\n"

    private static let giveBack =
        "  - {day: \"2024-04-18\", refund: {campaign: lifts-1, unit: 3-1-102, reference: refund-1, "
        + "amount: \"99.05\"}}\n"

    private static let overpaid = ", besides 99.05 that units have paid too much"

    private static func payout(
        _ day: String, _ amount: String, _ reference: String = "p-1", campaign: String = "lifts-1"
    ) -> String {
        """
          - day: "\(day)"
            payout: {campaign: \(campaign), order: \(campaign).1-1-A, reference: \(reference), payee: 某公司, \
        amount: "\(amount)"}

        """
    }

    private static func repay(_ day: String, _ amount: String) -> String {
        "  - {day: \"\(day)\", repay: {campaign: lifts-1, advance: advance-1, reference: B-1, amount: \"\(amount)\"}}\n"
    }
}
