package import Configuration
package import EventLog
package import Kafka
package import Logging
package import Model
package import Postgres

/// The settings that every process has.
///
/// A key is written `http.port` in the file and `TONGTI_HTTP_PORT` in the environment.
package struct RuntimeConfiguration: Sendable {
    /// `http.host`: the address to listen on, by default 127.0.0.1.
    package var host: String
    /// `http.port`: 0…65535, by default 8080; 0 takes any free one.
    package var port: Int
    /// `log.level`: trace, debug, info, notice, warning, error or critical; by default info.
    package var logLevel: Logger.Level
    /// `district.scenario`: whether an operator sets the district's day; by default false.
    package var isScenarioDistrict: Bool
    /// `internal.key.file`: the file with the secret that the processes share.
    package var internalKey: InternalKey
    /// `peers.<service>.url`: where each service listens, without a path.
    package var peers: [ServiceName: String]

    /// `postgres.host`, by default 127.0.0.1; `.port` 5432; `.database` and `.user`, by default the service's name;
    /// `.password.file`, by default no password; `.connections` 1…100, by default 8.
    package var postgres: PostgresConfiguration
    /// `kafka.bootstrap.servers`; `.fetch.wait.ms` 1…5000, by default 500; `.session.timeout.ms` 1000…300000, by
    /// default 10000.
    package var kafka: KafkaConfiguration
    /// Sharing and replication of the log.
    ///
    /// `kafka.sharing`: `static` when this process applies every shard, by default; `group` when several share them.
    /// `kafka.topics`: what the topics' names begin with, by default `tongti`; `kafka.replication`: copies of each partition, 1…9, by default 1.
    package var eventLog: EventLogConfiguration
    /// `http.connections`: how many are taken at once, 16…20000, by default 512; of these at most three quarters may be
    /// event streams, and further clients wait.
    package var limits = HTTPLimits()

    /// - Throws: ``ConfigurationError`` naming the first key that is missing or wrong.
    package init(_ config: ConfigReader, for service: ServiceName) throws {
        host = try config.setting("http.host", default: "127.0.0.1")
        port = try config.setting("http.port", in: 0...65_535, default: 8_080)
        limits.connections = try config.setting("http.connections", in: 16...20_000, default: 512)
        limits.streams = limits.connections * 3 / 4
        logLevel = try config.setting("log.level", default: Logger.Level.info)
        isScenarioDistrict = try config.setting("district.scenario", default: false)
        internalKey = InternalKey(try config.secret("internal.key.file"))
        postgres = try Self.postgres(config, for: service)
        kafka = try KafkaConfiguration(
            bootstrapServers: config.requiredSetting("kafka.bootstrap.servers"), clientID: "tongti-\(service.rawValue)",
            fetchWaitMax: .milliseconds(config.setting("kafka.fetch.wait.ms", in: 1...5_000, default: 500)),
            sessionTimeout: .milliseconds(
                config.setting("kafka.session.timeout.ms", in: 1_000...300_000, default: 10_000)))
        eventLog = try EventLogConfiguration(
            sharing: config.setting("kafka.sharing", default: Sharing.static).value,
            topics: Self.topics(config),
            replication: config.setting("kafka.replication", in: 1...9, default: 1))
        peers = [:]
        for service in ServiceName.allCases {
            let key = "peers.\(service.rawValue).url"
            guard let url = try config.setting(key) else { continue }
            guard url.hasPrefix("http://") || url.hasPrefix("https://"), !url.hasSuffix("/") else {
                throw ConfigurationError(key, "is \(url), but must be like http://127.0.0.1:8101")
            }
            peers[service] = url
        }
    }

    private static func topics(_ config: ConfigReader) throws -> String {
        let topics = try config.setting("kafka.topics", default: "tongti")
        // With the service's name behind it, it has to be a topic's name, which Kafka limits to 249 of these characters.
        guard topics.count <= 200, topics.wholeMatch(of: /[A-Za-z0-9._-]+/) != nil else {
            throw ConfigurationError(
                "kafka.topics", "is \(topics), but must be letters, digits, dots, dashes and underscores")
        }
        return topics
    }

    private static func postgres(_ config: ConfigReader, for service: ServiceName) throws -> PostgresConfiguration {
        var postgres = PostgresConfiguration(
            host: try config.setting("postgres.host", default: "127.0.0.1"),
            port: try config.setting("postgres.port", in: 1...65_535, default: 5_432),
            database: try config.setting("postgres.database", default: service.rawValue),
            user: try config.setting("postgres.user", default: service.rawValue))
        if try config.setting("postgres.password.file") != nil {
            postgres.password = try config.secret("postgres.password.file")
        }
        postgres.maximumConnections = try config.setting("postgres.connections", in: 1...100, default: 8)
        postgres.applicationName = "tongti-\(service.rawValue)"
        return postgres
    }

    /// The words of `kafka.sharing`.
    private enum Sharing: String, CaseIterable {
        case `static`, group

        var value: EventLogConfiguration.Sharing {
            switch self {
            case .static: .static
            case .group: .group
            }
        }
    }
}
