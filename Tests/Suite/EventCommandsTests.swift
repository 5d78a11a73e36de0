import AsyncHTTPClient
import Foundation
import LocalDistrict
import Model
import NIOCore
import Postgres
import TestSupport
import Testing

@testable import tongti

/// `tongti events` against a real district whose work orders service is made to stumble.
@Suite(.district, .serialized, .timeLimit(.minutes(3))) struct EventCommandsTests {
    private let tongti = DistrictCommands(always: ["--as", "operator"])

    @Test func `an event that cannot be applied is shown, retried and discarded`() async throws {
        try await register("stumble")
        try await withoutLiftTable {
            try await importLifts("stumble")
            try await tongti.settle("stumble")
        }
        let parked = try await tongti.json(["events", "parked", "workorders"])
        let first = try #require(parked.items.first)
        let (shard, position, subject) = (first["shard"].cell, first["position"].cell, first["subject"].cell)
        #expect(parked.items.count == 2)
        #expect(first["source"].string == "registry")
        #expect(first["community"].string == "stumble")
        #expect(try await tongti.done(["events", "parked", "workorders"]).contains(subject))

        let retry = ["events", "retry", "workorders", "registry", subject, "-c", "stumble"]
        #expect(try await tongti.json(retry + ["--dry-run"])["positions"].items.map(\.cell) == [position])
        #expect(
            try await tongti.json(["events", "parked", "workorders"]).items.count == 2, "a rehearsal tries nothing")
        #expect(try await tongti.json(retry)["applied"] == .integer(1))
        #expect(try await tongti.run(retry).status == 1, "it is applied once")
        #expect(try await tongti.json(["lift", "status", "-c", "stumble"])["lifts"] == .integer(1))

        let other = try #require(try await tongti.json(["events", "parked", "workorders"]).items.first)["position"].cell
        let discard = [
            "events", "discard", "workorders", "registry", shard, other, "--reason", "a lift that never was",
        ]
        #expect(try await tongti.json(discard + ["--dry-run"])["dryRun"] == .bool(true))
        #expect(try await tongti.json(discard)["dryRun"] == .bool(false))
        for again in [discard, discard + ["--dry-run"]] { #expect(try await tongti.run(again).status == 1) }
        #expect(try await tongti.json(["events", "parked", "workorders"]).items.isEmpty)
        #expect(
            try await tongti.json(["lift", "status", "-c", "stumble"])["lifts"] == .integer(1),
            "what was given up stays away")
    }

    @Test func `every figure of the dashboards is one that services give`() async throws {
        let dashboard = try String(
            contentsOfFile: SourceRoot.path + "/deploy/grafana/dashboards/district.json", encoding: .utf8)
        let shown = Set(dashboard.matches(of: /(?:http|tongti|kafka|postgres)_[a-z_]+/).map { String($0.0) })
        #expect(shown.count > 5)
        let ports = try SuiteDistrict.current.state.parts.compactMap { part in
            if case .service = part.part { part.port } else { nil }
        }
        var missing = shown
        // What Kafka's clients count is told only every few seconds.
        while !missing.isEmpty {
            for port in ports {
                let answer = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: "http://127.0.0.1:\(port)/metrics"), timeout: .seconds(10))
                let text = String(buffer: try await answer.body.collect(upTo: 4 << 20))
                missing = missing.filter { !text.contains("\n\($0){") && !text.contains("\n\($0) ") }
            }
        }
    }

    @Test func `a retry that fails again is refused with its reason and changes nothing`() async throws {
        try await register("stubborn")
        try await withoutLiftTable {
            try await importLifts("stubborn")
            try await tongti.settle("stubborn")
            let subject = try #require(try await tongti.json(["events", "parked", "workorders"]).items.first)["subject"]
                .cell
            let retry = try await tongti.run(["events", "retry", "workorders", "registry", subject, "-c", "stubborn"])
            #expect(retry.status == 1)
            #expect(retry.err.contains("still-not-applicable"))
            #expect(try await tongti.json(["events", "parked", "workorders"]).items.count == 2)
        }
        for event in try await tongti.json(["events", "parked", "workorders"]).items {
            try await tongti.done([
                "events", "retry", "workorders", "registry", event["subject"].cell, "-c", "stubborn",
            ])
        }
        #expect(try await tongti.json(["lift", "status", "-c", "stubborn"])["lifts"] == .integer(2))
    }

    @Test func `lag shows each follower of each log`() async throws {
        try await register("level")
        try await tongti.settle("level")
        let lines = try await tongti.json(["events", "lag"]).items
        let line = try #require(lines.first { $0["source"].string == "registry" && $0["follower"].string == "funds" })
        #expect(try #require(line["recorded"].int) > 0)
        #expect(try await tongti.done(["events", "lag"]).contains("registry    funds"))
    }

    @Test func `tail shows the last events, those from a position on, and of one community or shard`() async throws {
        for community in ["tail-1", "tail-2"] {
            try await register(community)
            try await importLifts(community)
        }
        let community = try await lines(["-c", "tail-1", "-n", "500"])
        #expect(Set(community.map { $0["community"].string }) == ["tail-1"])
        #expect(community.last?["type"].string == "tongti.registry.LiftRecorded.v1")
        #expect(community.last?["data"]["lift"].string == "2-1-A")
        let positions = community.compactMap { $0["position"].int }
        #expect(positions == positions.sorted())

        #expect(try await lines(["-c", "tail-1", "-n", "2"]) == Array(community.suffix(2)))
        #expect(try await lines(["-c", "tail-1", "--from", "1"]) == community)
        #expect(
            try await lines(["-c", "tail-1", "--from", "\(try #require(positions.last))"]) == Array(community.suffix(1))
        )
        #expect(try await lines(["-c", "tail-1", "--from", "1000000"]) == [])
        #expect(try await lines(["-c", "tail-1", "-n", "0"]) == [])
        let shard = Shard(of: try CommunityID(parsing: "tail-1"))
        #expect(
            try await lines(["--shard", "\(shard)", "--from", "1"]).filter { $0["community"].string == "tail-1" }
                == community)
        let all = try await lines(["-n", "500"])
        #expect(Set(all.map { $0["community"].cell }).isSuperset(of: ["tail-1", "tail-2"]))
        let words = try await tongti.done(["events", "tail", "--service", "registry", "-c", "tail-1", "-n", "1"])
        #expect(words.contains("  \(shard)/\(try #require(positions.last))  tail-1  tongti.registry.LiftRecorded.v1  "))
        #expect(words.split(separator: "\n").count == 1)
    }

    @Test func `a followed log goes on across a restart of its service and ends on Ctrl-C`() async throws {
        let district = try SuiteDistrict.current
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-tail-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await register("followed")
        let tail = try await ChildProcess.start(
            CommandLineRun.command(
                [
                    "events", "tail", "--service", "registry", "-c", "followed", "-n", "1", "--follow", "--as",
                    "operator",
                ],
                folder: folder, url: district.url, ["TONGTI_INTERNAL_KEY_FILE": district.internalKeyFile]))
        try await until(folder + "/out", contains: "CommunityRegistered")
        try await district.restart(.service(.registry))
        try await importLifts("followed")
        try await until(folder + "/out", contains: "2-1-A")

        #expect(!tail.hasEnded)
        tail.signal(SIGINT)
        #expect(try await tail.exited() == .killed(signal: SIGINT))
        #expect(try String(contentsOfFile: folder + "/err", encoding: .utf8) == "")
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test func `a reader that has seen enough ends a long tail without a complaint`() async throws {
        let district = try SuiteDistrict.current
        try await register("enough")
        let tongti = try BuildFolder.current().executables + "/tongti"
        let log = FileManager.default.temporaryDirectory.appending(path: "tongti-head-\(UUID())").path
        let script = "'\(tongti)' events tail --service registry -c enough -n 1 --follow --as operator | head -n 1"
        var environment = [
            "TONGTI_URL": district.url, "TONGTI_INTERNAL_KEY_FILE": district.internalKeyFile, "PATH": "/usr/bin:/bin",
        ]
        environment["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
        let shell = try await ChildProcess.start(.init("/bin/sh", ["-c", script], environment: environment, log: log))
        try await until(log, contains: "\n")
        // Only when it writes again does it learn that nobody reads.
        try await importLifts("enough")
        #expect(try await shell.exited() == .exited(0))
        #expect(try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").count == 1)
        try FileManager.default.removeItem(atPath: log)
    }

    // MARK: - What the tests are made of

    /// The registry's events as `tail --json` writes them.
    private func lines(_ words: [String]) async throws -> [JSONValue] {
        try await tongti.done(["events", "tail", "--service", "registry", "--json"] + words).split(separator: "\n").map
        {
            try Answer(status: 200, bytes: Array($0.utf8)).json()
        }
    }

    private func register(_ community: String) async throws {
        try await tongti.done(["community", "register", community, "--name", community, "--jurisdiction", "national"])
    }

    private func importLifts(_ community: String) async throws {
        let files = try CommandFiles()
        defer { files.remove() }
        try await tongti.done(["roll", "import", files.path("roll.csv"), "-c", community])
        try await tongti.done(["lift", "import", files.path("lifts.csv"), "-c", community])
    }

    /// Takes the table of lifts away from the work orders service meanwhile.
    private func withoutLiftTable(_ body: () async throws -> Void) async throws {
        let connection = try await PostgresConnection.connect(try SuiteDistrict.current.postgres(of: .workorders))
        try await connection.execute("ALTER TABLE lift RENAME TO lift_away")
        let result: Result<Void, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        try await connection.execute("ALTER TABLE lift_away RENAME TO lift")
        await connection.close()
        try result.get()
    }

    private func until(_ file: String, contains text: String) async throws {
        try await waitWhile {
            !String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self).contains(text)
        }
    }
}
