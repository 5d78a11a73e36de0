import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// A vote in a real Chromium, on a narrow phone with the text at 200 %, in both languages: a letter's QR code is read back from
/// the printed sheet, leads to the assembly, and three taps later there is a receipt.
///
/// `deploy/setup --test` installs the browser, what drives it, and what reads the code. With `TONGTI_PICTURES` naming a folder,
/// pictures of the pages are left there.
@Suite(.district, .serialized, .timeLimit(.minutes(3))) struct VotePagesTests {
    private static let python = SourceRoot.path + "/.local/tester/bin/python3"
    private static let chromium = "/usr/bin/chromium"
    private static let script = SourceRoot.path + "/Tests/Browser/vote_pages.py"

    private struct Plan: Encodable {
        let url: String
        let chromium: String
        let pictures: String
        let scrutineer: String
        let committee: String
        let community: String
        let assembly: String
        let walks: [Walk]

        struct Walk: Encodable {
            let language: String
            let unit: String
            let choice: String
            /// What the assembly's page then says of the owners who took part.
            let turnout: String
            let code: String
            let login: String
            let secret: String
        }
    }

    @Test func `a letter's code leads to a vote of three taps, on a phone at 200 %`() async throws {
        for program in [Self.python, Self.chromium] {
            try #require(
                FileManager.default.isExecutableFile(atPath: program), "deploy/setup --test installs \(program)")
        }
        let files = try CommandFiles()
        defer { files.remove() }
        let community = "lilong"
        let here = ["-c", community, "--as", "operator"]
        let tongti = DistrictCommands()
        try await tongti.done(["community", "register", community, "--name", "里弄", "--as", "operator"])
        try await tongti.done(["rules", "adopt", SourceRoot.path + "/deploy/rules/national.yaml"] + here)
        try await tongti.done(["roll", "import", files.path("roll.csv")] + here)
        try await tongti.settle(community)
        try await tongti.done(["assembly", "convene", files.path("agenda.json")] + here)
        try await tongti.done(["assembly", "open", CommandStory.assembly] + here)
        let letters = try await tongti.json(["person", "letters"] + here)["letters"].items
        func walk(
            _ language: String, _ ref: String, _ unit: String, _ choice: String, _ turnout: String
        ) throws -> Plan.Walk {
            let code = letters.first { $0["ownerRef"] == .text(ref) }?["code"].string
            return Plan.Walk(
                language: language, unit: unit, choice: choice, turnout: turnout, code: try #require(code),
                login: "voter.\(ref.lowercased())", secret: "739102")
        }
        func token(_ role: Role) async throws -> String {
            try await DistrictCommands.client.token(
                TokenWish(
                    subject: "printer", community: try CommunityID(parsing: community), roles: [role], operator: false,
                    lifetimeSeconds: 3_600))
        }
        let plan = Plan(
            url: try SuiteDistrict.current.url, chromium: Self.chromium,
            pictures: ProcessInfo.processInfo.environment["TONGTI_PICTURES"] ?? files.path(""),
            scrutineer: try await token(.scrutineer), committee: try await token(.committee), community: community,
            assembly: CommandStory.assembly,
            walks: [
                try walk("zh", "A", "1-1-101", "for", "1 人 / 3 人"),
                try walk("en", "B", "1-1-102", "against", "2 owners / 3 owners"),
            ])
        try JSONEncoder().encode(plan).write(to: URL(filePath: files.path("plan.json")))

        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh", ["-c", #"exec "$@" <plan.json >report 2>&1"#, "sh", Self.python, Self.script],
                environment: ["PATH": "/usr/bin:/bin", "HOME": files.path("")], directory: files.path("")))
        let status = try await child.exited()
        let report = try String(contentsOfFile: files.path("report"), encoding: .utf8)
        #expect(status == .exited(0), "\(report.suffix(6_000))")
        #expect(report.split(separator: "\n").count { $0.hasPrefix("measured") } == 20, "\(report)")
        #expect(report.contains("printed 4 sheets"))
    }
}
