import CLibrdkafka
import Logging
import Metrics

/// A librdkafka consumer.
///
/// Confined to the consumer's thread.
final class ConsumerClient {
    /// What came out of the queue, in its order.
    enum Happening {
        case records(TopicPartition, [ConsumedRecord])
        case assigned([TopicPartition])
        case revoked
        case positionLost(TopicPartition)
        /// With the partition that it is about, if it is about one.
        case problem(KafkaError, TopicPartition?)
        case ended(KafkaError)
    }

    /// Everything that concerns this client.
    let queue: EventQueue
    /// Empty: a place to sleep while records are left where they are.
    let restingPlace: EventQueue

    private let client: ClientHandle
    private let clientLog: ClientLog
    private let metrics: ConsumerMetrics
    private let isMember: Bool

    init(properties: [String: String], subscription: [String]?, logger: Logger, metrics: ConsumerMetrics) throws {
        client = try ClientHandle(
            .consumer, properties: properties,
            events: RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_LOG
                | RD_KAFKA_EVENT_STATS)
        try check(rd_kafka_poll_set_consumer(client.pointer), "consumer queue")
        queue = try EventQueue(.consumer, of: client)
        restingPlace = try EventQueue(.own, of: client)
        clientLog = ClientLog(logger: logger)
        isMember = subscription != nil
        self.metrics = metrics
        if let subscription {
            let topics = PartitionList(subscription.map { TopicPartition(topic: $0, partition: -1) })
            try check(topics.withPointer { rd_kafka_subscribe(client.pointer, $0) }, "subscribe")
        }
    }

    var clusterID: String? { client.clusterID }

    func partitionCount(of topic: String, timeout: Duration) throws -> Int? {
        try client.partitionCount(of: topic, timeout: timeout)
    }

    func firstOffset(of partition: TopicPartition, timeout: Duration) throws -> Int64 {
        try client.firstOffset(of: partition, timeout: timeout)
    }

    /// Sleeps until something happens or the time is over, then takes what has happened, up to about `limit` records or `bytes`.
    ///
    /// Records are handed over in runs of one partition, and whatever is there makes a run.
    func receive(_ timeout: Duration, limit: Int, bytes: Int, _ body: (Happening) -> Void) {
        var run = RecordRun()
        var received = 0
        var next = queue.poll(timeout)
        while let event = next.take() {
            if event.kind == .record {
                event.forEachMessage { message in
                    if !run.append(message) {
                        run.flush(to: body)
                        _ = run.append(message)
                    }
                }
                received += 1
            } else {
                run.flush(to: body)
                if let happening = happening(event) { body(happening) }
            }
            next = received < limit && run.bytes < bytes ? queue.poll(.zero) : nil
        }
        run.flush(to: body)
        metrics.records.increment(by: received)
    }

    /// Fetches exactly these partitions from exactly there, dropping what was fetched of others and from elsewhere.
    ///
    /// An empty list answers a group's assignment without fetching anything yet.
    func assign(_ offsets: [TopicPartition: StartOffset]) throws {
        try client.assign(
            offsets.mapValues { start in
                switch start {
                case .beginning: PartitionList.beginning
                case .offset(let offset): offset
                }
            })
    }

    /// Answers the group's demand to give everything back.
    func unassign() throws {
        try check(rd_kafka_assign(client.pointer, nil), "unassign")
    }

    func pause(_ partitions: some Collection<TopicPartition>) throws {
        try check(PartitionList(partitions).withPointer { rd_kafka_pause_partitions(client.pointer, $0) }, "pause")
    }

    func resume(_ partitions: some Collection<TopicPartition>) throws {
        try check(PartitionList(partitions).withPointer { rd_kafka_resume_partitions(client.pointer, $0) }, "resume")
    }

    /// Offset after the partition's last record as of the last fetch, nil before the first.
    func knownEnd(of partition: TopicPartition) -> Int64? {
        client.fetchedWatermarks(of: partition)?.high
    }

    /// Leaves the group, so that others need not wait until it has missed us.
    ///
    /// Blocks up to `patience`.
    func close(patience: Duration) {
        guard isMember else { return }
        if let error = rd_kafka_consumer_close_queue(client.pointer, queue.pointer) {
            return clientLog.note(KafkaError(taking: error))
        }
        let deadline = ContinuousClock.now + patience
        while rd_kafka_consumer_closed(client.pointer) == 0, .now < deadline {
            // The queue has no event for the end itself, so that is looked for every so often.
            if let event = queue.poll(.milliseconds(20)), event.kind == .rebalance {
                rd_kafka_assign(client.pointer, nil)
            }
        }
        // A revocation that comes only now would be answered by nobody, and the client's end would wait for that.
        if rd_kafka_consumer_closed(client.pointer) == 0 { rd_kafka_assign(client.pointer, nil) }
    }

    private func happening(_ event: borrowing ClientEvent) -> Happening? {
        switch event.kind {
        case .rebalance:
            return KafkaError.Code(event.errorCode) == .assignPartitions ? .assigned(event.partitions) : .revoked
        case .error:
            return happening(event.error, event.partition)
        case .statistics:
            metrics.client.record(event.statistics, log: clientLog)
        case .log:
            clientLog.forward(event.log)
        case .record, .deliveries, .topicsCreated, .other: break
        }
        return nil
    }

    private func happening(_ error: KafkaError, _ partition: TopicPartition?) -> Happening {
        clientLog.note(error)
        if error.isFatal || error.code == .fatal { return .ended(client.fatalError ?? error) }
        if let partition, error.code == .autoOffsetReset || error.code == .offsetOutOfRange {
            return .positionLost(partition)
        }
        return .problem(error, partition)
    }
}
