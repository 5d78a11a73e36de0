import Configuration
import CoreMetrics
import FoundationEssentials
import Glibc
import Instrumentation
import Logging
import Model
import ServiceLifecycle
import UnixSignals

/// Runs one service as a process, from its settings to its last answer.
package enum ServiceProcess {
    /// How long a process takes to stop at most: requests and batches under way are finished first.
    package static let grace = Duration.seconds(4)

    /// Runs until SIGTERM or SIGINT; ends the process with a code other than 0, after one log line, when it cannot start
    /// or a part of it fails.
    package static func run<S: DistrictService>(_ type: S.Type) async {
        do {
            let config = try await ConfigurationSources.read(environment: ProcessInfo.processInfo.environment)
            let settings = try RuntimeConfiguration(config, for: S.name)
            try OpenFiles.check(connections: settings.limits.connections, limit: OpenFiles.raiseLimit())
            let metrics = MetricsRegistry()
            bootstrap(S.name, settings, metrics)
            try await run(type, config, settings, metrics)
        } catch {
            var logger = Logger(label: "tongti") { JSONLogHandler(label: $0, service: S.name.rawValue) }
            logger.logLevel = .critical
            logger.critical("the process ends", error: error)
            exit(1)
        }
    }

    /// The parts in the order of their dependence: they stop in the reverse order.
    private static func run<S: DistrictService>(
        _ type: S.Type, _ config: ConfigReader, _ settings: RuntimeConfiguration, _ metrics: MetricsRegistry
    ) async throws {
        let logger = Logger(label: "tongti.\(S.name.rawValue)")
        let assembly = ServiceAssembly<S>(config: config, settings: settings, metrics: metrics, logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [assembly.pool, assembly, assembly.server], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        configuration.maximumGracefulShutdownDuration = grace
        configuration.maximumCancellationDuration = .milliseconds(500)
        try await withLogger(logger) { _ in try await ServiceGroup(configuration: configuration).run() }
    }

    private static func bootstrap(_ name: ServiceName, _ settings: RuntimeConfiguration, _ metrics: MetricsRegistry) {
        let level = settings.logLevel
        LoggingSystem.bootstrap { label in
            var handler = JSONLogHandler(label: label, service: name.rawValue)
            handler.logLevel = level
            return handler
        }
        MetricsSystem.bootstrap(metrics)
        InstrumentationSystem.bootstrap(TraceInstrument())
    }
}
