import Foundation
import Testing

@testable import tongti

/// Elections that are not as the rule pack has them.
struct ScenarioElectionTests {
    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "ranking: shares", instead: "ranking: area",
            message: ".convene.items[0].election.ranking: the rules rank by shares", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "seats: 7\n", instead: "seats: 9\n",
            message: ".election.candidates: the rules ask for 11 of them, for 9 seats", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "alternates: 2", instead: "alternates: 4",
            message: ".election.alternates: the rules let there be 3, for 7 seats", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "least: 5", instead: "least: 3",
            message: ".election.least: the rules ask for 4 members at least", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "least: 5", instead: "least: 4",
            message: ".election.least: the rules ask for 5 members at least", scenario: "xiaoyi"),
    ])
    func `an election that differs from the rules is told with what they ask for`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    /// Whether a community is small is left to the service.
    @Test func `the least size of a small community is enough for an election`() throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            try ScenarioTests.change("scenario.yaml", in: folder, "least: 5", "least: 4")
            #expect(try ScenarioTests.told(of: folder) == nil)
        }
    }

    /// The list of `shuangqiao` is posted on the 28th of June, for 15 full days.
    @Test(
        arguments: [
            ("2023-07-14", nil),
            ("2023-07-13", ".open: not before 2023-07-14, since the list of 2023 was posted on 2023-06-28"),
        ] as [(String, String?)])
    func `the list of candidates is posted long enough before they are voted on`(day: String, message: String?) throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            // The owners were told of the meeting long before.
            let convened = "      code: committee\n      title: 选举业主委员会\n"
            try ScenarioTests.change(
                "scenario.yaml", in: folder, convened, convened + "      noticeOn: \"2023-06-20\"\n")
            try ScenarioTests.change(
                "scenario.yaml", in: folder, "\"2023-07-14\"\n    open: committee",
                "\"\(day)\"\n    open: committee")
            let told = try ScenarioTests.told(of: folder)
            guard let message else {
                #expect(told == nil)
                return
            }
            #expect(told?.hasSuffix(message) == true, "\(told ?? "")")
        }
    }
}
