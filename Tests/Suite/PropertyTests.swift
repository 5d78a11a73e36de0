import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// What `/openapi.json` says of each service is true, as far as a property-based tester (schemathesis) finds: no server
/// error, no answer of a status, media type or shape that is not documented, nothing taken that the document rules out.
///
/// `deploy/setup --test` installs the tester; the seed of a run is in its report.
@Suite(.district, .serialized, .timeLimit(.minutes(10))) struct PropertyTests {
    private static let program = SourceRoot.path + "/.local/tester/bin/schemathesis"
    /// The tester and what it asks want a core each, and neither is busy all the time.
    private static let atOnce = 2
    /// After two rotations no token of before is good: it is tested last, and all else before it as somebody with every role.
    private static let rotation = "/v1/keys/rotate"

    @Test func `a tester that makes up requests finds no answer that the documents do not foresee`() async throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: Self.program), "deploy/setup --test installs schemathesis")
        let files = try CommandFiles()
        defer { files.remove() }
        try await CommandStory(files: files).play()
        try Self.writeSettings(files)
        let seed = ProcessInfo.processInfo.environment["TONGTI_SEED"].flatMap(UInt32.init) ?? .random(in: 0 ... .max)
        // A stream of events has no end that could be waited for.
        let most = ["--seed", "\(seed)", "--exclude-path-regex", "(/live|\(Self.rotation))$"]
        let token = try await Self.token()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, service) in ServiceName.allCases.enumerated() {
                if index >= Self.atOnce { try await group.next() }
                group.addTask { try await Self.expectNothing(of: service, most, token: token, files) }
            }
            try await group.waitForAll()
        }
        try await Self.expectNothing(
            of: .registry, ["--seed", "\(seed)", "--include-path", Self.rotation], token: token, files)
    }

    private static func token() async throws -> String {
        try await DistrictCommands.client.token(
            TokenWish(
                subject: "tester", community: try CommunityID(parsing: CommandStory.community),
                roles: Role.allCases.filter { $0 != .operator }, operator: true, lifetimeSeconds: 3_600))
    }

    private static func writeSettings(_ files: CommandFiles) throws {
        // Things that exist, so that not every answer is 404.
        try Data(
            """
            [parameters]
            community = "\(CommandStory.community)"
            assembly = "\(CommandStory.assembly)"
            campaign = "\(CommandStory.campaign)"
            order = "\(CommandStory.order)"
            unit = "1-1-101"
            building = "1"

            # A body that is too large is refused as well, whatever else is wrong with it.
            [checks.negative_data_rejection]
            expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]

            """.utf8
        ).write(to: URL(filePath: files.path("schemathesis.toml")))
    }

    /// Tests the operations of a service that `choice` leaves.
    private static func expectNothing(
        of service: ServiceName, _ choice: [String], token: String, _ files: CommandFiles
    ) async throws {
        let options = [
            "run", "\(try SuiteDistrict.current.url(of: service))/openapi.json",
            "--header", "Authorization: Bearer \(token)", "--max-examples", "25",
            "--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--warnings", "off",
            "--generation-database", "none",
            // Forms for pages have patterns that the tester's generator seldom meets.
            "--suppress-health-check", "filter_too_much",
            // Well-formed data may be refused for what it says: a lift that is not there, a vote after the close.
            "--exclude-checks", "positive_data_acceptance",
        ]
        let name = "report-\(UUID())"
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh",
                ["-c", #"report="$1"; shift; exec "$@" >"$report" 2>&1"#, "sh", name, program] + options + choice,
                environment: ["PATH": "/usr/bin:/bin", "HOME": files.path("")], directory: files.path("")))
        let status = try await child.exited()
        let report = try String(contentsOfFile: files.path(name), encoding: .utf8)
        #expect(status == .exited(0), "\(service.rawValue): \(report.suffix(12_000))")
        #expect(report.contains("generated"), "\(report)")
    }
}
