import Foundation
import LocalDistrict
import TestSupport
import Testing

@testable import tongti

/// Pages of the running suite's district, walked in a real Chromium by a script of `Tests/Browser`.
///
/// `deploy/setup --test` installs the browser and what drives it.
struct BrowserWalk {
    static let chromium = "/usr/bin/chromium"
    private static let python = SourceRoot.path + "/.local/tester/bin/python3"

    /// What the script printed, and that it found no fault.
    let report: String

    /// How many pages were measured.
    var measured: Int { report.split(separator: "\n").count { $0.hasPrefix("measured") } }

    /// Walks as `plan` says, from and to files of the test.
    init(_ script: String, _ plan: some Encodable, _ files: CommandFiles) async throws {
        for program in [Self.python, Self.chromium] {
            try #require(
                FileManager.default.isExecutableFile(atPath: program), "deploy/setup --test installs \(program)")
        }
        try JSONEncoder().encode(plan).write(to: URL(filePath: files.path("plan.json")))
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh",
                [
                    "-c", #"exec "$@" <plan.json >report 2>&1"#, "sh", Self.python,
                    "\(SourceRoot.path)/Tests/Browser/\(script)",
                ],
                environment: ["PATH": "/usr/bin:/bin", "HOME": files.path("")], directory: files.path("")))
        let status = try await child.exited()
        report = try String(contentsOfFile: files.path("report"), encoding: .utf8)
        #expect(status == .exited(0), "\(report.suffix(6_000))")
    }
}

/// A community with a roll whose owners can open accounts.
struct BrowserCommunity {
    let code: String
    let tongti = DistrictCommands()
    private let letters: [JSONValue]

    /// What an operator adds to a command about it.
    var here: [String] { ["-c", code, "--as", "operator"] }

    init(_ code: String, named name: String, _ files: CommandFiles, rules: Bool = false) async throws {
        self.code = code
        let here = ["-c", code, "--as", "operator"]
        try await tongti.done(
            ["community", "register", code, "--name", name, "--jurisdiction", "national", "--as", "operator"])
        if rules { try await tongti.done(["rules", "adopt", SourceRoot.path + "/deploy/rules/national.yaml"] + here) }
        try await tongti.done(["roll", "import", files.path("roll.csv")] + here)
        letters = try await tongti.json(["person", "letters"] + here)["letters"].items
    }

    /// What opens the account of the owner whom the roll calls so.
    func activation(_ ref: String) throws -> String {
        try #require(letters.first { $0["ownerRef"] == .text(ref) }?["code"].string)
    }
}
