package import Logging
import ServiceLifecycle
import Threads

/// Reads partitions from offsets that its user names, and knows nothing of committed offsets.
///
/// One task reads `events`. The consumer holds a bounded number of records ready and stops fetching while the reader is
/// behind. It outlives brokers: when one comes back as another cluster, or without the offset to be read next, the
/// partitions concerned stand still and say `.positionLost`.
package final class KafkaConsumer: Service {
    private let configuration: KafkaConfiguration
    private let mode: Mode
    private let logger: Logger
    let mailbox: ConsumerMailbox
    private let metrics: ConsumerMetrics

    package init(_ configuration: KafkaConfiguration, mode: Mode, limits: Limits = Limits(), logger: Logger) {
        self.configuration = configuration
        self.mode = mode
        self.logger = logger
        self.mailbox = ConsumerMailbox(limits)
        self.metrics = ConsumerMetrics(topics: mode.topics)
    }

    /// What happens, for one reading task.
    ///
    /// Ends at shutdown.
    package var events: Events { Events(mailbox: mailbox) }

    /// Begins to read partitions that were assigned.
    ///
    /// Partitions that were taken away meanwhile are left out.
    package func start(at offsets: [TopicPartition: StartOffset]) {
        mailbox.send(.start(offsets))
    }

    /// Goes on reading elsewhere.
    ///
    /// Records that are ready to be read already come first.
    package func seek(_ partition: TopicPartition, to offset: StartOffset) {
        mailbox.send(.start([partition: offset]))
    }

    /// Stops fetching partitions until `resume`.
    ///
    /// Records that are ready to be read already still come.
    package func pause(_ partitions: [TopicPartition]) {
        mailbox.send(.pause(partitions))
    }

    package func resume(_ partitions: [TopicPartition]) {
        mailbox.send(.resume(partitions))
    }

    /// Serves until graceful shutdown; a member of a group leaves it then.
    ///
    /// - Throws: `KafkaError` when librdkafka does not take the configuration.
    package func run() async throws {
        let thread = DedicatedThread(name: "kafka-consume")
        defer { thread.stop() }
        let loop = { @Sendable [configuration, mode, logger, mailbox, metrics] in
            defer { mailbox.finish() }
            let loop = ConsumerLoop(
                configuration: configuration, mode: mode, logger: logger, mailbox: mailbox, metrics: metrics)
            try loop.run()
        }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await thread.run(loop)
            } onGracefulShutdown: {
                self.mailbox.close()
            }
        } onCancel: {
            mailbox.close()
        }
    }
}

extension KafkaConsumer {
    /// Who reads what.
    package enum Mode: Sendable {
        /// All partitions of the topics, whoever else reads them; a topic with another number of partitions than there
        /// should be is waited for, and given back where it was made anew with another number.
        case all(topics: [String], partitions: Int? = nil)
        /// A share of the partitions, given by the group's coordinator. The same partition of all topics goes to the same
        /// member.
        case group(id: String, topics: [String])

        var topics: [String] {
            switch self {
            case .all(let topics, _), .group(_, let topics): topics
            }
        }
    }

    /// What the consumer keeps in memory.
    package struct Limits: Sendable {
        /// Records that are ready to be read; librdkafka keeps up to 16 MB of further ones.
        package var records: Int
        /// Their size in bytes.
        ///
        /// A larger record comes alone.
        package var bytes: Int

        package init(records: Int = 10_000, bytes: Int = 32 << 20) {
            self.records = records
            self.bytes = bytes
        }
    }

    /// The consumer's events in their order.
    package struct Events: AsyncSequence, Sendable {
        fileprivate let mailbox: ConsumerMailbox

        package func makeAsyncIterator() -> Iterator { Iterator(mailbox: mailbox) }

        package struct Iterator: AsyncIteratorProtocol {
            fileprivate let mailbox: ConsumerMailbox

            package func next() async -> ConsumerEvent? {
                await mailbox.next()
            }
        }
    }
}
