import FoundationEssentials
import Model

/// Who listens where, and with which settings each service starts: a configuration with its open questions answered.
struct DistrictPlan: Sendable {
    let configuration: DistrictConfiguration
    let directory: DistrictDirectory
    private let ports: [DistrictPart: Int]
    let parts: [DistrictPart]
    let bootstrapServers: String

    /// - Throws: `DistrictError.portUnusable`, or `LaunchError` when no port is free.
    init(_ configuration: DistrictConfiguration, directory: DistrictDirectory) throws {
        self.configuration = configuration
        self.directory = directory
        let possible = DistrictPart.all.filter { $0 != .broker || configuration.kafkaBootstrapServers == nil }
        // A service that others start has its port too.
        ports = try Self.ports(of: possible, configuration.ports)
        parts = possible.filter { part in
            if case .service(let service) = part { configuration.services.contains(service) } else { true }
        }
        bootstrapServers = configuration.kafkaBootstrapServers ?? "127.0.0.1:\(ports[.broker, default: 0])"
    }

    /// 0 for a part that this district has not.
    func port(of part: DistrictPart) -> Int { ports[part, default: 0] }

    func url(of service: ServiceName) -> String {
        "http://127.0.0.1:\(port(of: .service(service)))"
    }

    var gatewayURL: String {
        "\(configuration.certificate == nil ? "http" : "https")://127.0.0.1:\(port(of: .gateway))"
    }

    var internalKeyFile: String { directory.secret("internal.key") }

    /// What the topics' names begin with.
    ///
    /// A cluster of others may hold the topics of an earlier district, whose events are
    /// not this one's; the name lives as long as the databases do.
    func topics() throws -> String {
        guard configuration.kafkaBootstrapServers != nil else { return "tongti" }
        return "tongti-" + (try directory.key(in: directory.secret("topics"))).prefix(12)
    }

    /// Settings of one service as environment variables, with what a program of this machine needs besides.
    func environment(of service: ServiceName) throws -> [String: String] {
        var settings = [
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": "\(port(of: .service(service)))",
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": "\(port(of: .postgres(service)))",
            "POSTGRES_DATABASE": service.rawValue,
            "POSTGRES_USER": service.rawValue,
            "POSTGRES_PASSWORD_FILE": directory.passwordFile(of: service),
            "KAFKA_BOOTSTRAP_SERVERS": bootstrapServers,
            "KAFKA_FETCH_WAIT_MS": "\(Int64(configuration.kafkaFetchWait / .milliseconds(1)))",
            "KAFKA_SESSION_TIMEOUT_MS": "6000",
            "KAFKA_SHARING": "static",
            "KAFKA_TOPICS": try topics(),
            "DISTRICT_SCENARIO": "\(configuration.isScenario)",
            "INTERNAL_KEY_FILE": internalKeyFile,
            "LOG_LEVEL": configuration.logLevel,
        ]
        for peer in ServiceName.allCases {
            settings["PEERS_\(peer.rawValue.uppercased())_URL"] = url(of: peer)
        }
        if service == .registry {
            settings["SIGNING_KEY_FILE"] = directory.secret("registry-signing.key")
            settings["PERSONAL_KEY_FILE"] = directory.secret("registry-personal.key")
            settings["DEVELOPMENT_TOKENS"] = "true"
        }
        if service == .ballots { settings["CERTIFICATE_KEY_FILE"] = directory.secret("ballots-certificate.key") }
        var environment = Dictionary(uniqueKeysWithValues: settings.map { ("TONGTI_\($0.key)", $0.value) })
        let inherited = ProcessInfo.processInfo.environment
        for name in ["PATH", "HOME", "LANG"] { environment[name] = inherited[name] }
        // The librdkafka that deploy/setup put there, before the system's, which is too old for the local broker.
        environment["LD_LIBRARY_PATH"] =
            (["\(configuration.root)/.local/lib"] + [inherited["LD_LIBRARY_PATH"]].compactMap(\.self)).joined(
                separator: ":")
        return environment.merging(configuration.additional) { _, additional in additional }
    }

    private static func ports(
        of parts: [DistrictPart], _ wish: DistrictConfiguration.Ports
    ) throws -> [DistrictPart: Int] {
        var ports: [DistrictPart: Int] = [:]
        for (index, part) in DistrictPart.all.enumerated() where parts.contains(part) {
            let wanted = part == .gateway ? wish.gateway : wish.base.map { $0 + index }
            if let wanted, let reason = FreePort.obstacle(to: wanted) {
                throw DistrictError.portUnusable(wanted, part, reason: reason)
            }
            ports[part] = try wanted ?? FreePort.reserve()
        }
        return ports
    }
}
