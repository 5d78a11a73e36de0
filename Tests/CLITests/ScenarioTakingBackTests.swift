import Foundation
import Model
import Testing

@testable import tongti

/// Steps that take an advance back, give back what was paid too much, and let a nominee go.
struct ScenarioTakingBackTests {
    // MARK: - Advances

    /// In `sanlou` 31,500.50 yuan are lent on the 12th of March for 1-1-A and two others, and for 3-1-B by mistake;
    /// works begin on the evening of such a day, and payments release building 1 on the 25th.
    @Test(
        arguments: [
            ([takeBack("2024-03-12", "advance-2")], ".advance: no step before makes an advance advance-2 to lifts-1"),
            ([takeBack("2024-03-12", "advance-1")], ".advance: no step before makes an advance advance-1 to lifts-1"),
            (
                [takeBack("2024-03-13", "advance-1")],
                ".advance: the works of lifts-1 on 1-1-A begin on 2024-03-12, and rest on it"
            ),
            ([takeBack("2024-03-13", "ADVANCE-WRONG")], ".advance: ADVANCE-WRONG was taken back before"),
            ([lend("2024-03-20", "1-1-B", "a"), takeBack("2024-03-20", "a")], nil),
            (
                [lend("2024-03-20", "1-1-B", "a"), takeBack("2024-03-21", "A")],
                ".advance: the works of lifts-1 on 1-1-B begin on 2024-03-20, and rest on it"
            ),
            // From the evening of the 25th on there is other money in building 1.
            (
                [lend("2024-03-24", "1-1-B", "a"), takeBack("2024-03-25", "a")],
                ".advance: the works of lifts-1 on 1-1-B begin on 2024-03-24, and rest on it"
            ),
            ([lend("2024-03-24", "1-1-B", "a"), takeBack("2024-03-26", "a")], nil),
            (
                [lend("2024-03-24", "1-1-B", "a"), takeBack("2024-03-29", "a")],
                ".advance: the works of lifts-1 on 1-1-B, completed on 2024-03-28, take 10.00 yuan of it"
            ),
            // While another advance holds, works do not rest on one alone.
            ([lend("2024-03-13", "1-1-A", "a"), takeBack("2024-03-14", "a")], nil),
            ([lend("2024-03-13", "1-1-A", "a"), takeBack("2024-03-14", "a"), lend("2024-03-15", "1-1-A", "b")], nil),
            // The works on 1-1-A cost 29,999.99 yuan, all of which the first advance has paid.
            ([lend("2024-03-13", "1-1-A", "a"), takeBack("2024-04-18", "a")], nil),
            (
                [lend("2024-03-20", "1-1-B", "a"), takeBack("2024-03-20", "a"), takeBack("2024-03-20", "a")],
                ".advance: a was taken back before"
            ),
        ] as [([String], String?)])
    func `an advance is taken back while nothing rests on it`(steps: [String], message: String?) throws {
        try Self.expect(steps, message.map { ".reverseAdvance\($0)" })
    }

    @Test(
        arguments: [
            (
                [lend("2024-03-20", "1-1-B", "a"), takeBack("2024-03-20", "a"), lend("2024-03-20", "1-1-B", "A")],
                ".advance.reference: A was taken back before, and stays so"
            ),
            (
                [lend("2024-03-20", "1-1-B", "a"), takeBack("2024-03-20", "a"), repay("2024-04-18", "a")],
                ".repay.advance: a was taken back before"
            ),
            (
                [lend("2024-03-24", "1-1-B", "a"), repay("2024-03-29", "a"), takeBack("2024-03-30", "a")],
                ".reverseAdvance.advance: 1.00 yuan of a were paid back before"
            ),
            // What was taken back has released nothing: the works wait for the payments of the 25th.
            (
                [lend("2024-03-20", "1-1-B", "a"), takeBack("2024-03-20", "a"), lend("2024-03-29", "1-1-B", "b")],
                nil
            ),
            (
                [lend("2024-03-20", "1-1-B", "a"), takeBack("2024-03-20", "a"), lend("2024-03-30", "1-1-B", "b")],
                ".advance.lifts: the works of lifts-1 on 1-1-B are completed on 2024-03-29"
            ),
            // What holds is taken for works as if what was taken back had never been lent.
            (
                [
                    lend("2024-03-20", "1-1-B", "a", "29999.99"), lend("2024-03-20", "1-1-B", "b"),
                    takeBack("2024-03-20", "a"), repay("2024-04-18", "b"),
                ], nil
            ),
            (
                [
                    lend("2024-03-20", "1-1-B", "a", "29999.99"), lend("2024-03-20", "1-1-B", "b"),
                    repay("2024-04-18", "b"),
                ], ".repay.amount: at most 0.00 yuan of b are owed for works accepted by then"
            ),
        ] as [([String], String?)])
    func `what was lent before is judged without what was taken back`(steps: [String], message: String?) throws {
        try Self.expect(steps, message)
    }

    // MARK: - Refunds

    /// In `sanlou` 3-1-102 owes 500.95 yuan, pays 600.00 on the 11th of April, and gets 99.05 back on the 20th.
    @Test(
        arguments: [
            ([giveBack("2024-04-12", "1.00")], ".refund.amount: 3-1-102 has paid 98.05 yuan too much by then"),
            ([giveBack("2024-04-12", "99.05", "REFUND-1")], nil),
            ([giveBack("2024-04-12", "99.06", "r")], ".refund.amount: 3-1-102 has paid 99.05 yuan too much by then"),
            // A day's payments come after its steps.
            ([giveBack("2024-04-11", "0.01")], ".refund.amount: 3-1-102 has paid 0.00 yuan too much by then"),
            ([giveBack("2024-04-12", "0.00")], ".refund.amount: must be more than zero"),
            (
                [giveBack("2024-04-12", "1.00", unit: "9-1-101")],
                ".refund.unit: 9-1-101 owes nothing under lifts-1"
            ),
            (
                [giveBack("2024-04-12", "1.00", campaign: "lifts-2")],
                ".refund.campaign: nothing is paid to lifts-2, so that nothing leaves its account; "
                    + "payments.csv is paid to lifts-1"
            ),
            (
                [giveBack("2024-04-12", "99.05", "REFUND-1"), reversal],
                ".reverse.reference: sanlou-00105 brought 600.00 yuan, of which 3-1-102 has 500.95 left by then"
            ),
            ([reversal], ".refund.amount: 3-1-102 has paid 0.00 yuan too much by then"),
        ] as [([String], String?)])
    func `what goes back to a unit is what it has paid too much`(steps: [String], message: String?) throws {
        try Self.expect(steps, message)
    }

    @Test func `a refund is in no figure that is recomputed, once under its reference`() throws {
        func received(_ steps: [String]) throws -> Money {
            try ScenarioTests.withCopy { folder in
                try ScenarioTests.change("scenario.yaml", in: folder, Self.last, steps.joined())
                let figures = try Recomputation(try Scenario(directory: folder.path)).figures
                #expect(figures.first { $0.name == "households paid in full" }?.expected == "101")
                return try #require(figures.first { $0.name == "received" }.flatMap { Money($0.expected) })
            }
        }
        #expect(try received([]).description == "58818.39")
        #expect(try received([Self.giveBack("2024-04-18", "9.05")]).description == "58809.34")
        let twice = [Self.giveBack("2024-04-18", "9.05", "r"), Self.giveBack("2024-04-19", "9.05", "R")]
        #expect(try received(twice).description == "58809.34")
    }

    @Test func `what was paid too much goes back where the decision is set aside, too`() throws {
        try Self.expect(["  - {day: \"2024-04-19\", \(Self.setAside)}\n"], nil)
    }

    // MARK: - Nominees

    /// In `shuangqiao` P0008 is nominated last and leaves the list that was posted before.
    @Test(
        arguments: [
            ("2023-06-14", "P0008", ".round: no step before it opens the round 2023"),
            ("2023-06-18", "P0008", ".ownerRef: no step before it nominates P0008 for 2023"),
            ("2023-06-29", "P0008", ".ownerRef: P0008 withdrew before"),
            ("2023-06-29", "P0002", ".round: the list of 2023 is voted on in committee"),
            ("2023-07-15", "P0031", ".round: the list of 2023 is voted on in committee"),
            ("2023-06-20", "P0031", nil),
        ] as [(String, String, String?)])
    func `a nominee withdraws once, until the list is voted on`(day: String, nominee: String, message: String?) throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            if message == nil {
                try ScenarioTests.change("scenario.yaml", in: folder, ", refused: [P0031]", "")
            }
            let step = "  - {day: \"\(day)\", withdrawNominee: {round: \"2023\", ownerRef: \(nominee)}}\n"
            try ScenarioTests.add(steps: step, to: folder)

            try Self.expect(message.map { ".withdrawNominee\($0)" }, of: folder)
        }
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "\nsteps:\n",
            instead: "\nsteps:\n  - {day: \"2023-06-20\", withdrawNominee: {round: \"2023\", ownerRef: P0031}}\n",
            message: ".screen.refused: P0031 withdrew before", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "    withdrawNominee: {round: \"2023\", ownerRef: P0008}\n",
            instead: "    withdrawNominee: {round: \"2023\", ownerRef: P0010}\n",
            message: ".election.candidates: the round 2023 has posted c01, c02, c03, c04, c07", scenario: "shuangqiao"),
    ])
    func `the list is without whoever withdrew`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    /// 15 full days lie between the list as it was posted last and the vote.
    @Test func `a list is posted anew when somebody leaves it`() throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            let convened = "      code: committee\n      title: 选举业主委员会\n"
            try ScenarioTests.change(
                "scenario.yaml", in: folder, convened, convened + "      noticeOn: \"2023-06-20\"\n")
            for (deed, day) in [("withdrawNominee", "2023-06-29"), ("convene:\n      code: committee", "2023-06-30")] {
                try ScenarioTests.change(
                    "scenario.yaml", in: folder, "\"2023-06-28\"\n    \(deed)", "\"\(day)\"\n    \(deed)")
            }

            try Self.expect(".open: not before 2023-07-15, since the list of 2023 was posted on 2023-06-29", of: folder)
        }
    }

    /// P0002 stands in the election that was convened on the 28th of June, and sells their flat.
    @Test func `an election is not opened with somebody who has left its list`() throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            try ScenarioTests.write(
                "building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone\n"
                    + "1,1,1,102,89.00,dwelling,P0900,业主P0900,person,\n", to: "sold.csv", in: folder)
            let deeds = ["transfer: sold.csv", "withdrawNominee: {round: \"2023\", ownerRef: P0002}"]
            let steps = deeds.map { "  - {day: \"2023-06-29\", \($0)}\n" }
            try ScenarioTests.add(steps: steps.joined(), to: folder)

            try Self.expect(
                ".open: the list of 2023 was posted anew on 2023-06-29, after committee was convened by it", of: folder)
        }
    }

    // MARK: - Helpers

    private static let last = """
          - day: "2024-04-20"
            refund: {campaign: lifts-1, unit: 3-1-102, reference: refund-1, amount: "99.05"}

        """

    private static let reversal =
        "  - {day: \"2024-04-13\", reverse: {reference: sanlou-00105, reason: 记错了房号}}\n"

    private static let setAside =
        "setAside: {assembly: lifts, by: court, document: \"\(String(repeating: "0", count: 64))\"}"

    private static func takeBack(_ day: String, _ advance: String) -> String {
        "  - {day: \"\(day)\", reverseAdvance: {campaign: lifts-1, advance: \(advance), reason: 重复登记}}\n"
    }

    private static func lend(
        _ day: String, _ lift: String, _ reference: String, _ amount: String = "10.00"
    ) -> String {
        "  - {day: \"\(day)\", advance: {campaign: lifts-1, reference: \(reference), lender: other, "
            + "amount: \"\(amount)\", lifts: [{lift: \(lift), amount: \"\(amount)\"}]}}\n"
    }

    private static func repay(_ day: String, _ advance: String) -> String {
        "  - {day: \"\(day)\", repay: {campaign: lifts-1, advance: \(advance), reference: B-1, amount: \"1.00\"}}\n"
    }

    private static func giveBack(
        _ day: String, _ amount: String, _ reference: String = "refund-2", unit: String = "3-1-102",
        campaign: String = "lifts-1"
    ) -> String {
        "  - {day: \"\(day)\", refund: {campaign: \(campaign), unit: \(unit), reference: \(reference), "
            + "amount: \"\(amount)\"}}\n"
    }

    /// Of the story of `sanlou` with further steps, which come before those of their day.
    private static func expect(_ steps: [String], _ message: String?) throws {
        try ScenarioTests.withCopy { folder in
            try ScenarioTests.add(steps: steps.joined(), to: folder)
            try expect(message, of: folder)
        }
    }

    private static func expect(_ message: String?, of folder: URL) throws {
        let told = try ScenarioTests.told(of: folder)
        guard let message else {
            #expect(told == nil)
            return
        }
        #expect(told?.hasSuffix(message) == true, "\(told ?? "")")
    }
}
