import Foundation
import Glibc
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// A story of one day in a district in which a service hangs as the day ends.
@Suite(.serialized, .timeLimit(.minutes(3))) struct AbsentServiceTests {
    private static let files = [
        "scenario.yaml": """
        title: "one day"
        community: {code: oneday, name: 一日, jurisdiction: national, fundStatus: insufficient, parkingCounts: false}
        rules: \(SourceRoot.path)/deploy/rules/national.yaml
        firstDay: "2024-02-20"
        lastDay: "2024-02-20"
        steps: []

        """,
        "roll.csv": """
        building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone
        1,1,1,101,52.35,dwelling,P1,业主甲,person,
        1,1,1,102,62.40,dwelling,P2,业主乙,person,

        """,
        "expected.yaml": """
        figures:
          - {name: "units", service: registry, path: roll, at: "units", is: "2"}
          - {name: "boards", service: notices, path: board, at: "buildings.count", is: "1"}

        """,
    ]

    private static func scenario() throws -> Scenario {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-absent-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        for (name, content) in files { try Data(content.utf8).write(to: folder.appending(path: name)) }
        return try Scenario(directory: folder.path)
    }

    @Test func `what the others publish is shown when a service hangs at the end of a story`() async throws {
        let scenario = try Self.scenario()
        try await District.run(try DistrictConfiguration.temporary()) { (district: District) async throws in
            var client = ServiceClient(DistrictAddress(url: district.url, internalKeyFile: district.internalKeyFile))
            client.patience = .seconds(5)
            client.attemptLimit = .seconds(10)
            let player = try await ScenarioPlayer(scenario, client: client)
            let parts = district.state.parts
            let notices = try #require(parts.first { $0.part == .service(.notices) }?.pid)
            defer { kill(notices, SIGCONT) }

            let end = await #expect(throws: UnsettledEnd.self) {
                try await player.play { _, _, _ in _ = kill(notices, SIGSTOP) }
            }
            let report = try await ScenarioReport.make(of: scenario, client: client, after: end?.absence)

            #expect(end?.absence.service == .notices)
            #expect(report.checks.map(\.absent) == [nil, .notices, nil], "\(report.table)")
            #expect(report.checks.filter { !$0.isUnread }.allSatisfy { $0.isRight }, "\(report.table)")
        }
    }
}
