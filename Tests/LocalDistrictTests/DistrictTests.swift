import AsyncHTTPClient
import Foundation
import Glibc
import Model
import NIOCore
import NIOHTTP1
import Postgres
import Testing

@testable import LocalDistrict

/// The whole district on real servers; only the five services are stand-ins that answer with their settings.
@Suite(.serialized, .timeLimit(.minutes(2))) struct DistrictTests {
    @Test func `whatever is killed comes back by itself on its port, and nothing is left at the end`() async throws {
        let configuration = try standInConfiguration()
        defer { removeStandIns(configuration) }
        let last = try await District.run(configuration) { (district: District) async throws in
            let before = district.state
            // With KAFKA_BOOTSTRAP_SERVERS the broker is not the district's to kill.
            let killed = [DistrictPart.postgres(.funds), .broker, .service(.ballots), .gateway]
                .filter(before.parts.map(\.part).contains)
            #expect(before.parts.allSatisfy { $0.phase == .ready && $0.starts == 1 })
            for part in killed { try await district.kill9(part) }
            try await district.awaitReady()

            let after = district.state
            for (old, new) in zip(before.parts, after.parts) {
                #expect(new.port == old.port)
                #expect(new.starts == (killed.contains(new.part) ? 2 : 1), "\(new.part)")
                #expect((new.pid == old.pid) == !killed.contains(new.part), "\(new.part)")
            }
            try await expectUsable(district)
            return after
        }

        for part in last.parts { #expect(kill(try #require(part.pid), 0) != 0, "\(part.part) still runs") }
        #expect(!FileManager.default.fileExists(atPath: configuration.directory))
    }

    @Test func `what was stored outlives the server that stored it`() async throws {
        let configuration = try standInConfiguration()
        defer { removeStandIns(configuration) }
        try await District.run(configuration) { (district: District) async throws in
            let access = district.postgres(of: .registry)
            let first = try await PostgresConnection.connect(access)
            try await first.execute("CREATE TABLE kept (number bigint NOT NULL)")
            try await first.execute("INSERT INTO kept (number) VALUES (42)")
            await first.close()
            try await district.kill9(.postgres(.registry))
            try await district.awaitReady(.postgres(.registry))

            let second = try await PostgresConnection.connect(access)
            let kept: [Int64] = try await second.query("SELECT number FROM kept", as: Int64.self)
            #expect(kept == [42])
            await second.close()
        }
    }

    @Test func `with a certificate a district is reached by HTTPS, and says so`() async throws {
        try await TestCertificates.with { (certificates: TestCertificates) async throws in
            var configuration = try standInConfiguration()
            configuration.certificate = try await certificates.make("gateway")
            let directory = configuration.directory
            try await District.run(configuration) { (district: District) async throws in
                let gateway = try #require(district.state.parts.first { $0.part == .gateway })
                #expect(gateway.phase == .ready && district.url == "https://127.0.0.1:\(gateway.port)")
                #expect(try DistrictState.read(in: DistrictDirectory(directory)).url == district.url)
            }
            removeStandIns(configuration)
        }
    }

    @Test func `a service gets its settings, and secrets only as files that it alone reads`() async throws {
        let configuration = try standInConfiguration()
        defer { removeStandIns(configuration) }
        try await District.run(configuration) { (district: District) async throws in
            let settings = try await environment(of: .registry, district)
            #expect(settings["TONGTI_HTTP_HOST"] == "127.0.0.1")
            #expect(settings["TONGTI_POSTGRES_DATABASE"] == "registry")
            #expect(settings["TONGTI_KAFKA_BOOTSTRAP_SERVERS"] == district.kafkaBootstrapServers)
            #expect(settings["TONGTI_KAFKA_FETCH_WAIT_MS"] == "50")
            #expect(settings["TONGTI_DISTRICT_SCENARIO"] == "true")
            #expect(settings["TONGTI_PEERS_WORKORDERS_URL"] == district.url(of: .workorders))
            #expect(settings["TONGTI_SIGNING_KEY_FILE"] != nil)
            #expect(settings["TONGTI_PERSONAL_KEY_FILE"] != nil)
            #expect(settings["TONGTI_DISTRICT_TEST"] == "additional")
            #expect(try await environment(of: .funds, district)["TONGTI_SIGNING_KEY_FILE"] == nil)
            for name in ["TONGTI_POSTGRES_PASSWORD_FILE", "TONGTI_INTERNAL_KEY_FILE"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: try #require(settings[name]))
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
        }
    }

    @Test
    func `on a cluster of others a district starts no broker, and a fresh one never reads what an earlier one sent`()
        async throws
    {
        var configuration = try standInConfiguration()
        configuration.kafkaBootstrapServers = "127.0.0.1:1"
        configuration.isTemporary = false
        defer { removeStandIns(configuration) }
        func topics() async throws -> String? {
            try await District.run(configuration) { (district: District) async throws in
                #expect(!district.state.parts.contains { $0.part == .broker })
                let settings = try await environment(of: .registry, district)
                #expect(settings["TONGTI_KAFKA_BOOTSTRAP_SERVERS"] == "127.0.0.1:1")
                return settings["TONGTI_KAFKA_TOPICS"]
            }
        }
        let first = try #require(try await topics())
        #expect(first.wholeMatch(of: /tongti-[0-9a-f]{12}/) != nil)
        #expect(try await topics() == first, "what the databases know is on the same topics")
        configuration.isFresh = true
        #expect(try await topics() != first)
        try await District.purge(DistrictDirectory(configuration.directory))
    }

    @Test func `folders of somebody else are not forgotten as a district's`() async throws {
        var configuration = try standInConfiguration()
        defer { removeStandIns(configuration) }
        configuration.isFresh = true
        configuration.isTemporary = false
        let directory = DistrictDirectory(configuration.directory)
        try FileManager.default.createDirectory(atPath: directory.secrets, withIntermediateDirectories: true)
        try Data("precious".utf8).write(to: URL(filePath: directory.secret("mine")))
        try await District.purge(directory)
        let error = await #expect(throws: DistrictError.self) { try await District.run(configuration) { _ in } }
        #expect("\(error as Any)".contains(directory.secrets))
        #expect(try String(contentsOfFile: directory.secret("mine"), encoding: .utf8) == "precious")
        try FileManager.default.removeItem(atPath: configuration.directory)
    }

    @Test func `nobody takes what a killed district left for the one that starts`() async throws {
        var configuration = try standInConfiguration()
        defer { removeStandIns(configuration) }
        configuration.ports.gateway = 65_536
        let directory = DistrictDirectory(configuration.directory)
        try directory.make()
        try Data("{}".utf8).write(to: URL(filePath: directory.stateFile))
        let error = await #expect(throws: DistrictError.self) { try await District.run(configuration) { _ in } }
        #expect("\(error as Any)".contains("65536"))
        #expect(!FileManager.default.fileExists(atPath: directory.stateFile))
        try FileManager.default.removeItem(atPath: configuration.directory)
    }

    @Test func `a part that cannot run is named with the end of its log`() async throws {
        var configuration = try standInConfiguration()
        defer { removeStandIns(configuration) }
        try writeScript("echo 'the setting x is missing'; exit 1", to: "\(configuration.executables)/FundsServer")
        configuration.startLimit = .seconds(60)
        let error = await #expect(throws: DistrictError.self) { try await District.run(configuration) { _ in } }
        let text = try #require(error).description
        #expect(text.contains("funds does not come up: exit code 1"))
        #expect(text.contains("| the setting x is missing"))
    }

    @Test func `a folder has one district and a port one server`() async throws {
        let configuration = try standInConfiguration()
        defer { removeStandIns(configuration) }
        try await District.run(configuration) { (district: District) async throws in
            let second = await #expect(throws: DistrictError.self) { try await District.run(configuration) { _ in } }
            #expect(second?.description.contains("runs in \(configuration.directory) already") == true)

            var other = configuration
            other.directory += "-other"
            other.ports.gateway = district.state.parts.first { $0.part == .gateway }?.port
            let third = await #expect(throws: DistrictError.self) { try await District.run(other) { _ in } }
            #expect(third?.description.contains("choose one with --port") == true)
        }
    }

    // MARK: - Stand-ins

    private func expectUsable(_ district: District) async throws {
        for service in ServiceName.allCases where service != .notices {
            #expect(try await environment(of: service, district)["TONGTI_POSTGRES_USER"] == service.rawValue)
            let connection = try await PostgresConnection.connect(district.postgres(of: service))
            let users: [String] = try await connection.query("SELECT current_user::text", as: String.self)
            #expect(users == [service.rawValue])
            await connection.close()
        }
    }

    /// Through the gateway.
    private func environment(of service: ServiceName, _ district: District) async throws -> [String: String] {
        let request = HTTPClientRequest(url: "\(district.url)/\(service.rawValue)/environment")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 1 << 20)
        return try JSONDecoder().decode([String: String].self, from: Data(body.readableBytesView))
    }

    private func standInConfiguration() throws -> DistrictConfiguration {
        var configuration = try DistrictConfiguration.temporary()
        // With a blank, as clones may lie in folders that have some.
        configuration.directory += " district"
        configuration.executables = "\(configuration.directory)-programs"
        configuration.additional = ["TONGTI_DISTRICT_TEST": "additional"]
        try FileManager.default.createDirectory(atPath: configuration.executables, withIntermediateDirectories: true)
        try Data(Self.server.utf8).write(to: URL(filePath: "\(configuration.executables)/server.py"))
        for service in ServiceName.allCases {
            try writeScript(
                "exec /usr/bin/python3 '\(configuration.executables)/server.py'",
                to: "\(configuration.executables)/\(service.executable)")
        }
        return configuration
    }

    private func writeScript(_ script: String, to path: String) throws {
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    private func removeStandIns(_ configuration: DistrictConfiguration) {
        do {
            try FileManager.default.removeItem(atPath: configuration.executables)
            if FileManager.default.fileExists(atPath: "\(configuration.directory)-other") {
                try FileManager.default.removeItem(atPath: "\(configuration.directory)-other")
            }
        } catch {
            Issue.record(error)
        }
    }

    private static let server = """
        import http.server, json, os

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = b"" if self.path == "/readyz" else json.dumps(dict(os.environ)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        address = (os.environ["TONGTI_HTTP_HOST"], int(os.environ["TONGTI_HTTP_PORT"]))
        http.server.ThreadingHTTPServer(address, Answer).serve_forever()
        """
}
