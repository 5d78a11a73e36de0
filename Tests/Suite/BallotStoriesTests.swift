import TestSupport
import Testing

@testable import tongti

/// The stories about ballots, each in a district of its own: they end with their published figures (docs/scenarios.md).
@Suite(.serialized, .timeLimit(.minutes(4))) struct BallotStoriesTests {
    @Test(arguments: ["jinhua", "jinshan", "minghui", "shuangqiao", "xiaoyi"])
    func `a story of ballots ends with its published figures`(name: String) async throws {
        let scenario = try Scenario(directory: SourceRoot.path + "/deploy/scenarios/\(name)")

        let report = try await StoryRun.report(of: scenario)

        #expect(report.isRight, "\(report.table)")
    }
}
