import Configuration
import EventLog
import Foundation
import Kafka
import Logging
import Model
import Postgres
import Testing

@testable import ServiceRuntime

final class ConfigurationTests {
    private let directory = FileManager.default.temporaryDirectory.appendingPathComponent("config-\(UUID())").path

    deinit {
        guard FileManager.default.fileExists(atPath: directory) else { return }
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            Issue.record(error)
        }
    }

    private func file(_ name: String, _ content: String) throws -> String {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let path = directory + "/" + name
        try content.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func `the environment goes before the file, and the file before the defaults`() async throws {
        let key = try file("key", "secret\nsecond line\n")
        let config = try file(
            "tongti.json",
            #"{"http":{"port":9000,"host":"0.0.0.0"},"district":{"scenario":true},"internal":{"key":{"file":"\#(key)"}}}"#
        )
        let settings = try await RuntimeConfiguration(
            ConfigurationSources.read(environment: [
                "TONGTI_CONFIG": config, "TONGTI_HTTP_PORT": "9001",
                "TONGTI_PEERS_REGISTRY_URL": "http://127.0.0.1:8101",
                "TONGTI_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9092",
            ]), for: .funds)
        #expect(settings.port == 9_001)
        #expect(settings.host == "0.0.0.0")
        #expect(settings.isScenarioDistrict)
        #expect(settings.limits.connections == 512)
        #expect(settings.limits.streams == 384)
        #expect(settings.logLevel == .info)
        #expect(settings.internalKey.matches("secret"))
        #expect(settings.peers == [.registry: "http://127.0.0.1:8101"])
        #expect(settings.postgres.description == "postgresql://funds@127.0.0.1:5432/funds")
        #expect(settings.kafka.fetchWaitMax == .milliseconds(500))
        #expect(settings.eventLog.sharing == .static)
    }

    @Test(arguments: [
        ("TONGTI_HTTP_PORT", "eighty", "http.port", "is not a whole number"),
        ("TONGTI_HTTP_PORT", "65536", "http.port", "is 65536, but must be from 0 to 65535"),
        ("TONGTI_HTTP_HOST", "", "http.host", "is empty"),
        ("TONGTI_LOG_LEVEL", "loud", "log.level", "is loud, but must be one of "),
        ("TONGTI_DISTRICT_SCENARIO", "perhaps", "district.scenario", "is neither true nor false"),
        ("TONGTI_PEERS_FUNDS_URL", "127.0.0.1:8103", "peers.funds.url", "must be like http://"),
        ("TONGTI_INTERNAL_KEY_FILE", "/nowhere/key", "internal.key.file", "cannot be read"),
        ("TONGTI_POSTGRES_CONNECTIONS", "0", "postgres.connections", "must be from 1 to 100"),
        ("TONGTI_POSTGRES_PASSWORD_FILE", "/nowhere/password", "postgres.password.file", "cannot be read"),
        ("TONGTI_KAFKA_BOOTSTRAP_SERVERS", "", "kafka.bootstrap.servers", "is empty"),
        ("TONGTI_HTTP_CONNECTIONS", "1", "http.connections", "must be from 16 to 20000"),
        ("TONGTI_KAFKA_SHARING", "all", "kafka.sharing", "must be one of static, group"),
        ("TONGTI_KAFKA_TOPICS", "a topic", "kafka.topics", "must be letters, digits, dots"),
        ("TONGTI_KAFKA_FETCH_WAIT_MS", "-1", "kafka.fetch.wait.ms", "must be from 1 to 5000"),
    ])
    func `a wrong value stops the process and names its key`(
        variable: String, value: String, key: String, reason: String
    ) async throws {
        var environment = [
            "TONGTI_INTERNAL_KEY_FILE": try file("key", "secret"), "TONGTI_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9092",
        ]
        environment[variable] = value
        let config = try await ConfigurationSources.read(environment: environment)
        let error = #expect(throws: ConfigurationError.self) { try RuntimeConfiguration(config, for: .funds) }
        #expect(error?.key == key)
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test func `a missing secret is named`() async throws {
        let config = try await ConfigurationSources.read(environment: [:])
        #expect(throws: ConfigurationError("internal.key.file", "is not set")) {
            try RuntimeConfiguration(config, for: .funds)
        }
        let empty = try file("empty", "\n")
        let other = try await ConfigurationSources.read(environment: ["TONGTI_INTERNAL_KEY_FILE": empty])
        #expect(throws: ConfigurationError.self) { try RuntimeConfiguration(other, for: .funds) }
    }

    @Test(arguments: ["{", "[]", "not json"]) func `a configuration file that is broken stops the process`(
        content: String
    ) async throws {
        let path = try file("broken.json", content)
        let error = await #expect(throws: ConfigurationError.self) {
            try await ConfigurationSources.read(environment: ["TONGTI_CONFIG": path])
        }
        #expect(error?.key == "TONGTI_CONFIG")
    }

    @Test func `numbers and flags of a file must have their own types`() async throws {
        let path = try file("types.json", #"{"a":"7","b":7.5,"c":"true","d":[1]}"#)
        let config = try await ConfigurationSources.read(environment: ["TONGTI_CONFIG": path])
        #expect(throws: ConfigurationError.self) { try config.setting("a", in: 0...9, default: 1) }
        #expect(throws: ConfigurationError.self) { try config.setting("b", in: 0...9, default: 1) }
        #expect(throws: ConfigurationError.self) { try config.setting("c", default: false) }
        #expect(throws: ConfigurationError.self) { try config.setting("d") }
        #expect(try config.setting("e", in: 0...9, default: 1) == 1)
    }

    @Test func `a secret does not show in a description`() {
        #expect(!"\(InternalKey("hush"))".contains("hush"))
    }
}
