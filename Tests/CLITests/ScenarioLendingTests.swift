import Foundation
import Testing

@testable import tongti

/// What the services refuse of what is lent and paid back in the middle of a story is told before.
struct ScenarioLendingTests {
    /// The story of `sanlou` without its payments, a quarter of a century before.
    @Test func `nothing is lent on a day that no books are kept of`() throws {
        try ScenarioTests.withCopy { folder in
            for name in ["scenario.yaml", "votes.csv", "papers.csv"] {
                try ScenarioTests.change(name, in: folder, "2024-", "1999-")
            }
            try ScenarioTests.change("scenario.yaml", in: folder, "payments: lifts-1\n", "")
            try FileManager.default.removeItem(at: folder.appending(path: "payments.csv"))
            let told = try ScenarioTests.told(of: folder)
            #expect(told?.hasSuffix(", steps[4].day: nothing is lent before 2000-01-01") == true, "\(told ?? "")")
        }
    }

    @Test func `works that have begun before a merger rest on their advance after it`() throws {
        try ScenarioTests.withCopy { folder in
            let annex = folder.appending(path: "annex")
            try FileManager.default.createDirectory(at: annex, withIntermediateDirectories: true)
            try ScenarioTests.write(
                "building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone\n"
                    + "9,1,1,101,50.00,dwelling,X0001,业主X0001,person,\n", to: "roll.csv", in: annex)
            try ScenarioTests.change(
                "scenario.yaml", in: folder, "firstDay:",
                "further:\n  - community: {code: annex, name: 附楼, jurisdiction: national, fundStatus: none, "
                    + "parkingCounts: false}\nfirstDay:")
            let merge = "  - {day: \"2024-03-14\", in: annex, merge: {basis: x, from: [{community: sanlou}]}}\n"
            try ScenarioTests.add(steps: merge, to: folder)
            #expect(try ScenarioTests.told(of: folder) == nil)
            try ScenarioTests.add(steps: Self.takeBack("2024-03-15", "advance-1"), to: folder)

            let told = try ScenarioTests.told(of: folder)

            let message = ".reverseAdvance.advance: the works of lifts-1 on 1-1-A begin on 2024-03-12, and rest on it"
            #expect(told?.hasSuffix(message) == true, "\(told ?? "")")
        }
    }

    /// In `sanlou` the works on 1-1-A are accepted on the evening of the 16th of March, and those on 1-1-B on that of
    /// the 29th, four days after payments have released them.
    @Test(
        arguments: [
            (
                [repay("2024-03-16", "advance-1")],
                ".repay.amount: at most 0.00 yuan of advance-1 are owed for works accepted by then"
            ),
            ([repay("2024-03-17", "advance-1")], nil),
            (
                [lend("2024-03-29", "1-1-B", "a"), repay("2024-03-29", "a")],
                ".repay.amount: at most 0.00 yuan of a are owed for works accepted by then"
            ),
            ([lend("2024-03-29", "1-1-B", "a"), repay("2024-03-30", "a")], nil),
        ] as [([String], String?)])
    func `nothing is paid back for works that are not accepted yet`(steps: [String], message: String?) throws {
        try ScenarioTests.expect(steps, message)
    }

    @Test(
        arguments: [
            (
                [setAside("2024-03-20"), lend("2024-03-20", "1-1-B", "a")],
                ".advance.campaign: the decision to collect for lifts-1 is set aside before"
            ),
            (
                [lend("2024-03-20", "1-1-B", "a"), setAside("2024-03-20"), lend("2024-03-20", "1-1-B", "a")]
                    + [takeBack("2024-03-20", "a")],
                nil
            ),
        ] as [([String], String?)])
    func `nobody lends under a decision that is set aside, where what was lent is taken back`(
        steps: [String], message: String?
    ) throws {
        try ScenarioTests.expect(steps, message)
    }

    @Test(
        arguments: [
            ([giveBack("2024-04-12", "9.05", "r"), giveBack("2024-04-13", "9.05", "R")], nil),
            (
                [giveBack("2024-04-12", "9.05", "r"), giveBack("2024-04-13", "9.06", "R")],
                another("refund", "R", "amount")
            ),
            (
                [giveBack("2024-04-12", "9.05", "r"), giveBack("2024-04-13", "9.05", "r", unit: "1-1-101")],
                another("refund", "r", "unit")
            ),
            (
                [repay("2024-04-18", "advance-1"), repay("2024-04-19", "advance-2")],
                another("repay", "B-1", "advance")
            ),
            (
                [lend("2024-03-24", "1-1-B", "ADVANCE-1")],
                another("advance", "ADVANCE-1", "amount, day, lender, lifts")
            ),
            // What was agreed on another day is another one.
            (
                [lend("2024-03-24", "1-1-B", "a"), lend("2024-03-25", "1-1-B", "A")],
                another("advance", "A", "day")
            ),
            (
                [payout("2024-04-18", "某公司"), payout("2024-04-19", "某电梯公司")],
                another("payout", "P-1", "payee")
            ),
        ] as [([String], String?)])
    func `a reference that comes again is for the same`(steps: [String], message: String?) throws {
        // What units have paid too much by then is 99.05 yuan, of which the story gives back all later on.
        let last = "    refund: {campaign: lifts-1, unit: 3-1-102, reference: refund-1, amount: \"99.05\"}\n"
        try ScenarioTests.withCopy { folder in
            try ScenarioTests.change("scenario.yaml", in: folder, last, last.replacing("99.05", with: "90.00"))
            try ScenarioTests.expect(steps, message, of: folder)
        }
    }

    /// In a further building there is a lift alone, or with parking, for which nobody pays.
    @Test(arguments: ["", "4,1,-1,P1,12.00,parking,X0001,业主X0001,person,\n"])
    func `nobody lends or pays for works in a building that owes nothing`(parking: String) throws {
        try ScenarioTests.withCopy { folder in
            let (roll, lifts) = (folder.appending(path: "roll.csv"), folder.appending(path: "lifts.csv"))
            try ScenarioTests.write(try String(contentsOf: roll, encoding: .utf8) + parking, to: "roll.csv", in: folder)
            try ScenarioTests.write(
                try String(contentsOf: lifts, encoding: .utf8)
                    + "4,1,A,3110080504065,805465,-1,1,,2011-09-01,2025-03-31,某电梯维保公司,\n",
                to: "lifts.csv", in: folder)
            #expect(try ScenarioTests.told(of: folder) == nil)
            let payout = Self.payout("2024-04-19", "某公司").replacing("1-1-A", with: "4-1-A")
            for (step, message) in [
                (Self.lend("2024-03-20", "4-1-A", "a"), ".advance.lifts: building 4 pays nothing to lifts-1"),
                (payout, ".payout.order: lifts-1.4-1-A is no order of lifts-1; they are called like lifts-1.1-1-A"),
            ] {
                let script = try String(contentsOf: folder.appending(path: "scenario.yaml"), encoding: .utf8)
                try ScenarioTests.expect([step], message, of: folder)
                try ScenarioTests.write(script, to: "scenario.yaml", in: folder)
            }
        }
    }

    /// Of 29,999.99 yuan that the works on a lift cost, nothing is lent for 1-1-B and all for 1-1-A.
    @Test(
        arguments: [
            (
                [payout("2024-03-29", "p", of: "1-1-B")],
                ".payout.order: the works of lifts-1 on 1-1-B are not completed on a day before, but only on 2024-03-29"
            ),
            ([payout("2024-03-30", "p", of: "1-1-B")], nil),
            (
                [payout("2024-03-14", "p")],
                ".payout.order: the works of lifts-1 on 1-1-A are not completed on a day before, but only on 2024-03-16"
            ),
            (
                [payout("2024-03-17", "p")],
                ".payout.amount: of what the works of lifts-1 on 1-1-A cost at most 0.00 yuan are not paid by then"
            ),
            (
                [lend("2024-03-20", "1-1-B", "a"), payout("2024-04-18", "p", of: "1-1-B", "29989.99")],
                nil
            ),
            (
                [lend("2024-03-20", "1-1-B", "a"), payout("2024-04-18", "p", of: "1-1-B", "29990.00")],
                ".payout.amount: of what the works of lifts-1 on 1-1-B cost at most 29989.99 yuan are not paid by then"
            ),
            // What was taken back has paid nothing, and the same payout comes once.
            (
                [lend("2024-03-20", "1-1-B", "a"), takeBack("2024-03-20", "a")]
                    + [
                        payout("2024-04-18", "p", of: "1-1-B", "29999.99"),
                        payout("2024-04-19", "p", of: "1-1-B", "29999.99"),
                    ],
                nil
            ),
        ] as [([String], String?)])
    func `a payout is for works that are completed, and for what is left of their cost`(
        steps: [String], message: String?
    ) throws {
        try ScenarioTests.withCopy { folder in
            let item = "\n      items:\n        - {code: s, title: 用这笔钱修电梯, kind: useFund, "
            try ScenarioTests.change(
                "scenario.yaml", in: folder, "\n      items:\n",
                item + "mandate: {kind: spend, cap: \"90000.00\", scope: {}}}\n")
            try ScenarioTests.expect(steps, message, of: folder)
        }
    }

    @Test func `nobody is paid for works that are never completed`() throws {
        try ScenarioTests.withCopy { folder in
            try ScenarioTests.change(
                "scenario.yaml", in: folder, "\n      items:\n",
                "\n      items:\n        - {code: s, title: 用这笔钱修电梯, kind: useFund, "
                    + "mandate: {kind: spend, cap: \"90000.00\", scope: {}}}\n")
            try ScenarioTests.change("scenario.yaml", in: folder, "completeAfter: 4", "completeAfter: 90")
            try ScenarioTests.expect(
                [Self.payout("2024-04-18", "p", of: "1-1-B")],
                ".payout.order: the works of lifts-1 on 1-1-B are not completed on a day before", of: folder)
        }
    }

    // MARK: - Helpers

    private static func another(_ deed: String, _ reference: String, _ members: String) -> String {
        ".\(deed).reference: \(reference) names another one before, which differs in \(members)"
    }

    private static func setAside(_ day: String) -> String {
        let document = String(repeating: "0", count: 64)
        return "  - {day: \"\(day)\", setAside: {assembly: lifts, by: court, document: \"\(document)\"}}\n"
    }

    private static func takeBack(_ day: String, _ advance: String) -> String {
        "  - {day: \"\(day)\", reverseAdvance: {campaign: lifts-1, advance: \(advance), reason: 重复登记}}\n"
    }

    private static func lend(_ day: String, _ lift: String, _ reference: String) -> String {
        "  - {day: \"\(day)\", advance: {campaign: lifts-1, reference: \(reference), lender: other, amount: \"10.00\", "
            + "lifts: [{lift: \(lift), amount: \"10.00\"}]}}\n"
    }

    private static func repay(_ day: String, _ advance: String) -> String {
        "  - {day: \"\(day)\", repay: {campaign: lifts-1, advance: \(advance), reference: B-1, amount: \"1.00\"}}\n"
    }

    private static func payout(
        _ day: String, _ payee: String, of lift: String = "1-1-A", _ amount: String = "1.00"
    ) -> String {
        "  - {day: \"\(day)\", payout: {campaign: lifts-1, order: lifts-1.\(lift), reference: P-1, payee: \(payee), "
            + "amount: \"\(amount)\"}}\n"
    }

    private static func giveBack(
        _ day: String, _ amount: String, _ reference: String, unit: String = "3-1-102"
    ) -> String {
        "  - {day: \"\(day)\", refund: {campaign: lifts-1, unit: \(unit), reference: \(reference), "
            + "amount: \"\(amount)\"}}\n"
    }
}
