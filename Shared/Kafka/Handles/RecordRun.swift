import CLibrdkafka

/// Consecutive records of one partition on their way to the reader.
struct RecordRun {
    static let maximumCount = 500

    private var topicHandle: OpaquePointer?
    private var partition = TopicPartition(topic: "", partition: -1)
    private var records: [ConsumedRecord] = []
    /// What was appended since the beginning.
    private(set) var bytes = 0

    /// Returns false when the run is full or of another partition, and must be flushed first.
    mutating func append(_ message: UnsafePointer<rd_kafka_message_t>) -> Bool {
        if records.isEmpty {
            // SAFETY: a consumed message holds its topic's handle, and the handle its name, while the event exists.
            let name = rd_kafka_topic_name(message.pointee.rkt).map { String(cString: $0) } ?? ""
            topicHandle = message.pointee.rkt
            partition = TopicPartition(topic: name, partition: message.pointee.partition)
        } else if records.count == Self.maximumCount || partition.partition != message.pointee.partition
            || topicHandle != message.pointee.rkt
        {
            return false
        }
        let record = ConsumedRecord(message, topic: partition.topic, after: records.last)
        records.append(record)
        bytes += record.size
        return true
    }

    mutating func flush(to body: (ConsumerClient.Happening) -> Void) {
        guard !records.isEmpty else { return }
        body(.records(partition, records))
        records = []
    }
}
