package import Logging
import Metrics
import ServiceLifecycle
import Synchronization
import Threads

/// Writes records with idempotence and `acks=all`, and tells what became of each.
///
/// Records of one partition are written in the order in which `send` accepted them, also over retries. What is queued is
/// bounded: callers wait for room, nothing is dropped. After a fatal error the producer goes on with a new librdkafka
/// client, and the records that the old one had not delivered are reported as failed.
package final class KafkaProducer: Service {
    private let configuration: KafkaConfiguration
    private let limits: Limits
    private let logger: Logger
    private let state: Mutex<ProducerState>
    private let waker = Waker()
    private let cluster = Mutex<String?>(nil)
    private let metrics: ProducerMetrics

    package init(_ configuration: KafkaConfiguration, limits: Limits = Limits(), logger: Logger) {
        self.configuration = configuration
        self.limits = limits
        self.logger = logger
        self.state = Mutex(ProducerState(limits: limits))
        self.metrics = ProducerMetrics()
    }

    /// Writes the records and waits for all their reports, which come in the order of the records.
    ///
    /// - Throws: as `send` and `PendingDelivery.reports` do. What Kafka refuses is in the reports.
    package func produce(_ records: [ProducerRecord]) async throws -> [DeliveryReport] {
        try await send(records).reports()
    }

    /// Accepts the records and returns before they are written, so that a caller can have several pages under way and
    /// in order.
    ///
    /// Waits while there is no room, also before `run` has begun.
    ///
    /// After the first record that librdkafka does not take, the later ones of the same call fail with it unsent.
    /// - Throws: `KafkaError` with code `.closed` when the producer is stopping; `CancellationError`.
    package func send(_ records: [ProducerRecord]) async throws -> PendingDelivery {
        let page = ProducerPage(records)
        guard !records.isEmpty else {
            page.delivery.complete([])
            return page.delivery
        }
        switch state.withLock({ $0.offer(page) }) {
        case .accepted: break
        case .refused: throw KafkaError.closed
        case .full: try await waitForRoom(page)
        }
        waker.wake()
        return page.delivery
    }

    /// Id of the cluster as of the last metadata answer, nil before the first.
    ///
    /// It changes when the broker was replaced.
    package var clusterID: String? { cluster.withLock { $0 } }

    /// Number of records that are accepted and have no report yet.
    package var queuedRecords: Int { state.withLock { $0.queuedRecords } }

    /// Serves until graceful shutdown, then waits up to `Limits.shutdownGrace` for the reports of what was accepted; what
    /// is not delivered by then, or when the task is cancelled, is reported as failed.
    ///
    /// - Throws: `KafkaError` when librdkafka does not take the configuration.
    package func run() async throws {
        let thread = DedicatedThread(name: "kafka-produce")
        defer { thread.stop() }
        let loop = { @Sendable [configuration, limits, logger, metrics] in
            try ProducerLoop(
                configuration: configuration, limits: limits, logger: logger, metrics: metrics, producer: self
            ).run()
        }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await thread.run(loop)
            } onGracefulShutdown: {
                self.close(by: .now + self.limits.shutdownGrace)
            }
        } onCancel: {
            close(by: .now)
        }
    }

    private func waitForRoom(_ page: ProducerPage) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result: Result<Void, any Error>? = state.withLock { state in
                    // A cancellation before this line sets the flag, one after it finds the page in the line.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    switch state.offer(page, admission: continuation) {
                    case .accepted: return .success(())
                    case .refused: return .failure(KafkaError.closed)
                    case .full: return nil
                    }
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            state.withLock { $0.withdraw(page) }?.resume(throwing: CancellationError())
        }
    }

    private func close(by deadline: ContinuousClock.Instant) {
        let refused = state.withLock { $0.close(by: deadline) }
        for admission in refused { admission.resume(throwing: KafkaError.closed) }
        waker.wake()
    }
}

extension KafkaProducer {
    /// What the producer keeps in memory, and how long it waits at its end.
    package struct Limits: Sendable {
        /// Records that are accepted and have no report yet.
        ///
        /// A larger page goes alone.
        package var records: Int
        /// Their size in bytes.
        package var bytes: Int
        /// How long `run` waits for reports at shutdown: all parts of a process together have four seconds.
        package var shutdownGrace: Duration

        package init(
            records: Int = 100_000, bytes: Int = 32 << 20, shutdownGrace: Duration = .milliseconds(500)
        ) {
            self.records = records
            self.bytes = bytes
            self.shutdownGrace = shutdownGrace
        }
    }
}

/// What the serving thread does to the producer.
extension KafkaProducer {
    var phase: ProducerState.Phase { state.withLock { $0.phase } }

    func isQuiet(since phase: ProducerState.Phase) -> Bool {
        state.withLock { $0.isQuiet(since: phase) }
    }

    func takeArrivals() -> [ProducerPage] {
        state.withLock { $0.takeArrivals() }
    }

    func attach(_ queue: EventQueue?) {
        waker.attach(queue)
    }

    func noteCluster(_ id: String) {
        cluster.withLock { $0 = id }
    }

    /// Gives back the room of pages whose reports are complete.
    func release(_ pages: [ProducerPage]) {
        guard !pages.isEmpty else { return }
        let (admitted, queued) = state.withLock { ($0.release(pages), $0.queuedRecords) }
        for admission in admitted { admission.resume() }
        metrics.queued.record(queued)
    }

    /// Reports whatever never reached librdkafka.
    func finish() {
        let (admissions, pages) = state.withLock { $0.finish() }
        for admission in admissions { admission.resume(throwing: KafkaError.closed) }
        for page in pages {
            page.delivery.complete(page.records.map { _ in .failed(.closed) })
        }
        release(pages)
    }
}
