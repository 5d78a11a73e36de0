import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// `tongti committee` and the care of lifts against a real district.
@Suite(.district, .serialized, .timeLimit(.minutes(3))) struct BodyCommandsTests {
    private static let here = ["-c", "commons"]
    private let tongti = DistrictCommands()
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
        "second.json": """
        {"code": "second", "kind": "ownersCommittee", "origin": "elected", "seatedOn": "2024-02-25",
         "members": [{"ownerRef": "B", "office": "chair"}, {"ownerRef": "C"}, {"ownerRef": "D"}]}
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
        try await tongti.done(["scenario", "day", "2024-03-01", "--as", "operator"])
        try await tongti.done(
            ["community", "register", "commons", "--name", "公地", "--jurisdiction", "national", "--as", "operator"])
        try await tongti.done(["rules", "adopt", SourceRoot.path + "/deploy/rules/national.yaml"] + asOperator)
        try await tongti.done(["roll", "import", path("roll.csv")] + asOperator)
        try await tongti.done(["lift", "import", path("lifts.csv")] + asOperator)

        let even = try await tongti.run(["committee", "constitute", path("even.json")] + asOperator)
        #expect(even.status == 1 && even.err.contains("业主大会和业主委员会指导规则第三十一条"), "\(even.err)")
        let constitute = ["committee", "constitute", path("committee.json")] + asOperator
        #expect(try await tongti.done(constitute + ["--dry-run"]).contains("3/3"))
        #expect(try await tongti.json(["committee", "list"] + Self.here)["bodies"].items.isEmpty)
        #expect(try await tongti.done(constitute).contains("2029-02-01"))
        let change = asOperator + ["--on", "2024-02-20"]
        try await tongti.done(["committee", "resign", "first", "--seat", "2", "--dry-run"] + change)
        #expect(
            try await tongti.json(["committee", "resign", "first", "--seat", "2"] + change)["next"]
                == .text("fillFromAlternates"))
        #expect(try await tongti.json(["committee", "fill", "first"] + change)["serving"] == .integer(3))
        try await tongti.done(
            ["committee", "assign", "first", "2", "--office", "deputy", "--portfolio", "works"] + change)
        #expect(try await tongti.done(["committee", "show", "first"] + asOperator).contains("deputy"))
        let ended = try await tongti.json(["committee", "end", "first", "--cause", "dissolved"] + change)
        #expect(ended["ending"]["handOverBy"] == .text("2024-03-01"))
        #expect(try await tongti.json(["committee", "hand-over", "first"] + change)["state"] == .text("handedOver"))
        #expect(try await tongti.done(["committee", "list"] + Self.here).contains("handedOver"))
        try await tongti.done(["committee", "constitute", path("second.json")] + asOperator)
        // What stands on another page is told of, also where people read a table.
        let page = try await tongti.run(["committee", "list", "--limit", "1"] + Self.here)
        let bodies = try await tongti.json(["committee", "list", "--limit", "1"] + Self.here)
        let next = try #require(bodies["next"].string)
        #expect(page.err.contains("--cursor \(next)"), "\(page.err)")
        let rest = try await tongti.json(["committee", "list", "--cursor", next] + Self.here)
        #expect(Set((bodies["bodies"].items + rest["bodies"].items).map(\.["code"].cell)) == ["first", "second"])

        #expect(try await tongti.done(["lift", "show", "1-1-A"] + Self.here).contains("serves 12"))
        try await tongti.done(["lift", "maintainer", "1-1-A", "新维保", "--dry-run"] + change)
        #expect(
            try await tongti.json(["lift", "maintainer", "1-1-A", "新维保"] + change)["changes"].items.first?["due"]
                == .text("2024-03-21"))
        try await tongti.done(["lift", "mark", "1-1-A", "--mark", "M-1"] + change)
        try await tongti.done(["lift", "user-unit", "1-1-A", "manager", "--name", "某物业"] + change)
        #expect(try await tongti.done(["lift", "export"] + asOperator).contains("新维保"))
        try await tongti.settle(Self.here[1])
        let notices = try await tongti.json(["notice", "list"] + Self.here)["notices"].items.map { $0["kind"].cell }
        #expect(
            Set(notices).isSuperset(of: [
                "body-seated", "body-member-changed", "body-ended", "body-handed-over", "maintainer-changed",
                "lift-marked",
            ]), "\(notices)")
    }
}
