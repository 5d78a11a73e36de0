import Foundation
import Model
import TestSupport
import Testing

@testable import tongti

/// The figures of a story at whose end a service stays away.
@Suite(.timeLimit(.minutes(1))) struct ScenarioReportTests {
    private static let figures = #"""
        figures:
          - {name: "units", service: registry, path: roll, at: "units", is: "132"}
          - {name: "received", service: funds, path: campaigns/lifts-1, at: "paid", is: "58818.39"}
          - {name: "heads", service: registry, path: roll, at: "heads", is: "113"}

        """#

    /// Besides those above it has figures that are recomputed, all of funds.
    private static func scenario() throws -> Scenario {
        try ScenarioTests.withCopy { folder in
            try ScenarioTests.write(figures, to: "expected.yaml", in: folder)
            return try Scenario(directory: folder.path)
        }
    }

    private static func client(_ url: String) -> ServiceClient {
        ServiceClient(DistrictAddress(url: url, internalKeyFile: nil))
    }

    private static let away = StubGateway.refused(503, "unavailable")

    @Test func `what the others publish is shown, and a service that stays away is named and asked once`() async throws
    {
        let scenario = try Self.scenario()
        // Whoever asks more waits until the time of this suite is over.
        let answers = [StubGateway.done(#"{"units": 132, "heads": 113}"#), Self.away]
        try await StubGateway.answering(answers) { url in
            let report = try await ScenarioReport.make(of: scenario, client: Self.client(url))

            #expect(report.checks.prefix(3).map(\.absent) == [nil, .funds, nil])
            let rest = report.checks.dropFirst(3)
            #expect(!rest.isEmpty && rest.allSatisfy { $0.absent == .funds })
            #expect(!report.isRight)
            #expect(report.table.hasPrefix("✓  units") && report.table.contains("\n?  received"), "\(report.table)")
            let (all, unread) = (report.checks.count, report.checks.count - 2)
            #expect(report.table.hasSuffix("\n2 of \(all) figures are right. \(unread) could not be read."))
            let error = #expect(throws: FiguresMissing.self) { try report.judge() }
            #expect(error?.exitStatus == .unreachable)
            #expect(error?.message == "funds stays away: Refused (503 unavailable)")
            let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
            #expect(try CommandDocument().faults(of: text, by: ["scenario", "run"]) == [])
        }
    }

    @Test func `a figure that differs is worse than one that could not be read`() async throws {
        let scenario = try Self.scenario()
        try await StubGateway.answering([StubGateway.done(#"{"units": 131, "heads": 113}"#), Self.away]) { url in
            let report = try await ScenarioReport.make(of: scenario, client: Self.client(url))

            let error = #expect(throws: FiguresDiffer.self) { try report.judge() }
            #expect(error?.exitStatus == .checkFailed)
            #expect(
                error?.message == """
                    1 figure(s) differ from what is expected.
                    funds stays away: Refused (503 unavailable)
                    """)
        }
    }

    @Test func `who stayed away when the story ended is not waited for again`() async throws {
        let scenario = try Self.scenario()
        try await StubGateway.answering([StubGateway.done(#"{"units": 132, "heads": 113}"#)]) { url in
            let absence = ServiceUnreachable(service: .funds, url: url, reason: "it has gone")
            let report = try await ScenarioReport.make(of: scenario, client: Self.client(url), after: absence)

            #expect(report.checks.prefix(3).map(\.absent) == [nil, .funds, nil])
            #expect(report.absent?.map(\.reason) == ["funds cannot be reached at \(url): it has gone"])
        }
    }
}
