package import Kafka
import Logging
package import Model
import Postgres
import Repetition
import ServiceLifecycle
import Threads

/// How the log deals with the broker.
package struct EventLogConfiguration: Sendable {
    /// Who applies which shard: this process all of them, or Kafka's group shares them among several.
    package enum Sharing: String, Sendable { case `static`, group }

    package var sharing: Sharing
    /// What the topics' names begin with: districts that share a cluster need different ones.
    package var topics: String
    /// Copies of each partition; 1 on a single broker.
    package var replication: Int
    /// How often a lost or replaced broker is looked for.
    package var lossCheck: Duration
    /// How often missing events are asked for and positions are confirmed.
    package var care: Duration

    package init(
        sharing: Sharing = .static, topics: String = "tongti", replication: Int = 1,
        lossCheck: Duration = .seconds(10), care: Duration = .seconds(2)
    ) {
        self.sharing = sharing
        self.topics = topics
        self.replication = replication
        self.lossCheck = lossCheck
        self.care = care
    }

    /// Where a service's events are: `tongti.funds`.
    func topic(of source: ServiceName) -> String { "\(topics).\(source.rawValue)" }
}

/// Everything of the log that runs: writers, relay and inbox.
///
/// Commands are taken within two seconds; the broker may be away.
package final class EventLogService: Service {
    private let log: EventLog
    private let relay: Relay
    private let inbox: Inbox?
    private let producer: KafkaProducer
    private let consumer: KafkaConsumer?
    package let parking: Parking

    package init(
        _ log: EventLog, router: EventRouter, kafka: KafkaConfiguration, configuration: EventLogConfiguration,
        peers: PeerCalls
    ) {
        self.log = log
        producer = KafkaProducer(kafka, logger: log.logger)
        var pace = Relay.Pace()
        pace.lossCheck = configuration.lossCheck
        relay = Relay(
            identity: log.identity, pool: log.pool, producer: producer,
            broker: BrokerWatch(
                topic: configuration.topic(of: log.identity.source), admin: KafkaAdmin(kafka),
                replication: configuration.replication),
            pace: pace, metrics: log.metrics, logger: log.logger,
            onLostHistory: { log.writers[$0]?.close(because: .historyLost) })
        let sources = Dictionary(uniqueKeysWithValues: router.sources.map { (configuration.topic(of: $0), $0) })
        if sources.isEmpty {
            consumer = nil
            inbox = nil
        } else {
            let mode: KafkaConsumer.Mode =
                switch configuration.sharing {
                case .static: .all(topics: sources.keys.sorted(), partitions: Int(Shard.count))
                case .group: .group(id: configuration.topic(of: log.identity.source), topics: sources.keys.sorted())
                }
            let consumer = KafkaConsumer(kafka, mode: mode, logger: log.logger)
            self.consumer = consumer
            inbox = Inbox(
                pool: log.pool, consumer: consumer, writers: log.writers, router: router, sources: sources,
                peers: peers, care: configuration.care, metrics: log.metrics, logger: log.logger)
        }
        parking = Parking(
            pool: log.pool, writers: log.writers, router: router, resume: { [inbox] in inbox?.resume($0, $1) })
    }

    /// Runs until a graceful shutdown, a cancellation, or the failure of a part, which ends the others.
    ///
    /// - Throws: `KafkaError` where librdkafka does not take the configuration; `PostgresError` where the database
    ///   refuses to tell what was applied; `CancellationError` where it is cancelled and has others' events to apply.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.relay.hearOthers() }
        log.hook.connect { [relay] shard, rows in relay.committed(rows, in: shard) }
        // However it is told to end, by a shutdown, a cancellation or the failure of a part, writers take no more: each
        // stops when its task is cancelled.
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup { group in
                // In Swift's pool the next step of a batch would wait behind every request that has come meanwhile.
                let thread = DedicatedThread(name: "shard writers")
                for writer in log.writers.values { group.addTask(executorPreference: thread) { await writer.run() } }
                group.addTask { try await self.producer.run() }
                group.addTask { await cancelWhenGracefulShutdown { await self.relay.run() } }
                let retention = AnswerRetention(pool: log.pool, logger: log.logger)
                group.addTask { try await retention.work.run() }
                if let consumer, let inbox {
                    group.addTask { try await consumer.run() }
                    group.addTask {
                        try await cancelWhenGracefulShutdown { try await inbox.run() }
                        // Again: a note that was on its way at the first look has come by now.
                        await inbox.withdrawAttempts()
                    }
                    group.addTask {
                        // At once: what takes longer than the process has to end is cut off.
                        try await gracefulShutdown()
                        await inbox.withdrawAttempts()
                    }
                }
                // The first failure ends the others; `waitForAll` would wait for them.
                while try await group.next() != nil {}
            }
        } onGracefulShutdown: { [log] in
            log.stopWriters()
        }
    }

    // MARK: - Recovery calls of other services

    /// Another service misses events of a shard from a position on.
    ///
    /// - Throws: `PostgresError` where another process sends the shard and word cannot be left for it.
    package func replay(_ shard: Shard, from position: Int64) async throws {
        try await relay.resend(shard, from: position)
    }

    /// Another service says how far it has got.
    ///
    /// Where it has applied more than this database holds, or something else, one of the two databases is an old copy (decision 60):
    /// nothing more is recorded in the shard, since others would drop the facts as ones that they have, or stop at them.
    ///
    /// - Returns: how far the events have been sent.
    /// - Throws: `PostgresError`
    package func confirm(
        _ consumer: ServiceName, _ applied: [Shard: AppliedEvent]
    ) async throws -> [Shard: Int64] {
        let store = RelayStore(identity: log.identity)
        let kept = try await log.pool.withConnection { connection in
            try await store.keep(applied, of: consumer, on: connection)
            try await relay.hearConsumers(on: connection)
            return try await store.cursors(on: connection)
        }
        return relay.sent(kept).filter { $0.value > 0 }
    }

    // MARK: - Looking

    /// At most `limit` recorded events of a shard, or of one community in it: from a position on, or without one the last.
    ///
    /// - Throws: `PostgresError` without a connection, else as ``OutboxReader/events(in:of:from:limit:on:)``.
    package func recorded(
        in shard: Shard, of community: CommunityID?, from: Int64?, limit: Int64
    ) async throws -> RecordedEvents {
        let reader = OutboxReader(identity: log.identity)
        return try await log.pool.withConnection { connection in
            try await reader.events(in: shard, of: community, from: from, limit: limit, on: connection)
        }
    }

    /// Where this log stands: what it has recorded, sent, and applied of others, by shard; and what has stopped or
    /// stands in the way in this process.
    ///
    /// - Throws: `PostgresError`
    package func positions() async throws -> LogPositions {
        let store = RelayStore(identity: log.identity)
        let follows = inbox?.follows ?? []
        let (heads, kept, applied) = try await log.pool.withConnection { connection in
            (
                try await store.heads(of: Shard.all, on: connection),
                try await store.cursors(on: connection),
                try await InboxStore.applied(of: follows, on: connection)
            )
        }
        return LogPositions(
            service: log.identity.source, epoch: log.identity.epoch,
            recorded: LogPositions.named(heads), sent: LogPositions.named(relay.sent(kept)),
            applied: Dictionary(uniqueKeysWithValues: applied.map { ($0.key.rawValue, LogPositions.named($0.value)) }),
            follows: follows,
            forked: (inbox?.forked() ?? []).map { "\($0.source.rawValue)/\($0.shard)" }.sorted(),
            stopped: (inbox?.stopped() ?? []).map { "\($0.source.rawValue)/\($0.shard)" }.sorted(),
            obstacle: relay.obstacle ?? inbox?.obstacle)
    }
}

/// Positions by shard number; shards without events are left out.
package struct LogPositions: Codable, Sendable {
    package let service: ServiceName
    package let epoch: Int32
    package let recorded: [String: Int64]
    /// What another process sends is behind by as long as that one takes to keep its place, half a second.
    package let sent: [String: Int64]
    /// By source and shard.
    package let applied: [String: [String: Int64]]
    /// The services whose events this one applies.
    package let follows: [ServiceName]
    /// `source/shard` of shards that were stopped in this process because the source's history is another one.
    package let forked: [String]
    /// `source/shard` of shards that were stopped in this process because too much could not be applied.
    package let stopped: [String]
    /// Why this process does not send events, or has no acknowledgement of them, though there are some, or does not
    /// read a topic of others.
    package let obstacle: String?

    static func named(_ positions: [Shard: Int64]) -> [String: Int64] {
        Dictionary(uniqueKeysWithValues: positions.filter { $0.value > 0 }.map { ($0.key.description, $0.value) })
    }
}
