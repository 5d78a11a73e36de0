import Kafka
import LocalDistrict
import Logging
import Model
import Postgres
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import EventLog

/// A registry that appends and a service of funds that applies.
final class Federation: Sendable {
    let community: CommunityID
    let broker: Broker
    let producerPool: PostgresPool
    let consumerPool: PostgresPool
    let log: EventLog
    let producer: EventLogService
    let consumer: EventLogService
    let forger: KafkaProducer
    let kafka: KafkaConfiguration
    let admin: KafkaAdmin
    let refused: RefusedDays
    let removals: Removals
    private let progress = Signal()
    /// Further processes of both services, at the same databases.
    let makeProducer: @Sendable (EventLog) -> EventLogService
    let makeConsumer: @Sendable (EventLog) -> EventLogService

    static func log(
        of service: ServiceName, in pool: PostgresPool, logger: Logger = WriteTests.logger
    ) async throws -> EventLog {
        EventLog(identity: try await LogIdentity.establish(for: service, in: pool), pool: pool, logger: logger)
    }

    init(
        broker: Broker, producerPool: PostgresPool, consumerPool: PostgresPool, additional: [String: String],
        logger: Logger
    ) async throws {
        community = try CommunityID(parsing: "federation")
        self.broker = broker
        self.producerPool = producerPool
        self.consumerPool = consumerPool
        for pool in [producerPool, consumerPool] {
            try await Migrator.apply(EventLog.migrations, on: pool, logger: WriteTests.logger)
        }
        try await consumerPool.withConnection { connection in
            _ = try await connection.execute(
                "CREATE TABLE applied_day (number bigserial PRIMARY KEY, day bigint NOT NULL)")
        }
        let kafka = KafkaConfiguration(
            bootstrapServers: broker.address, clientID: "test", additional: additional)
        self.kafka = kafka
        admin = KafkaAdmin(kafka)
        let progress = progress
        let refused = RefusedDays()
        let removals = Removals()
        self.refused = refused
        self.removals = removals
        let configuration = EventLogConfiguration(lossCheck: .milliseconds(300), care: .milliseconds(100))

        makeProducer = { log in
            let nobody = PeerCalls(requestReplay: { _, _, _ in }, confirm: { _, _ in [:] })
            return EventLogService(
                log, router: EventRouter(), kafka: kafka, configuration: configuration, peers: nobody)
        }
        log = try await Self.log(of: .registry, in: producerPool, logger: logger)
        let producer = makeProducer(log)
        self.producer = producer

        makeConsumer = { log in
            var router = EventRouter()
            router.on(DayStarted.self) { received, write in
                if refused.contains(received.event.day.daysSince1970) { throw Refusal() }
                try await write.execute("INSERT INTO applied_day (day) VALUES (\(received.event.day.daysSince1970))")
            }
            router.on(UnitsRemoved.self) { _, _ in removals.add() }
            return EventLogService(
                log, router: router, kafka: kafka, configuration: configuration,
                peers: PeerCalls(
                    requestReplay: { _, shard, from in try await producer.replay(shard, from: from) },
                    confirm: { _, applied in
                        defer { progress.raise() }
                        return try await producer.confirm(.funds, applied)
                    }))
        }
        consumer = makeConsumer(try await Self.log(of: .funds, in: consumerPool))
        forger = KafkaProducer(kafka, logger: WriteTests.logger)
    }

    func append(_ days: ClosedRange<Int64>) async throws { try await append(days, to: log) }

    func append(_ days: ClosedRange<Int64>, to log: EventLog) async throws {
        for day in days {
            _ = try await log.write(to: community) { write in
                try write.append(DayStarted(day: Day(daysSince1970: day)))
                return 0
            }
        }
    }

    func appendRemoval() async throws {
        _ = try await log.write(to: community) { write in
            try write.append(UnitsRemoved(units: []))
            return 0
        }
    }

    /// Appends while nothing else of the log runs.
    func appendBeforeRelay(_ days: ClosedRange<Int64>) async throws {
        try await withThrowingTaskGroup { group in
            let writer = try #require(log.writers[Shard(of: community)])
            let scratch = EventLog(identity: log.identity, pool: producerPool, logger: WriteTests.logger)
            for writer in scratch.writers.values { group.addTask { await writer.run() } }
            for day in days {
                _ = try await scratch.write(to: community) { write in
                    try write.append(DayStarted(day: Day(daysSince1970: day)))
                    return 0
                }
            }
            _ = writer
            for writer in scratch.writers.values { writer.stop() }
            try await group.waitForAll()
        }
    }

    /// Waits for the confirmations of the consumer until it has applied, or parked, that many events.
    func untilApplied(_ position: Int64) async throws {
        let shard = Shard(of: community).description
        while try await (consumer.positions().applied["registry"]?[shard] ?? 0) < position {
            _ = await progress.wait()
        }
    }

    func appliedDays() async throws -> [Int64] {
        try await consumerPool.withConnection { connection in
            try await connection.query("SELECT day FROM applied_day ORDER BY number", as: Int64.self)
        }
    }

    /// How many records the broker holds of the community's shard.
    func end() async throws -> Int64 {
        try await admin.watermarks("tongti.registry", Shard(of: community).number).high
    }

    func lastEvent() async throws -> EventEnvelope {
        try #require(try await WriteTests.events(of: community, in: producerPool).last)
    }

    /// Runs both services while `body` does; `prepare` comes before them.
    ///
    /// What the registry says goes to `logger`.
    static func run(
        additional: [String: String] = [:], logger: Logger = WriteTests.logger,
        prepare: (Federation) async throws -> Void = { _ in },
        _ body: (Federation) async throws -> Void
    ) async throws {
        let broker = try await Broker.start()
        let program = try await TestPostgres.running().program
        let other = "consumer_\(try await TestDatabase.current.database)_\(broker.pid ?? 0)"
        try await program.makeDatabase(other)
        var consumer = program.settings.configuration
        consumer.database = other
        let producerName = "producer_\(try await TestDatabase.current.database)_\(broker.pid ?? 0)"
        try await program.makeDatabase(producerName)
        var producer = program.settings.configuration
        producer.database = producerName
        try await TestDatabase.withPool(producer) { producerPool in
            try await TestDatabase.withPool(consumer) { consumerPool in
                let federation = try await Federation(
                    broker: broker, producerPool: producerPool, consumerPool: consumerPool, additional: additional,
                    logger: logger)
                try await prepare(federation)
                try await whileRunning([federation.producer, federation.consumer, federation.forger]) {
                    try await body(federation)
                }
            }
        }
        try await broker.stop()
    }
}

/// Runs services while `body` does, and ends them in order.
func whileRunning(_ services: [any Service], _ body: () async throws -> Void) async throws {
    let group = ServiceGroup(services: services, logger: WriteTests.logger)
    try await withThrowingTaskGroup { tasks in
        tasks.addTask { try await group.run() }
        do {
            try await body()
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

/// What the handler of a refused day throws.
struct Refusal: Error {}

final class RefusedDays: Sendable {
    private let days = Mutex<Set<Int64>>([])
    func set(_ refused: Set<Int64>) { days.withLock { $0 = refused } }
    func contains(_ day: Int64) -> Bool { days.withLock { $0.contains(day) } }
}

final class Removals: Sendable {
    private let count = Mutex(0)
    func add() { count.withLock { $0 += 1 } }
    var value: Int { count.withLock { $0 } }
}
