import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// Two compounds become one management area, by commands alone, through all services (S2-09, S2-10).
@Suite(.district, .serialized, .timeLimit(.minutes(4))) struct MergerStoryTests {
    private static let header =
        "building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone\n"
    private static let salt =
        header + """
            1,1,1,101,60.00,dwelling,A,业主甲,person,
            1,1,1,102,60.00,dwelling,B,业主乙,person,

            """
    private static let herbs =
        header + """
            1,1,1,101,70.00,dwelling,C,业主丙,person,
            1,1,1,102,70.00,dwelling,B,业主乙,person,

            """
    private static let lifts = """
        building,entrance,lift,registration_code,rescue_code,first_floor,last_floor,skips,installed_on,next_inspection_on,maintainer,maintainer_phone
        1,1,A,3110080501065,805165,1,11,,2011-09-01,2025-03-31,,

        """

    private let tongti = DistrictCommands(always: ["--as", "operator"])

    private func agenda(_ code: String) -> String {
        """
        {"code": "\(code)", "title": "电梯大修", "closesAt": "\(CommandFiles.inAMonth)", "noticeOn": "2020-01-01", "items": [{
          "code": "1", "title": "每平方米 10 元", "kind": "raiseFund", "mandate": {
            "kind": "collect", "rate": "10", "scope": {}, "threshold": "50%", "basis": "amount",
            "releases": {"work": "overhaul", "workClass": "majorRepair"}}}]}
        """
    }

    /// Decides by the votes of all those owners, and closes.
    private func decide(_ assembly: String, in community: String, _ files: URL, votes: [String: String]) async throws {
        let committee = DistrictCommands(always: ["-c", community, "--as", "committee"])
        try Data(agenda(assembly).utf8).write(to: files.appending(path: "agenda.json"))
        try await committee.done(["assembly", "convene", files.appending(path: "agenda.json").path])
        try await committee.done(["assembly", "open", assembly])
        for (owner, unit) in votes {
            try await DistrictCommands(always: ["-c", community, "--as", "owner", "--owner", owner]).done(
                ["vote", "cast", assembly, "--item", "1", "--choice", "for", "--unit", unit])
        }
        try await committee.done(["assembly", "close", assembly])
        try await committee.settle(community)
    }

    @Test func `two compounds become one area, whose books begin anew while the old ones are finished`() async throws {
        let files = FileManager.default.temporaryDirectory.appending(path: "tongti-merger-\(UUID())")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: files) } catch { Issue.record(error) } }
        func file(_ name: String, _ text: String) throws -> String {
            let place = files.appending(path: name)
            try Data(text.utf8).write(to: place)
            return place.path
        }
        let rules = SourceRoot.path + "/deploy/rules/national.yaml"
        try await tongti.done(["scenario", "day", "2021-06-01"])
        for (code, name) in [("xinyi", "新义片区"), ("yanye", "盐业小区"), ("yaocai", "药材小区")] {
            try await tongti.done(
                ["community", "register", code, "--name", name, "--jurisdiction", "national", "--street", "新义街道"]
                    + (code == "xinyi" ? [] : ["--owner-unit", "原单位"]))
            try await tongti.done(["rules", "adopt", rules, "-c", code])
        }
        try await tongti.done(["roll", "import", try file("salt.csv", Self.salt), "-c", "yanye"])
        try await tongti.done(["roll", "import", try file("herbs.csv", Self.herbs), "-c", "yaocai"])
        let gone = ["community", "owner-unit-gone", "-c", "yanye", "--since", "2000-01-01", "--basis", "破产裁定"]
        try await tongti.done(gone + ["--dry-run"])
        try await tongti.done(gone)
        #expect(try await tongti.json(["community", "owner-unit", "-c", "yanye"])["history"].items.count == 1)
        let sold = Self.header + "1,1,1,101,60.00,dwelling,E,业主戊,person,\n"
        let transfer = ["roll", "transfer", try file("sold.csv", sold), "-c", "yanye", "--on", "2021-06-01"]
        #expect(try await tongti.done(transfer + ["--dry-run"]).contains("A -> E"))
        #expect(try await tongti.json(["roll", "transfers", "-c", "yanye"])["transfers"].items.isEmpty)
        try await tongti.done(["lift", "import", try file("lifts.csv", Self.lifts), "-c", "yanye"])
        try await tongti.settle("yanye")
        try await decide("spring", in: "yanye", files, votes: ["A": "1-1-101", "B": "1-1-102"])
        let payments = "reference,unit,amount_yuan,paid_at,channel,payer\n"
        let collector = DistrictCommands(always: ["-c", "yanye", "--as", "collector"])
        try await collector.done(
            ["payment", "import", "spring-1", try file("p1.csv", payments + "F1,1-1-101,600.00,2021-06-01,bank,\n")])
        try await tongti.done(["scenario", "day", "2021-06-20"])

        let merge = [
            "community", "merge", "yanye", "yaocai", "-c", "xinyi", "--on", "2021-06-20", "--basis", "街道〔2021〕6号",
        ]
        #expect(try await tongti.refused(merge).contains("buildings-clash"))
        let right = merge + ["--rename", "yaocai:1=2"]
        #expect(try await tongti.done(right + ["--dry-run"]).contains("would be made of"))
        let report = try await tongti.json(right)
        #expect(report["units"] == .integer(4) && report["heads"] == .integer(3) && report["inSeveral"] == .integer(1))
        #expect(try await tongti.done(["community", "parts", "-c", "xinyi"]).contains("1=2"))
        #expect(try await tongti.json(["community", "show", "-c", "yanye"])["mergedInto"] == .text("xinyi"))
        for code in ["xinyi", "yanye", "yaocai"] { try await tongti.settle(code) }

        // The past is what it was.
        let before = ["roll", "units", "--on", "2021-06-19", "-c"]
        #expect(try await tongti.json(before + ["yanye"])["units"].items.count == 2)
        #expect(try await tongti.json(before + ["xinyi"])["units"].items.isEmpty)
        #expect(try await tongti.json(["roll", "units", "-c", "yanye"])["units"].items.isEmpty)
        #expect(try await tongti.json(["roll", "snapshots", "-c", "xinyi"])["snapshots"].items.count == 1)

        // The old books are finished on their own.
        try await collector.done(
            ["payment", "import", "spring-1", try file("p2.csv", payments + "F2,1-1-102,600.00,2021-06-20,bank,\n")])
        let convene = [
            "assembly", "convene", try file("late.json", agenda("late")), "-c", "yanye", "--as", "committee",
        ]
        #expect(try await DistrictCommands().run(convene).status == 1)
        #expect(try await tongti.json(["ledger", "accounts", "-c", "xinyi"])["items"].items.isEmpty)
        let old = try await tongti.json(["ledger", "accounts", "-c", "yanye"])

        // The area decides, collects and repairs as one.
        try await decide("area", in: "xinyi", files, votes: ["A": "1-1-101", "B": "1-1-102", "C": "2-1-101"])
        #expect(
            try await tongti.json(["campaign", "show", "area-1", "-c", "xinyi"])["due"] == .text("2600.00"))
        #expect(try await tongti.json(["order", "list", "-c", "xinyi"])["items"].items.count == 1)
        let collectorOfArea = DistrictCommands(always: ["-c", "xinyi", "--as", "collector"])
        try await collectorOfArea.done(
            ["payment", "import", "area-1", try file("p3.csv", payments + "F1,2-1-102,700.00,2021-06-20,bank,\n")])
        #expect(try await tongti.json(["ledger", "accounts", "-c", "yanye"]) == old)

        let notices = try await tongti.json(["notice", "list", "-c", "yanye"])["notices"].items.map { $0["kind"].cell }
        #expect(notices.contains("community-merged"))
        #expect(
            try await tongti.json(["notice", "list", "-c", "xinyi"])["notices"].items.map { $0["kind"].cell }
                .contains("communities-joined"))
        for service in ["ballots", "funds", "workorders", "notices"] {
            #expect(try await tongti.json(["events", "parked", service]).items.isEmpty)
        }
    }
}
