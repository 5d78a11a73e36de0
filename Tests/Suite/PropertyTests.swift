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

    @Test func `a tester that makes up requests finds no answer that the documents do not foresee`() async throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: Self.program), "deploy/setup --test installs schemathesis")
        let files = try CommandFiles()
        defer { files.remove() }
        try await CommandStory(files: files).play()
        let seed = ProcessInfo.processInfo.environment["TONGTI_SEED"].flatMap(UInt32.init) ?? .random(in: 0 ... .max)
        for service in ServiceName.allCases {
            // Each its own: the registry's test rotates the keys, and then an older token is good for seconds only.
            let token = try await DistrictCommands.client.token(
                TokenWish(
                    subject: "tester", community: try CommunityID(parsing: CommandStory.community),
                    roles: Role.allCases.filter { $0 != .operator }, operator: true, lifetimeSeconds: 3_600))
            let (status, report) = try await Self.test(service, token: token, seed: seed, files: files)
            #expect(status == .exited(0), "\(service.rawValue): \(report.suffix(12_000))")
            #expect(report.contains("generated"), "\(report)")
        }
    }

    private static func test(
        _ service: ServiceName, token: String, seed: UInt32, files: CommandFiles
    ) async throws -> (ChildProcess.ExitStatus, String) {
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
        let options = [
            "run", "\(try SuiteDistrict.current.url(of: service))/openapi.json",
            "--header", "Authorization: Bearer \(token)", "--seed", "\(seed)", "--max-examples", "25",
            "--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--warnings", "off",
            // Forms for pages have patterns that the tester's generator seldom meets.
            "--suppress-health-check", "filter_too_much",
            // Well-formed data may be refused for what it says: a lift that is not there, a vote after the close.
            "--exclude-checks", "positive_data_acceptance",
            // A stream of events has no end that could be waited for.
            "--exclude-path-regex", "/live$",
        ]
        let report = files.path("report")
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh", ["-c", #"exec "$@" >report 2>&1"#, "sh", program] + options,
                environment: ["PATH": "/usr/bin:/bin", "HOME": files.path("")], directory: files.path("")))
        let status = try await child.exited()
        return (status, try String(contentsOfFile: report, encoding: .utf8))
    }
}
