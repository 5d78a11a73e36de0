import Foundation
import Model
import Testing

@testable import tongti

struct RulePackTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy/rules")

    private static func pack(_ name: String) throws -> RulePack {
        try RulePackReader.pack(at: folder.appending(path: "\(name).yaml").path)
    }

    @Test func `whoever registers a community is told of a slip in the jurisdiction of a pack that is here`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)

        #expect(
            Set(RegisterCommunity.jurisdictions.map { "\($0).yaml" }) == Set(files.filter { $0.hasSuffix(".yaml") }))
    }

    private static func read(_ text: String) throws {
        _ = try RulePackReader.file(Data(text.utf8), name: "x.yaml")
    }

    /// Article 278 of the Civil Code, as docs/rules.md has it.
    private static let threeQuarters: Set<MatterKind> = [.raiseFund, .rebuild, .changeOfUse]

    @Test(arguments: ["national", "beijing", "guangzhou", "shanghai", "xiaoyi", "xiamen"])
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
        #expect(pack.parameters?.count == RuleKey.allCases.count)
        #expect(pack.parameters?.values.allSatisfy { !$0.source.isEmpty } == true)
    }

    @Test func `what the count depends on is shown with the pack, as far as the pack says it`() throws {
        func shown(_ pack: RulePack) throws -> String {
            let pack = String(decoding: try pack.canonicalBytes(), as: UTF8.self)
            let text = #"{"adoptedAt":"2023-06-01T00:00:00+08:00","hash":"0","pack":\#(pack)}"#
            return ShowRules.text(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)))
        }
        let pack = try Self.pack("national")
        let text = try shown(pack)
        for line in [
            "duplicates: firstCounts  [D]", "silentBallots: off  [D]", "followedMajority: areaAndHeads  [D]",
            "excessPapers: void  [D]", "buildingSeats: ownOnly  [D]",
        ] { #expect(text.contains("\n\(line) "), "\(text)") }
        let old = RulePack(
            jurisdiction: pack.jurisdiction, version: pack.version, participation: pack.participation,
            approval: pack.approval, duplicates: pack.duplicates, silentBallots: pack.silentBallots)
        #expect(try !shown(old).contains("excessPapers"))
    }

    @Test func `cities have their own property management committees, and the nation's rule for the rest`() throws {
        let sizes = try ["national", "guangzhou", "beijing", "shanghai"].map { try Self.pack($0).count(.pmcSizeLeast) }
        #expect(sizes == [5, 9, 7, 5])
        #expect(try Self.pack("beijing").period(.pmcDecisionPosted) == .workingDays(10))
        #expect(try Self.pack("shanghai").period(.committeeTermNotice) == .months(5))
        #expect(try Self.pack("xiamen").period(.regularMeetingNotice) == .days(15))
    }

    @Test func `cities say when a committee is small, who presides, and what follows when too few remain`() throws {
        let names = ["national", "beijing", "shanghai", "guangzhou", "xiaoyi", "xiamen"]
        let packs = try names.map { try Self.pack($0) }

        #expect(try packs.map { try $0.count(.committeeSmallHouseholds) } == [100, 100, 0, 100, 100, 100])
        #expect(try packs.map { try $0.count(.committeeSmallArea) } == [0, 0, 10_000, 0, 0, 0])
        #expect(try packs.map { try $0.period(.committeeTermLeast) }[2] == .years(3))
        #expect(
            try packs.map { try $0.word(.committeeShortage) }.prefix(4)
                == ["newElection", "streetOrganises", "earlyChangeOver", "newElection"])
        #expect(
            try packs.map { try $0.word(.committeeRemainingComparison) }.prefix(3)
                == ["moreThan", "atLeast", "moreThan"])
        #expect(
            try packs.map { try $0.word(.pmcChair) } == ["any", "residentsCommittee", "any", "street", "any", "any"])
        #expect(try packs.map { try $0.word(.rescueLine) } == Array(repeating: "96333", count: 6))
    }

    @Test func `a difference names the rule, both values and the source`() throws {
        let differences = DiffRules.differences(try Self.pack("national"), try Self.pack("guangzhou"))
        #expect(differences.map(\.rule) == ["parameters.pmcSizeLeast", "parameters.pmcChair"])
        #expect(differences.first?.first == "5")
        #expect(differences.first?.second == "9")
        #expect(differences.first?.source.contains("广州市物业管理条例") == true)
        #expect(DiffRules.differences(try Self.pack("national"), try Self.pack("xiaoyi")).isEmpty)
    }

    @Test(
        arguments: [
            ("jurisdiction: x\n", "version is missing"),
            ("a: [", "is not YAML"),
            ("", "is empty"),
            ("- 1", "must be keys with their values"),
            (
                "jurisdiction: x\nversion: \"1\"\nparticipaton: {}\n",
                "x.yaml: line 3, participaton is not known; is participation meant?"
            ),
            (
                "jurisdiction: x\nversion: \"1\"\nparameters:\n  proxyLimt:\n    value: \"3\"\n",
                "x.yaml: line 4, parameters.proxyLimt is not known; is proxyLimit meant?"
            ),
            (
                "jurisdiction: x\nversion: \"1\"\nparameters:\n  something:\n    value: \"3\"\n",
                "x.yaml: line 4, parameters.something is not known; is it misspelt?"
            ),
            (
                "jurisdiction: x\nversion: \"1\"\napproval:\n  lifts: {ratio: 1/2}\n",
                "x.yaml: line 4, approval.lifts is not known; there are only rulesOfProcedure, covenant, "
            ),
            (
                "jurisdiction: x\nversion: \"1\"\nparameters:\n  proxyLimit: {valu: \"3\", source: x, grade: D}\n",
                "x.yaml: line 4, parameters.proxyLimit: value is missing; there are only valu, source, grade; "
                    + "is valu misspelt?"
            ),
            (
                "jurisdiction: x\nversion: \"1\"\nparameters:\n"
                    + "  proxyLimit: {value: \"3\", source: x, grade: D, sorce: y}\n",
                "x.yaml: line 4, parameters.proxyLimit.sorce is not known; is source meant?"
            ),
        ] as [(String, String)])
    func `a file that is no rule pack is refused with its reason`(text: String, reason: String) {
        let error = #expect(throws: BadFile.self) { try Self.read(text) }

        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func `a threshold above one names its place`() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "national.yaml"), encoding: .utf8)
            .replacing("2/3", with: "3/2")

        let error = #expect(throws: BadFile.self) { try Self.read(text) }

        #expect(error?.message.contains("participation.ratio") == true, "\(error?.message ?? "")")
    }
}
