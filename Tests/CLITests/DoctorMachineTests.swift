import Foundation
import Glibc
import Model
import TestSupport
import Testing

@testable import LocalDistrict
@testable import tongti

/// What `tongti doctor` makes of the machine that a district runs on, and of the certificate that it shows.
@Suite(.timeLimit(.minutes(1))) struct DoctorMachineTests {
    @Test func `a part that is down or has died is told, and one that was restarted in order is not`() {
        let report = WellDistrict.report(
            local: Self.local([
                Self.part(.service(.funds), .starting, starts: 9, lastEnd: "exit code 1"),
                Self.part(.postgres(.funds), .ready, starts: 3, lastEnd: "killed by signal 9"),
                Self.part(.broker, .ready, starts: 2, lastEnd: "killed by signal 15"),
                Self.part(.service(.notices), .ready, starts: 2, lastEnd: "exit code 0"),
                Self.part(.gateway, .ready, starts: 1, lastEnd: nil),
            ]))

        #expect(report.found == ["parts: funds", "parts: postgres-funds"])
        #expect(report.findings[0].says == "funds is starting; what ended it: exit code 1.")
        #expect(report.findings[1].says.hasPrefix("postgres-funds has ended 2 times since 2023-11-15T06:13:20+08:00"))
        #expect(report.findings[0].next == "tongti dev logs funds")
    }

    @Test func `a program that was replaced is told, and a disk that is full`() {
        let replaced = WellDistrict.report(local: Self.local([], replaced: [.service(.funds), .service(.notices)]))
        #expect(replaced.found == ["parts: funds notices"])
        let full = WellDistrict.report(local: Self.local([], free: (1 << 30) - 1))
        #expect(full.found == ["disk: "])
        #expect(full.findings.first?.says == "1023 MB are free where the data lie, in /district/data.")
        #expect(Set(WellDistrict.report(local: Self.local([])).well).isSuperset(of: [.parts, .disk]))
    }

    @Test func `a certificate that ends within a fortnight is told, and one that could not be read`() {
        func certificate(_ view: CertificateView) -> [String] {
            WellDistrict.report(certificate: view).findings.map(\.says)
        }
        let day: Int64 = 86_400
        #expect(certificate(.ends(WellDistrict.moment(14 * day))).isEmpty)
        #expect(
            certificate(.ends(WellDistrict.moment(13 * day)))
                == ["The gateway's certificate ends in 13 days: 2023-11-28T06:13:20+08:00."])
        #expect(
            certificate(.ends(WellDistrict.moment(-1)))
                == ["The gateway's certificate has ended: 2023-11-15T06:13:19+08:00."])
        #expect(certificate(.unread("openssl is missing here")).first?.contains("openssl is missing here") == true)
    }

    // MARK: - What is seen of the machine

    @Test func `a process whose file is gone runs a program that was replaced`() async throws {
        try await Self.inFolder { folder in
            let program = "\(folder)/part"
            try FileManager.default.copyItem(atPath: "/usr/bin/sleep", toPath: program)
            let part = try await ChildProcess.start(.init(program, ["50"]))
            // Until then it is the shell that becomes it.
            try await waitWhile {
                try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(part.pid)/exe") != program
            }
            #expect(!LocalView.runsReplacedProgram(part.pid))
            try FileManager.default.removeItem(atPath: program)
            #expect(LocalView.runsReplacedProgram(part.pid))
            try await part.stop(SIGKILL)
            #expect(!LocalView.runsReplacedProgram(part.pid), "who has ended runs nothing")
        }
    }

    @Test func `the room is that of the folder where the data lie`() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let state = DistrictState(
            supervisor: 1, startedAt: Date(), url: "", kafkaBootstrapServers: "", isScenario: false,
            secrets: "\(folder)/secrets", parts: [])
        let seen = LocalView(of: state)
        #expect(seen.data == DistrictDirectory(folder).data)
        #expect((seen.free == nil) == !FileManager.default.fileExists(atPath: seen.data))
    }

    @Test func `the certificate is the one that is shown`() async throws {
        try await Self.inFolder { folder in
            let make = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3 -subj /CN=gateway "
            try await ChildProcess.finish(
                .init(
                    "/usr/bin/openssl",
                    (make + "-keyout key.pem -out certificate.pem").split(separator: " ").map(String.init),
                    directory: folder))
            let port = try FreePort.reserve()
            let server = try await ChildProcess.start(
                .init(
                    "/usr/bin/openssl",
                    [
                        "s_server", "-www", "-accept", "127.0.0.1:\(port)", "-key", "key.pem", "-cert",
                        "certificate.pem",
                    ],
                    directory: folder))
            var shown = try await CertificateView.shown(at: "https://127.0.0.1:\(port)")
            while case .unread? = shown, !server.hasEnded {
                shown = try await CertificateView.shown(at: "https://127.0.0.1:\(port)")
            }
            try await server.stop(SIGKILL)

            guard case .ends(let end)? = shown else {
                Issue.record("\(String(describing: shown))")
                return
            }
            let seconds = (end.microseconds - Timestamp.here.microseconds) / 1_000_000
            #expect((3 * 86_400 - 120...3 * 86_400).contains(seconds))
            #expect(try await CertificateView.shown(at: "https://127.0.0.1:\(port)") == .unread("no certificate came"))
            #expect(try await CertificateView.shown(at: "http://127.0.0.1:\(port)") == nil)
        }
    }

    @Test func `what openssl says is read, and anything else is passed on`() throws {
        let end = try Timestamp(parsing: "2026-06-01T12:00:00Z")
        #expect(CertificateView(said: "notAfter=2026-06-01 12:00:00Z\n") == .ends(end))
        #expect(CertificateView(said: "no certificate came\n") == .unread("no certificate came"))
        #expect(CertificateView(said: "") == .unread("nothing was said"))
    }

    // MARK: - What the tests are made of

    private static func local(
        _ parts: [DistrictState.Part], free: UInt64 = 1 << 40, replaced: [DistrictPart] = []
    ) -> LocalView {
        let state = DistrictState(
            supervisor: 1, startedAt: Date(timeIntervalSince1970: 1_700_000_000), url: "http://district",
            kafkaBootstrapServers: "", isScenario: false, secrets: "/district/secrets", parts: parts)
        return LocalView(state: state, data: "/district/data", free: free, replaced: replaced)
    }

    private static func part(
        _ part: DistrictPart, _ phase: StatusBoard.Phase, starts: Int, lastEnd: String?
    ) -> DistrictState.Part {
        .init(
            part: part, phase: phase, pid: 1, port: 1, starts: starts, lastEnd: lastEnd, log: "", stopSignal: SIGTERM)
    }

    private static func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-doctor-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
        try await body(folder)
    }
}
