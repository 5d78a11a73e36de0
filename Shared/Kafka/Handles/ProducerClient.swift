import CLibrdkafka
import Logging
import Metrics

/// A librdkafka producer and the pages that wait for its reports.
///
/// Confined to the producer's thread.
///
/// A report finds its page by a number that travels through librdkafka as the record's opaque: the page's in the upper bits,
/// the record's place in the lower ones. So nothing is allocated per record, and nothing can dangle.
final class ProducerClient {
    let queue: EventQueue
    private let client: ClientHandle
    private let writer: RecordWriter
    private let clientLog: ClientLog
    private let metrics: ProducerMetrics

    private var lastPage: UInt = 0
    private var pages: [UInt: Progress] = [:]
    private var current: (number: UInt, progress: Progress)?
    private var completed: [ProducerPage] = []
    /// What a broker has said of this client's producer id.
    private var refusal: KafkaError?

    private static let placeBits: UInt = 24

    init(properties: [String: String], logger: Logger, metrics: ProducerMetrics) throws {
        client = try ClientHandle(
            .producer, properties: properties,
            events: RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_STATS)
        queue = try EventQueue(.main, of: client)
        writer = RecordWriter(client: client)
        clientLog = ClientLog(logger: logger)
        self.metrics = metrics
    }

    var clusterID: String? { client.clusterID }

    /// Nothing waits for a report.
    var isIdle: Bool { pages.isEmpty }

    /// Hands a page to librdkafka.
    ///
    /// From the first record that it does not take, the page's records fail.
    func write(_ page: ProducerPage) {
        lastPage += 1
        let progress = Progress(page)
        pages[lastPage] = progress
        for place in page.records.indices {
            do {
                guard UInt(place) >> Self.placeBits == 0 else {
                    throw KafkaError.invalid("too many records in one call")
                }
                try writer.write(page.records[place], tag: lastPage << Self.placeBits | UInt(place))
            } catch {
                let error = withFatalError((error as? KafkaError) ?? .invalid("\(error)"))
                for later in place..<page.records.count { report(lastPage, later, .failed(error)) }
                return
            }
        }
    }

    /// Sleeps until something happens or the time is over, then handles all that has happened.
    ///
    /// - Returns: the error that ended this client, if one did.
    func serve(_ timeout: Duration) -> KafkaError? {
        var fatal: KafkaError?
        var next = queue.poll(timeout)
        while let event = next.take() {
            switch event.kind {
            case .deliveries: event.forEachMessage { reportDelivery($0) }
            case .statistics: metrics.client.record(event.statistics, log: clientLog)
            case .log: clientLog.forward(event.log)
            case .error:
                let error = event.error
                clientLog.note(error)
                if error.isFatal || error.code == .fatal { fatal = withFatalError(error) }
            case .record, .rebalance, .topicsCreated, .other: break
            }
            next = queue.poll(.zero)
        }
        return fatal ?? refusal
    }

    /// The pages completed since the last call.
    func takeCompleted() -> [ProducerPage] {
        defer { completed = [] }
        return completed
    }

    /// Makes every record have a report: those that librdkafka still holds after `patience` are given up, wherever they are.
    func drain(patience: Duration, because error: KafkaError) {
        serve(until: .now + patience)
        guard !isIdle else { return }
        rd_kafka_purge(client.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        serve(until: .now + .milliseconds(500))
        for (number, progress) in pages {
            for place in progress.page.records.indices where !progress.isReported(place) {
                report(number, place, .failed(error))
            }
        }
    }

    private func serve(until deadline: ContinuousClock.Instant) {
        while !isIdle, .now < deadline {
            _ = serve(ContinuousClock.now.duration(to: deadline))
        }
    }

    private func reportDelivery(_ message: UnsafePointer<rd_kafka_message_t>) {
        let tag = UInt(bitPattern: message.pointee._private)
        let place = Int(tag & (1 << Self.placeBits - 1))
        guard message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR else {
            return report(tag >> Self.placeBits, place, .delivered(offset: message.pointee.offset))
        }
        let error = KafkaError(
            message.pointee.err, reason: String(cString: rd_kafka_err2str(message.pointee.err)),
            isFatal: KafkaError.Code.refusingProducer.contains(.init(message.pointee.err)))
        if error.isFatal { refusal = error }
        report(tag >> Self.placeBits, place, .failed(withFatalError(error)))
    }

    private func report(_ number: UInt, _ place: Int, _ report: DeliveryReport) {
        if current?.number != number {
            guard let progress = pages[number] else { return }
            current = (number, progress)
        }
        guard let progress = current?.progress, progress.report(place, report) else { return }
        pages[number] = nil
        current = nil
        metrics.delivered.increment(by: progress.reports.count - progress.failures)
        if progress.failures > 0 { metrics.failed.increment(by: progress.failures) }
        progress.page.delivery.complete(progress.reports.compactMap { $0 })
        completed.append(progress.page)
    }

    /// A record fails with whatever happened to its request; that the client is beyond repair matters more.
    private func withFatalError(_ error: KafkaError) -> KafkaError {
        client.fatalError ?? error
    }
}

extension ProducerClient {
    /// The reports that a page has so far.
    private final class Progress {
        let page: ProducerPage
        private(set) var reports: [DeliveryReport?]
        private(set) var failures = 0
        private var missing: Int

        init(_ page: ProducerPage) {
            self.page = page
            reports = Array(repeating: nil, count: page.records.count)
            missing = page.records.count
        }

        func isReported(_ place: Int) -> Bool { reports[place] != nil }

        /// Returns whether that was the last one missing.
        func report(_ place: Int, _ report: DeliveryReport) -> Bool {
            guard reports[place] == nil else { return false }
            reports[place] = report
            if case .failed = report { failures += 1 }
            missing -= 1
            return missing == 0
        }
    }
}
