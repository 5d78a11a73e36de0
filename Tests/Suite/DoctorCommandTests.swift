import Foundation
import Glibc
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// `tongti doctor` on a real local district: while all is well, while a service hangs, and after one has died.
@Suite(.district, .serialized, .timeLimit(.minutes(4))) struct DoctorCommandTests {
    @Test func `all is well, then who hangs and who has died is named with what to do`() async throws {
        let district = try SuiteDistrict.current
        try await DistrictCommands().done(["scenario", "day", "2024-03-01", "--as", "operator"])
        try await awaitBroker()

        let well = try await doctor()
        #expect(well.status == 0 && well.err.isEmpty, "\(well.out)\(well.err)")
        let line = /All is well: 5 services ready within \d+ ms. The district plays a scenario, on 2024-03-01.\n/
        #expect(well.out.wholeMatch(of: line) != nil, "\(well.out)")

        for service in [ServiceName.funds, .registry] {
            let run = try await whileStopped(service) { try await doctor(["--json"]) }
            #expect(run.status == 4)
            #expect(try CommandDocument().faults(of: run.out, by: ["doctor", "--json"]) == [])
            let findings = try run.json["findings"].items
            let hanging = try #require(
                findings.first { $0["area"].string == "services" && $0["about"].items == [.text(service.rawValue)] })
            #expect(hanging["says"].cell == "\(service.rawValue) does not answer within 5 seconds: it hangs.")
            #expect(hanging["next"].cell.hasPrefix("tongti dev kill \(service.rawValue)"))
            // The registry makes the token with which the others would be asked.
            #expect(findings.contains { $0["area"].string == "access" } == (service == .registry))
        }

        try await district.kill9(.service(.notices))
        try await awaitReturn(of: .service(.notices))
        let died = try await doctor()
        #expect(died.status == 4 && died.err.hasPrefix("Not well: "), "\(died.err)")
        #expect(died.out.contains(". notices has ended once since "), "\(died.out)")
        #expect(died.out.contains("by: killed by signal 9. It is back.\n   For people: "), "\(died.out)")
    }

    private func doctor(_ more: [String] = []) async throws -> CommandLineRun {
        let district = try SuiteDistrict.current
        return try await CommandLineRun.of(
            ["doctor", "--as", "operator"] + more, url: district.url,
            environment: ["TONGTI_DISTRICT": district.directory.path])
    }

    /// Runs `body` while the service's process is there and does nothing.
    private func whileStopped<R>(_ service: ServiceName, _ body: () async throws -> R) async throws -> R {
        let part = try SuiteDistrict.current.state.parts.first { $0.part == .service(service) }
        let pid = try #require(part?.pid)
        try #require(kill(pid, SIGSTOP) == 0)
        defer { #expect(kill(pid, SIGCONT) == 0) }
        return try await body()
    }

    /// Services look for it as soon as they are ready, and report it a moment later.
    private func awaitBroker() async throws {
        let client = try DistrictCommands.client
        for service in ServiceName.allCases {
            try await waitWhile { try await client.get(service, "/readyz").json()["broker"].string != "up" }
        }
    }

    /// The state that commands read is a moment late.
    private func awaitReturn(of part: DistrictPart) async throws {
        let directory = try SuiteDistrict.current.directory
        try await waitWhile {
            try !DistrictState.read(in: directory).parts.contains {
                $0.part == part && $0.starts > 1 && $0.phase == .ready
            }
        }
    }
}
