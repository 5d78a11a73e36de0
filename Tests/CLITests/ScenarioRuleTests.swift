import Foundation
import Testing

@testable import tongti

/// What the services would refuse on its day, and what can be told from the files alone.
struct ScenarioRuleTests {
    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "threshold: \"40%\"", instead: "threshold: \"0%\"",
            message: "scenario.yaml: line 14, steps[0].convene.items[0].mandate.threshold: must be more than zero"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "threshold: \"40%\"", instead: "threshold: \"140%\"",
            message: ", steps[0].convene.items[0].mandate.threshold: "),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "threshold: \"40%\"", instead: "threshold: \"7/5\"",
            message: "must lie between 0 and 1 with a denominator of at most 1000000"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "rate: \"8.005\"", instead: "rate: \"0.00\"",
            message: "steps[0].convene.items[0].mandate.rate: must be more than zero"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "rate: \"8.005\"", instead: "rate: \"10000.0001\"",
            message: "steps[0].convene.items[0].mandate.rate: must not be more than 10000.00 yuan per m²"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "share: \"10%\"", instead: "share: \"0%\"",
            message: ".share: must be more than zero", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "kind: raiseFund", instead: "kind: useFund",
            message: "steps[0].convene.items[0].kind: useFund does not allow this mandate; these do: "
                + "raiseFund, rebuild, changeOfUse"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "kind: raiseFund", instead: "kind: other\n          alsoKinds: [useFund]",
            message: ".kind: other does not allow this mandate; these do: raiseFund, rebuild, changeOfUse"),
    ])
    func `an item that could not be convened is told with its member and what is right`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "votes.csv", text: ",for\n", instead: ",follow\n",
            message: "votes.csv: line 2: follow is no choice of item 1: for, against, abstain"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",for,", instead: ",follow,",
            message: ": follow is no choice of item 1: for, against, abstain"),
        ScenarioTests.Mistake(
            file: "official.csv", text: ",1,for,", instead: ",1,follow,",
            message: ": follow is no choice of item 1: for, against, abstain", scenario: "shuangqiao"),
    ])
    func `nobody follows the majority where the rules do not put it on the ballot`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test func `owners follow the majority where the rules put it on the ballot`() throws {
        try ScenarioTests.withCopy { folder in
            let pack = try String(contentsOfFile: ScenarioTests.root + "/deploy/rules/national.yaml", encoding: .utf8)
            let off = "silentBallots:\n  policy: \"off\""
            try #require(pack.contains(off))
            try Data(pack.replacing(off, with: off.replacing("\"off\"", with: "followOption")).utf8)
                .write(to: folder.appending(path: "mine.yaml"))
            let script = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: script, encoding: .utf8)
            try Data(text.replacing(/rules: .*/, with: "rules: mine.yaml").utf8).write(to: script)
            let votes = folder.appending(path: "votes.csv")
            let cast = try String(contentsOf: votes, encoding: .utf8)
            try Data(cast.replacing(",for\n", with: ",follow\n", maxReplacements: 1).utf8).write(to: votes)

            _ = try Scenario(directory: folder.path)
        }
    }
}
