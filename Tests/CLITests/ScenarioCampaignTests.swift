import Foundation
import Model
import Testing

@testable import tongti

/// What is due to a campaign and what it releases, where something comes between: a merger, or an order of a court.
struct ScenarioCampaignTests {
    private static let header = "building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone\n"

    // MARK: - Mergers

    /// `sanlou` opens its campaign with the close of the 11th of March.
    @Test(arguments: [("2024-03-09", "133"), ("2024-03-20", "132")])
    func `a campaign is due from those who are on the roll at its close`(day: String, households: String) throws {
        try Self.withAnnex(mergedOn: day) { folder in
            let figures = try Recomputation(try Scenario(directory: folder.path)).figures

            #expect(figures.first { $0.name == "households" }?.expected == households)
            #expect(figures.contains { $0.name == "building 9: due" } == (households == "133"))
        }
    }

    @Test(arguments: [("2024-03-09", true), ("2024-03-20", false)])
    func `units that a merger brings after the close pay nothing`(day: String, owes: Bool) throws {
        try Self.withAnnex(mergedOn: day) { folder in
            try ScenarioAccountTests.pay("R-1,9-1-101,1.00,2024-03-21,bank,", in: folder)
            guard !owes else {
                _ = try Scenario(directory: folder.path)
                return
            }

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(error?.message.hasSuffix(": 9-1-101 owes nothing under lifts-1") == true, "\(error?.message ?? "")")
        }
    }

    // MARK: - Orders

    /// Building 1 is released by the payments of the 25th of March.
    @Test(arguments: [("2024-03-25", "—"), ("2024-03-26", "2024-03-25")])
    func `nothing is released once the decision to collect is set aside`(day: String, released: String) throws {
        for item in [", item: \"1\"", ""] {
            try ScenarioTests.withCopy { folder in
                try ScenarioTests.add(steps: Self.setAside(day, item), to: folder)

                let figures = try Recomputation(try Scenario(directory: folder.path)).figures

                #expect(figures.first { $0.name == "building 1: released on" }?.expected == released)
            }
        }
    }

    @Test func `an order on another item leaves the campaign alone`() throws {
        try ScenarioTests.withCopy { folder in
            try ScenarioTests.change(
                "scenario.yaml", in: folder, "      items:\n",
                "      items:\n        - {code: \"2\", title: 其他, kind: other}\n")
            try ScenarioTests.add(steps: Self.setAside("2024-03-25", ", item: \"2\""), to: folder)

            let figures = try Recomputation(try Scenario(directory: folder.path)).figures

            #expect(figures.first { $0.name == "building 1: released on" }?.expected == "2024-03-25")
        }
    }

    @Test func `nothing leaves the account of a campaign that is set aside`() throws {
        try ScenarioTests.withCopy { folder in
            let repay = """
                  - day: "2024-04-18"
                    repay: {campaign: lifts-1, advance: advance-1, reference: B-1, amount: "1.00"}

                """
            try ScenarioTests.add(steps: repay, to: folder)
            _ = try Scenario(directory: folder.path)
            try ScenarioTests.add(steps: Self.setAside("2024-04-17", ", item: \"1\""), to: folder)

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(
                error?.message.hasSuffix(".repay.campaign: the decision to collect for lifts-1 is set aside before")
                    == true, "\(error?.message ?? "")")
        }
    }

    /// Its share rounds to nothing.
    @Test func `a building that owes nothing is released as the campaign opens`() throws {
        try ScenarioTests.withCopy { folder in
            let roll = folder.appending(path: "roll.csv")
            let rows = try String(contentsOf: roll, encoding: .utf8) + "8,1,1,101,0.01,other,P0001,业主P0001,person,\n"
            try Data(rows.utf8).write(to: roll)
            try ScenarioTests.change("scenario.yaml", in: folder, "rate: \"8.005\"", "rate: \"0.10\"")

            let figures = try Recomputation(try Scenario(directory: folder.path)).figures

            #expect(figures.first { $0.name == "building 8: due" }?.expected == "0.00")
            #expect(figures.first { $0.name == "building 8: released on" }?.expected == "2024-03-11")
        }
    }

    // MARK: - Advances

    @Test(
        arguments: [
            ("1-1-A", "merge-2", nil),
            ("2-1-A", "merge-2", ".advance.lifts: 2-1-A is not in yanye/lifts.csv"),
            (
                "1-1-A", "merge-1",
                ".advance.campaign: no item of an assembly of yanye collects for merge-1; is merge-2 meant?"
            ),
        ] as [(String, String, String?)])
    func `an advance in a further community is for that one's campaigns and lifts`(
        lift: String, campaign: String, message: String?
    ) throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            try Data(
                """
                building,entrance,lift,registration_code,rescue_code,first_floor,last_floor,skips,installed_on,\
                next_inspection_on,maintainer,maintainer_phone
                1,1,A,3110080501065,805165,1,6,,2011-09-01,2025-03-31,某电梯维保公司,

                """.utf8
            ).write(to: folder.appending(path: "yanye/lifts.csv"))
            let agenda = "      title: 盐业小区业主大会\n      items:\n"
            try ScenarioTests.change("scenario.yaml", in: folder, agenda, agenda + ScenarioTests.collecting("2"))
            let advance = """
                  - day: "2021-05-11"
                    in: yanye
                    advance:
                      campaign: \(campaign)
                      reference: advance-1
                      lender: propertyCompany
                      amount: "1.00"
                      lifts: [{lift: \(lift), amount: "1.00"}]

                """
            try ScenarioTests.add(steps: advance, to: folder)
            guard let message else {
                _ = try Scenario(directory: folder.path)
                return
            }

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
        }
    }

    @Test func `a lift stands once in an advance, where somebody pays`() throws {
        try ScenarioTests.expect(
            ScenarioTests.Mistake(
                file: "scenario.yaml", text: "{lift: 2-1-A,", instead: "{lift: 1-1-A,",
                message: ".advance.lifts: 1-1-A stands there twice"))
        try ScenarioTests.withCopy { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "payments.csv"))
            try ScenarioTests.change("scenario.yaml", in: folder, "payments: lifts-1\n", "")
            try ScenarioTests.change("scenario.yaml", in: folder, "scope: {}", "scope: {buildings: [\"1\", \"2\"]}")

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(
                error?.message.hasSuffix(".advance.lifts: building 3 pays nothing to lifts-1") == true,
                "\(error?.message ?? "")")
        }
    }

    /// Works of four days in `sanlou` are released by an advance on the 12th of March for 1-1-A, and by payments on the
    /// 25th for all of building 1.
    @Test(
        arguments: [
            ("2024-03-16", "1-1-A", "advance-2", nil), ("2024-03-17", "1-1-A", "advance-2", "2024-03-16"),
            ("2024-03-29", "1-1-B", "advance-2", nil), ("2024-03-30", "1-1-B", "advance-2", "2024-03-29"),
        ] as [(String, String, String, String?)])
    func `nobody lends for works that are completed`(
        day: String, lift: String, reference: String, completed: String?
    ) throws {
        try ScenarioTests.withCopy { folder in
            try ScenarioTests.add(
                steps: """
                      - day: "\(day)"
                        advance:
                          campaign: lifts-1
                          reference: \(reference)
                          lender: other
                          amount: "1.00"
                          lifts: [{lift: \(lift), amount: "1.00"}]

                    """, to: folder)
            let told = try ScenarioTests.told(of: folder)
            guard let completed else {
                #expect(told == nil)
                return
            }
            let message = ".advance.lifts: the works of lifts-1 on \(lift) are completed on \(completed)"
            #expect(told?.hasSuffix(message) == true, "\(told ?? "")")
        }
    }

    // MARK: - Mandates

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "      items:\n",
            instead: "      items:\n        - {code: \"2\", title: 用钱, kind: useFund, mandate: "
                + "{kind: spend, cap: \"1.00\", scope: {}, campaign: lifts-3}}\n",
            message: ".items[0].mandate.campaign: no item that is convened by then collects for lifts-3"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "\nsteps:\n", instead: later(scope: "{buildings: [\"1\"]}", "2024-04-01"),
            message: ".items[0].mandate.scope: leaves out buildings that pay to lifts-1"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "\nsteps:\n",
            instead: "\nsteps:\n  - {day: \"2024-04-01\", convene: {code: none, title: x, items: []}}\n",
            message: ".convene.items: there is nothing to vote on"),
    ])
    func `an item that spends names a campaign that there is, and leaves out nobody who pays to it`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test func `a later assembly spends what an earlier one collects`() throws {
        try ScenarioTests.withCopy { folder in
            try ScenarioTests.change("scenario.yaml", in: folder, "\nsteps:\n", Self.later(scope: "{}", "2024-04-01"))
            _ = try Scenario(directory: folder.path)
        }
    }

    /// The steps begin with an assembly about the money of the story's campaign.
    static func later(scope: String, _ day: String) -> String {
        "\nsteps:\n  - {day: \"\(day)\", convene: {code: later, title: x, items: [{code: \"1\", title: 用钱, kind: useFund, "
            + "mandate: {kind: spend, cap: \"1.00\", scope: \(scope), campaign: lifts-1}}]}}\n"
    }

    // MARK: - Helpers

    /// The story of `sanlou`, into which a compound of one unit is merged on a day.
    private static func withAnnex(mergedOn day: String, _ body: (URL) throws -> Void) throws {
        try ScenarioTests.withCopy { folder in
            let annex = folder.appending(path: "annex")
            try FileManager.default.createDirectory(at: annex, withIntermediateDirectories: true)
            try Data((header + "9,1,1,101,50.00,dwelling,X0001,业主X0001,person,\n").utf8)
                .write(to: annex.appending(path: "roll.csv"))
            try ScenarioTests.change(
                "scenario.yaml", in: folder, "firstDay:",
                """
                further:
                  - community: {code: annex, name: 附楼, jurisdiction: national, fundStatus: none, parkingCounts: false}
                firstDay:
                """)
            try ScenarioTests.add(
                steps: "  - {day: \"\(day)\", merge: {basis: x, from: [{community: annex}]}}\n", to: folder)
            try body(folder)
        }
    }

    private static func setAside(_ day: String, _ item: String) -> String {
        let document = String(repeating: "0", count: 64)
        return "  - {day: \"\(day)\", setAside: {assembly: lifts\(item), by: court, document: \"\(document)\"}}\n"
    }
}
