import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// `tongti committee` and the care of lifts against a real district.
@Suite(.district, .serialized, .timeLimit(.minutes(3))) struct BodyCommandsTests {
    private static let here = ["-c", "commons"]
    private static let files = [
        "roll.csv": """
        building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone
        1,1,1,101,100.00,dwelling,A,业主甲,person,
        1,1,1,102,100.00,dwelling,B,业主乙,person,
        1,1,1,103,100.00,dwelling,C,业主丙,person,
        1,1,1,104,100.00,dwelling,D,业主丁,person,

        """,
        "lifts.csv": """
        building,entrance,lift,registration_code,rescue_code,first_floor,last_floor,skips,installed_on,next_inspection_on,maintainer,maintainer_phone
        1,1,A,3110080501065,805165,B1,11,,2001-09-01,2025-03-31,旧维保,

        """,
        "even.json": """
        {"code": "first", "kind": "ownersCommittee", "origin": "elected", "seatedOn": "2024-02-01",
         "members": [{"ownerRef": "A", "office": "chair"}, {"ownerRef": "B"}]}
        """,
        "committee.json": """
        {"code": "first", "kind": "ownersCommittee", "origin": "elected", "seatedOn": "2024-02-01",
         "members": [{"ownerRef": "A", "office": "chair"}, {"ownerRef": "B"}, {"ownerRef": "C"}],
         "alternates": [{"ownerRef": "D", "votes": 3}]}
        """,
    ]

    @Test func `a committee is constituted, changed and ended, and a lift changes hands, by commands alone`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-bodies-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }
        for (name, text) in Self.files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        func path(_ name: String) -> String { folder.appending(path: name).path }
        let asOperator = Self.here + ["--as", "operator"]
        try await done(["scenario", "day", "2024-03-01", "--as", "operator"])
        try await done(
            ["community", "register", "commons", "--name", "公地", "--jurisdiction", "national", "--as", "operator"])
        try await done(["rules", "adopt", SourceRoot.path + "/deploy/rules/national.yaml"] + asOperator)
        try await done(["roll", "import", path("roll.csv")] + asOperator)
        try await done(["lift", "import", path("lifts.csv")] + asOperator)

        let even = try await run(["committee", "constitute", path("even.json")] + asOperator)
        #expect(even.status == 1 && even.err.contains("业主大会和业主委员会指导规则第三十一条"), "\(even.err)")
        let constitute = ["committee", "constitute", path("committee.json")] + asOperator
        #expect(try await done(constitute + ["--dry-run"]).contains("3/3"))
        #expect(try await json(["committee", "list"] + Self.here)["bodies"].items.isEmpty)
        #expect(try await done(constitute).contains("2029-02-01"))
        let change = asOperator + ["--on", "2024-02-20"]
        try await done(["committee", "resign", "first", "--seat", "2", "--dry-run"] + change)
        #expect(
            try await json(["committee", "resign", "first", "--seat", "2"] + change)["next"]
                == .text("fillFromAlternates"))
        #expect(try await json(["committee", "fill", "first"] + change)["serving"] == .integer(3))
        try await done(
            ["committee", "assign", "first", "2", "--office", "deputy", "--portfolio", "works"] + change)
        #expect(try await done(["committee", "show", "first"] + asOperator).contains("deputy"))
        #expect(
            try await json(["committee", "end", "first", "--cause", "dissolved"] + change)["ending"]["handOverBy"]
                == .text("2024-03-01"))
        #expect(try await json(["committee", "hand-over", "first"] + change)["state"] == .text("handedOver"))
        #expect(try await done(["committee", "list"] + Self.here).contains("handedOver"))

        #expect(try await done(["lift", "show", "1-1-A"] + Self.here).contains("serves 12"))
        try await done(["lift", "maintainer", "1-1-A", "新维保", "--dry-run"] + change)
        #expect(
            try await json(["lift", "maintainer", "1-1-A", "新维保"] + change)["changes"].items.first?["due"]
                == .text("2024-03-21"))
        try await done(["lift", "mark", "1-1-A", "--mark", "M-1"] + change)
        try await done(["lift", "user-unit", "1-1-A", "manager", "--name", "某物业"] + change)
        #expect(try await done(["lift", "export"] + asOperator).contains("新维保"))
        try await settle()
        let notices = try await json(["notice", "list"] + Self.here)["notices"].items.map { $0["kind"].cell }
        #expect(
            Set(notices).isSuperset(of: [
                "body-seated", "body-member-changed", "body-ended", "body-handed-over", "maintainer-changed",
                "lift-marked",
            ]), "\(notices)")
    }

    // MARK: - What the test is made of

    private func run(_ words: [String]) async throws -> CommandLineRun {
        let district = try SuiteDistrict.current
        return try await CommandLineRun.of(
            words, url: district.url, environment: ["TONGTI_INTERNAL_KEY_FILE": district.internalKeyFile])
    }

    @discardableResult
    private func done(_ words: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let run = try await run(words)
        #expect(run.status == 0, "\(words): \(run.err)", sourceLocation: sourceLocation)
        return run.out + run.err
    }

    private func json(_ words: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws -> JSONValue {
        let run = try await run(words + ["--json"])
        #expect(run.status == 0, "\(words): \(run.err)", sourceLocation: sourceLocation)
        return try run.json
    }

    private func settle() async throws {
        let district = try SuiteDistrict.current
        let client = ServiceClient(DistrictAddress(url: district.url, internalKeyFile: district.internalKeyFile))
        let settlement = Settlement(
            client: try await client.acting(as: [.operator]), community: try CommunityID(parsing: Self.here[1]))
        try await settlement.wait()
    }
}
