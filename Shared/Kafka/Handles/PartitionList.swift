import CLibrdkafka

/// A list of partitions and offsets in librdkafka's form.
struct PartitionList: ~Copyable {
    /// Offsets that librdkafka asks the broker for.
    static let beginning = Int64(RD_KAFKA_OFFSET_BEGINNING)
    static let end = Int64(RD_KAFKA_OFFSET_END)

    private let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ partitions: some Collection<(key: TopicPartition, value: Int64)>) {
        pointer = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count))
        for (partition, offset) in partitions {
            let element = rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition)
            element?.pointee.offset = offset
        }
    }

    init(_ partitions: some Collection<TopicPartition>) {
        pointer = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count))
        for partition in partitions {
            rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition)
        }
    }

    deinit {
        // SAFETY: the functions that take a list copy it; it stays ours and goes once.
        rd_kafka_topic_partition_list_destroy(pointer)
    }

    /// Lends the list to a function of librdkafka, and outlives the call.
    func withPointer<Result>(_ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Result) -> Result {
        body(pointer)
    }
}
