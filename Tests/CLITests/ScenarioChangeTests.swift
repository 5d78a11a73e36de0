import Foundation
import Model
import Testing

@testable import tongti

/// Steps by which what was recorded changes: units that change hands or voters, and payments that are taken back.
struct ScenarioChangeTests {
    private static let sold = """
        building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone
        1,1,1,101,52.35,shop,P9000,业主P9000,person,
        1,1,1,101,52.35,shop,P9001,业主P9001,person,
        """

    @Test(arguments: [("2024-03-01", "P9000"), ("2024-03-09", "P0001")])
    func `whoever buys a unit before the opening votes for it`(day: String, voter: String) throws {
        let scenario = try Self.scenario("  - {day: \"\(day)\", transfer: sold.csv}\n", sold: Self.sold)
        let community = scenario.script.community.code
        let voters = scenario.voters(of: community, in: try #require(AssemblyID("lifts")))
        #expect(voters[try #require(UnitCode("1-1-101"))] == voter)
        #expect(voters.count == Set(scenario.units(of: community).map(\.code)).count)
        #expect(scenario.owners(of: community).isSuperset(of: ["P0001", "P9000", "P9001"]))
    }

    @Test func `a payment that is taken back is not expected to be in the books`() throws {
        let before = try Recomputation(try Self.scenario(""))
        let after = try Recomputation(
            try Self.scenario("  - {day: \"2024-03-13\", reverse: {reference: Sanlou-00001, reason: 记错了房号}}\n"))
        func received(_ figures: Recomputation) throws -> Money {
            try #require(figures.figures.first { $0.name == "received" }.flatMap { Money($0.expected) })
        }
        #expect(try received(before).subtracting(received(after)).description == "166.69")
    }

    @Test(arguments: [
        (
            "  - {day: \"2024-03-01\", transfer: sold.csv}\n",
            "line 14, steps[0].transfer: 9-1-101 of sold.csv is not on the roll"
        ),
        (
            "  - {day: \"2024-03-01\", transfer: gone.csv}\n",
            "scenario.yaml: line 14, steps[0].transfer: there is no file gone.csv; "
                + "there are only lifts.csv, papers.csv, payments.csv, roll.csv, votes.csv"
        ),
        (
            "  - {day: \"2024-03-12\", reverse: {reference: sanlou-00001, reason: x}}\n",
            "line 14, steps[0].reverse.reference: nothing is paid as sanlou-00001 on a day before"
        ),
        (
            """
              - {day: "2024-03-13", reverse: {reference: sanlou-00001, reason: x}}
              - {day: "2024-03-14", reverse: {reference: SANLOU-00001, reason: x}}

            """, "line 15, steps[1].reverse.reference: SANLOU-00001 was taken back before"
        ),
    ])
    func `what cannot be is told with its step`(steps: String, message: String) throws {
        let error = #expect(throws: ScenarioFault.self) {
            _ = try Self.scenario(
                steps, sold: steps.contains("sold.csv") ? Self.sold.replacing("\n1,1", with: "\n9,1") : nil)
        }
        #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
    }

    // MARK: - Voters

    /// Two own 1-1-101 of `sanlou`, of whom the first is listed first.
    @Test(
        arguments: [
            ("1-1-101", "X0002", "2024-03-01", nil), ("1-1-101", "X0001", "2024-03-01", nil),
            ("1-1-101", "X0003", "2024-03-01", ".chooseVoter.ownerRef: X0003 is no owner of 1-1-101 by then"),
            ("9-1-101", "X0001", "2024-03-01", ".chooseVoter.unit: 9-1-101 is not on the roll by then"),
            // It was sold before.
            ("1-1-101", "X0002", "2024-03-03", ".chooseVoter.ownerRef: X0002 is no owner of 1-1-101 by then"),
        ] as [(String, String, String, String?)])
    func `a unit's owners choose one of themselves`(
        unit: String, ownerRef: String, day: String, message: String?
    ) throws {
        try Self.withTwoOwners { folder in
            let choice = "chooseVoter: {unit: \(unit), ownerRef: \(ownerRef)}"
            try Self.sell(["X0001", "X0003"], on: "2024-03-02", in: folder)
            try ScenarioTests.add(steps: "  - {day: \"\(day)\", \(choice)}\n", to: folder)
            let told = try ScenarioTests.told(of: folder)
            guard let message else {
                #expect(told == nil)
                return
            }
            #expect(told?.contains(message) == true, "\(told ?? "")")
        }
    }

    /// The assembly of `sanlou` is opened on the 8th of March.
    @Test(
        arguments: [
            ([], nil, "X0001"), (["2024-03-07"], nil, "X0002"), (["2024-03-09"], nil, "X0001"),
            // Whoever still owns a part stays whom they have chosen, and else it is who is listed first.
            (["2024-03-01"], ["X0003", "X0002"], "X0002"), (["2024-03-01"], ["X0003", "X0001"], "X0003"),
        ] as [([String], [String]?, String)])
    func `whom a unit's owners have chosen votes in what is opened later`(
        days: [String], buyers: [String]?, voter: String
    ) throws {
        try Self.withTwoOwners { folder in
            if let buyers { try Self.sell(buyers, on: "2024-03-02", in: folder) }
            let steps = days.map { "  - {day: \"\($0)\", chooseVoter: {unit: 1-1-101, ownerRef: X0002}}\n" }
            if !steps.isEmpty { try ScenarioTests.add(steps: steps.joined(), to: folder) }

            let scenario = try Scenario(directory: folder.path)

            let voters = scenario.voters(of: scenario.script.community.code, in: try #require(AssemblyID("lifts")))
            #expect(voters[try #require(UnitCode("1-1-101"))] == voter)
        }
    }

    // MARK: - Helpers

    /// The story of `sanlou` in which 1-1-101 has two owners.
    private static func withTwoOwners(_ body: (URL) throws -> Void) throws {
        try ScenarioTests.withCopy { folder in
            let roll = try String(contentsOf: folder.appending(path: "roll.csv"), encoding: .utf8)
            let row = try #require(roll.firstMatch(of: /\n(1,1,[^,]*,101,[^,]*,[^,]*),[^\n]*/))
            let both = rows(row.output.1, ["X0001", "X0002"])
            try ScenarioTests.write(roll.replacing(row.output.0, with: "\n\(both)"), to: "roll.csv", in: folder)
            try body(folder)
        }
    }

    private static func sell(_ buyers: [String], on day: String, in folder: URL) throws {
        let roll = try String(contentsOf: folder.appending(path: "roll.csv"), encoding: .utf8)
        let row = try #require(roll.firstMatch(of: /\n(1,1,[^,]*,101,[^,]*,[^,]*),[^\n]*/))
        let header = try #require(roll.split(separator: "\n").first)
        try ScenarioTests.write("\(header)\n\(rows(row.output.1, buyers))\n", to: "sold.csv", in: folder)
        try ScenarioTests.add(steps: "  - {day: \"\(day)\", transfer: sold.csv}\n", to: folder)
    }

    private static func rows(_ unit: Substring, _ owners: [String]) -> String {
        owners.map { "\(unit),\($0),业主\($0),person," }.joined(separator: "\n")
    }

    /// The story of `sanlou` with further steps.
    private static func scenario(_ steps: String, sold: String? = nil) throws -> Scenario {
        try ScenarioTests.withCopy { folder in
            let file = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            try Data(text.replacing("\nsteps:\n", with: "\nsteps:\n" + steps).utf8).write(to: file)
            if let sold { try Data(sold.utf8).write(to: folder.appending(path: "sold.csv")) }
            return try Scenario(directory: folder.path)
        }
    }
}
