import FoundationEssentials
import Glibc
package import Model

/// Where and how a local district runs.
package struct DistrictConfiguration: Sendable {
    /// The folder of the state file, the secrets, the logs and, where PostgreSQL's user can get at it, the data.
    package var directory: String
    /// Where the clone's `deploy/` and `.local/` lie.
    package var root: String
    /// Where `RegistryServer` and the other four executables lie.
    package var executables: String
    package var ports: Ports
    /// With what the gateway speaks HTTPS; without it, HTTP.
    package var certificate: GatewayCertificate?
    /// The services that run; the database servers of the others stand ready for whoever starts them with
    /// ``District/command(of:)``.
    package var services = ServiceName.allCases
    /// A scenario district takes its calendar day from an operator's command (docs/architecture.md).
    package var isScenario = false
    /// Start with empty databases and new secrets.
    package var isFresh = false
    /// Remove everything at the end.
    package var isTemporary = false
    /// Whether a crash of the whole machine may cost nothing; without it everything is faster.
    package var isDurable = true
    /// A Kafka cluster to use instead of the local broker.
    package var kafkaBootstrapServers: String?
    /// How long a fetch waits at the broker; the local one wakes no fetch, so half of this is the latency.
    package var kafkaFetchWait: Duration = .milliseconds(50)
    package var logLevel = "info"
    /// Settings of all database servers beside the district's own, such as `track_commit_timestamp=on`.
    package var postgresOptions: [String] = []
    /// Settings that a service gets beside its own, such as `TONGTI_POSTGRES_CONNECTIONS`.
    package var additional: [String: String] = [:]
    /// The longest that all parts together may take until they answer.
    package var startLimit: Duration = .seconds(90)
    /// The longest that a part may take to end in order.
    package var stopGrace: Duration = .seconds(10)

    /// Where the parts listen; nil is whatever is free.
    package struct Ports: Sendable {
        package var gateway: Int?
        /// The parts other than the gateway take ports from here on.
        package var base: Int?

        package init(gateway: Int? = nil, base: Int? = nil) {
            self.gateway = gateway
            self.base = base
        }
    }

    package init(directory: String, root: String, executables: String, ports: Ports) {
        self.directory = directory
        self.root = root
        self.executables = executables
        self.ports = ports
    }

    /// A district of its own for a test: a new folder, free ports, scenario mode, nothing left afterwards.
    ///
    /// - Throws: `DistrictError` when the executables do not lie in a clone's build folder, errors of the file system.
    package static func temporary() throws -> DistrictConfiguration {
        let build = try BuildFolder.current()
        let prefix = "tongti-test-district-"
        try ScratchFolder.removeLeftovers(prefix)
        var configuration = DistrictConfiguration(
            directory: "\(ScratchFolder.path)/\(prefix)\(getpid())-\(UUID().uuidString.prefix(8))", root: build.root,
            executables: build.executables, ports: Ports())
        configuration.isScenario = true
        configuration.isTemporary = true
        configuration.isDurable = false
        configuration.kafkaBootstrapServers = givenBootstrapServers
        return configuration
    }

    /// The cluster that `KAFKA_BOOTSTRAP_SERVERS` names; none when that is empty or missing.
    package static var givenBootstrapServers: String? {
        guard let servers = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"], !servers.isEmpty else {
            return nil
        }
        return servers
    }
}

/// The folder that this program was built into, and the clone around it.
package struct BuildFolder: Sendable {
    package let root: String
    package let executables: String

    /// - Throws: `DistrictError.notInClone` when no folder above the running program has a `deploy/nginx`.
    package static func current() throws -> BuildFolder {
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let executables = program.deletingLastPathComponent()
        var folder = executables
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appending(path: "deploy/nginx").path) {
                return BuildFolder(root: folder.path, executables: executables.path)
            }
            folder = folder.deletingLastPathComponent()
        }
        throw DistrictError.notInClone(program: program.path)
    }
}
