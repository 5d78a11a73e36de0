import Foundation
import Testing

@testable import tongti

/// Who has a vote, and who stands on a list, as far as the files of a story tell it.
struct ScenarioStandingTests {
    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "roll.csv", text: "1103,74.79,dwelling", instead: "1103,74.79,parking",
            message: "votes.csv: line 4: 1-1-1103 has no vote, since parking does not count"),
        ScenarioTests.Mistake(
            file: "roll.csv", text: "1,1,1,101,61.41,dwelling", instead: "1,1,1,101,61.41,parking",
            message: ": 1-1-101 has no vote, since parking does not count", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers-13.csv", text: "\n1,13-1-101,", instead: "\n1,12-1-101,",
            message: "papers-13.csv: line 2: 12-1-101 has no vote on lift-13, which is of a part of the community",
            scenario: "minghui"),
    ])
    func `a ballot for a unit that has no vote is told with its line`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test func `parking has a vote where it counts`() throws {
        try ScenarioTests.withCopy { folder in
            for (name, text, instead) in [
                ("roll.csv", "1103,74.79,dwelling", "1103,74.79,parking"),
                ("scenario.yaml", "parkingCounts: false", "parkingCounts: true"),
            ] {
                let file = folder.appending(path: name)
                let old = try String(contentsOf: file, encoding: .utf8)
                try #require(old.contains(text))
                try Data(old.replacing(text, with: instead).utf8).write(to: file)
            }
            _ = try Scenario(directory: folder.path)
        }
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{ownerRef: P0029, channel: residentsCommittee}",
            instead: "{ownerRef: P0002, channel: residentsCommittee}",
            message: ".nominate.nominees[0].ownerRef: P0002 is nominated before", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{ownerRef: P0010, channel: self}",
            instead: "{ownerRef: P0010, channel: self, supporters: [P0001]}",
            message: ".nominate.nominees[1].supporters: only a joint nomination has some", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "supporters: [P0001, P0011,", instead: "supporters: [P0001, P0001,",
            message: ".nominate.nominees[2].supporters: must be other owners, each once", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "supporters: [P0001, P0011,", instead: "supporters: [P0001, P0024,",
            message: ".nominate.nominees[2].supporters: must be other owners, each once", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "refused: [P0031]",
            instead: "refused: [P0013, P0002, P0024, P0029, P0010, P0031, P0008]",
            message: ".screen: leaves nobody on the list of 2023", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "  - day: \"2023-06-28\"\n    convene:\n",
            instead: "  - {day: \"2023-06-28\", screen: {round: \"2023\", reason: x}}\n"
                + "  - day: \"2023-06-28\"\n    convene:\n",
            message: ".screen.round: the list of 2023 is posted before", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "      seats: 3\n      closesOn:", instead: "      seats: 4\n      closesOn:",
            message: ".election.seats: the round 2023 is for 4 seats", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "          form: election\n          election:\n            seats: 3\n",
            instead: "          form: election\n          mandate: {kind: seatCommittee, body: council}\n"
                + "          election:\n            seats: 3\n",
            message: ".mandate.body: the round 2023 is for committee", scenario: "shuangqiao"),
    ])
    func `a list that cannot come about is told with the step that keeps it from it`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test func `hands are counted once on an item`() throws {
        let digest = String(repeating: "0", count: 64)
        try ScenarioTests.expect(
            ScenarioTests.Mistake(
                file: "scenario.yaml", text: "  - day: \"2021-06-15\"\n    close: pmc\n",
                instead: """
                      - day: "2021-06-15"
                        hands:
                          assembly: pmc
                          item: "2"
                          inFavour: 1
                          against: 0
                          abstained: 0
                          evidence: "\(digest)"
                          witness: 064fac9c-fecb-5bf5-a8d4-9c44603a3318
                      - day: "2021-06-15"
                        close: pmc

                    """,
                message: ".hands.item: the hands on item 2 of pmc are counted before", scenario: "xiaoyi"))
    }
}
