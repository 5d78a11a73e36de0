import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// The account pages in a real Chromium, on a narrow phone with the text at 200 %, in both languages, by the keyboard alone:
/// nothing is cut off or has to be scrolled sideways, and everything can be hit.
///
/// `deploy/setup --test` installs the browser and what drives it.
@Suite(.district, .serialized, .timeLimit(.minutes(3))) struct BrowserTests {
    private static let python = SourceRoot.path + "/.local/tester/bin/python3"
    private static let chromium = "/usr/bin/chromium"
    private static let script = SourceRoot.path + "/Tests/Browser/account_pages.py"

    private struct Plan: Encodable {
        let url: String
        let chromium: String
        let walks: [Walk]

        struct Walk: Encodable {
            let language: String
            let unit: String
            let code: String
            let login: String
            let secret: String
            let next: String
        }
    }

    @Test func `account pages can be read at 200 % on a phone, and used by the keyboard alone`() async throws {
        for program in [Self.python, Self.chromium] {
            try #require(
                FileManager.default.isExecutableFile(atPath: program), "deploy/setup --test installs \(program)")
        }
        let files = try CommandFiles()
        defer { files.remove() }
        let here = ["-c", "hutong", "--as", "operator"]
        let tongti = DistrictCommands()
        try await tongti.done(["community", "register", "hutong", "--name", "胡同", "--as", "operator"])
        try await tongti.done(["roll", "import", files.path("roll.csv")] + here)
        let letters = try await tongti.json(["person", "letters"] + here)["letters"].items
        func walk(_ language: String, _ ref: String, _ unit: String) throws -> Plan.Walk {
            let code = letters.first { $0["ownerRef"] == .text(ref) }?["code"].string
            return Plan.Walk(
                language: language, unit: unit, code: try #require(code), login: "owner.\(ref.lowercased())",
                secret: "739102", next: "correct horse")
        }
        let plan = Plan(
            url: try SuiteDistrict.current.url, chromium: Self.chromium,
            walks: [try walk("zh", "A", "1-1-101"), try walk("en", "B", "1-1-102")])
        try JSONEncoder().encode(plan).write(to: URL(filePath: files.path("plan.json")))

        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh", ["-c", #"exec "$@" <plan.json >report 2>&1"#, "sh", Self.python, Self.script],
                environment: ["PATH": "/usr/bin:/bin", "HOME": files.path("")], directory: files.path("")))
        let status = try await child.exited()
        let report = try String(contentsOfFile: files.path("report"), encoding: .utf8)
        #expect(status == .exited(0), "\(report.suffix(6_000))")
        #expect(report.split(separator: "\n").count { $0.hasPrefix("measured") } == 28, "\(report)")
    }
}
