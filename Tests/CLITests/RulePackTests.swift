import Foundation
import Model
import Testing

@testable import tongti

struct RulePackTests {
    private static func pack(_ name: String) throws -> RulePack {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try AdoptRules.pack(Data(contentsOf: root.appending(path: "deploy/rules/\(name).yaml")), name: name)
    }

    /// Article 278 of the Civil Code, as domain §2.1 has it.
    private static let threeQuarters: Set<MatterKind> = [.raiseFund, .rebuild, .changeOfUse]

    @Test(arguments: ["national", "beijing"])
    func `a pack has the thresholds of the Civil Code`(name: String) throws {
        let pack = try Self.pack(name)

        #expect(pack.jurisdiction == name)
        #expect(pack.participation.ratio.description == "2/3")
        #expect(pack.participation.comparison == .atLeast)
        for kind in MatterKind.allCases {
            let threshold = try #require(pack.approval[kind])
            let isHigh = Self.threeQuarters.contains(kind)
            #expect(threshold.ratio.description == (isHigh ? "3/4" : "1/2"), "\(kind)")
            #expect(threshold.comparison == (isHigh ? .atLeast : .moreThan), "\(kind)")
            #expect(threshold.grade == .primary)
            #expect(!threshold.source.isEmpty)
        }
        #expect(pack.silentBallots.policy == .off)
        #expect(pack.duplicates.policy == .firstCounts)
    }

    @Test(arguments: [
        ("jurisdiction: x\n", "version is missing"),
        ("a: [", "is not YAML"),
        ("", "the file has the wrong form"),
        ("- 1", "the file has the wrong form"),
    ])
    func `a file that is no rule pack is refused with its reason`(text: String, reason: String) {
        let error = #expect(throws: BadRulePack.self) { _ = try AdoptRules.pack(Data(text.utf8), name: "x.yaml") }

        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func `a threshold above one names its place`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "deploy/rules/national.yaml"), encoding: .utf8)
            .replacing("2/3", with: "3/2")

        let error = #expect(throws: BadRulePack.self) { _ = try AdoptRules.pack(Data(text.utf8), name: "x.yaml") }

        #expect(error?.message.contains("participation.ratio") == true, "\(error?.message ?? "")")
    }
}
