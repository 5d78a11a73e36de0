package import Configuration
import EventLog
import Kafka
package import Logging
import Model
package import Postgres
import ServiceLifecycle

/// A service put together with everything around it.
///
/// The HTTP server listens at once, so that a supervisor can ask; the rest follows when the database can be reached, for
/// which it waits as long as it takes. The broker is never waited for: a service works without it.
package final class ServiceAssembly<S: DistrictService>: Service, CustomStringConvertible {
    package let pool: PostgresPool
    package let server: HTTPServer
    private let config: ConfigReader
    private let settings: RuntimeConfiguration
    private let logger: Logger
    private let front: FrontDesk

    /// Makes what exists before the database does; `onRunning` is called with the port when connections are accepted.
    package init(
        config: ConfigReader, settings: RuntimeConfiguration, metrics: MetricsRegistry, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.config = config
        self.settings = settings
        self.logger = logger
        pool = PostgresPool(settings.postgres, logger: logger)
        front = FrontDesk(service: S.name, limits: settings.limits, metrics: metrics, logger: logger)
        server = HTTPServer(
            answer: { [front] in await front.respond(to: $0) }, submitted: { [front] in front.submitted($0) },
            host: settings.host, port: settings.port,
            limits: settings.limits, logger: logger, onRunning: onRunning)
    }

    package var description: String { S.name.rawValue }

    /// Runs the service until a graceful shutdown or the failure of a part.
    ///
    /// - Throws: what keeps it from starting: `WrongDatabase`, `PostgresError`, ``ConfigurationError``; then the error
    ///   of the part that failed.
    package func run() async throws {
        guard let parts = try await cancelWhenGracefulShutdown(startUnlessStopped) else { return }
        var group = ServiceGroupConfiguration(services: parts, logger: logger)
        group.services = group.services.map { part in
            var part = part
            part.successTerminationBehavior = .gracefullyShutdownGroup
            return part
        }
        try await ServiceGroup(configuration: group).run()
    }

    @Sendable private func startUnlessStopped() async throws -> [any Service]? {
        do {
            return try await start()
        } catch  where Task.isCancelled {
            // To stop before the start has ended is no failure, whatever it has broken off.
            logger.debug("the start was broken off", error: error)
            return nil
        }
    }

    /// Makes the service and opens its routes.
    ///
    /// - Returns: what runs from now on, or nil when the process is told to stop before.
    private func start() async throws -> [any Service]? {
        guard let identity = try await openDatabase() else { return nil }
        let peers = PeerClient(addresses: settings.peers, key: settings.internalKey)
        let tokens = TokenVerifier(source: RegistryKeys(peers: peers))
        let log = EventLog(identity: identity, pool: pool, logger: logger)
        let calendar = DistrictCalendar(isScenario: settings.isScenarioDistrict)
        let service = try await S(
            ServiceEnvironment(
                config: config, log: log, calendar: calendar, logger: logger, tokens: tokens,
                isScenarioDistrict: settings.isScenarioDistrict))
        var router = EventRouter()
        service.register(on: &router)
        let running = EventLogService(
            log, router: router, kafka: settings.kafka, configuration: settings.eventLog,
            peers: .over(peers, from: S.name))
        let process = ProcessRoutes(pool: pool, calendar: try WorkCalendar.announced())
        front.open(
            calendar.keepingUp(service.routes) + LogRoutes(log: running).routes
                + AuditRoutes(S.audits, S.copies, S.sources, identity: identity, pool: pool).routes
                + process.routes,
            doors: Doors(tokens: tokens, internalKey: settings.internalKey))
        front.readiness.open(database: { [pool] in await pool.isHealthy() })
        logger.info("ready")
        let probe = BrokerProbe(
            admin: KafkaAdmin(settings.kafka, deadline: .seconds(2)), readiness: front.readiness, logger: logger)
        let keys = KeyRefresher(
            tokens: tokens, logger: logger,
            interval: S.name == .registry ? KeyRefresher.ownInterval : KeyRefresher.interval)
        return [running, keys, probe] + service.background
    }

    /// Brings the database to this program's tables.
    ///
    /// A database that cannot be reached is waited for; one that is not ours, or newer, is an error.
    private func openDatabase() async throws -> LogIdentity? {
        var pause = Duration.milliseconds(50)
        while true {
            do {
                try await LogIdentity.check(for: S.name, in: pool)
                try await Migrator.apply(EventLog.migrations + S.migrations, on: pool, logger: logger)
                return try await LogIdentity.establish(for: S.name, in: pool)
            } catch let error as PostgresError where error.isRetriable {
                logger.warning("the database cannot be reached yet", error: error)
            } catch let error as PostgresError where error.kind == .cancelled {
                return nil
            }
            do { try await Task.sleep(for: pause) } catch { return nil }
            pause = min(pause * 2, .seconds(2))
        }
    }
}

extension PeerCalls {
    /// The recovery calls of the event log as requests to the other processes.
    fileprivate static func over(_ peers: PeerClient, from name: ServiceName) -> PeerCalls {
        PeerCalls(
            requestReplay: { source, shard, position in
                let request = LogRoutes.Replay(shard: shard.number, from: position)
                _ = try await peers.post(source, LogRoutes.replayPath, json: CanonicalJSON.encode(request))
            },
            confirm: { source, applied in
                let request = LogRoutes.Confirmation(consumer: name, applied)
                let answer = try await peers.post(source, LogRoutes.confirmPath, json: CanonicalJSON.encode(request))
                // A process of an older version says nothing.
                guard !answer.isEmpty else { return [:] }
                let sent = try CanonicalJSON.decode([String: Int64].self, from: answer)
                return sent.reduce(into: [:]) { sent, entry in
                    if let shard = Int32(entry.key).flatMap(Shard.init) { sent[shard] = entry.value }
                }
            })
    }
}
