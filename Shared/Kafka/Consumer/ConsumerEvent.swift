/// What a consumer has to tell, in the order in which it happened.
package enum ConsumerEvent: Sendable {
    /// These partitions are ours now and are read after `KafkaConsumer.start(at:)` has named their offsets.
    ///
    /// In mode `.all` each topic's partitions come as soon as the topic exists.
    case assigned([TopicPartition])
    /// These partitions are no longer ours; another member may read them already, or the topic is not what it was.
    case revoked([TopicPartition])
    /// Up to 500 records of one partition, in order and without a record twice; whatever was there, nothing was waited for.
    case records(TopicPartition, [ConsumedRecord])
    /// The partition stands still: the offset to read next is not there, or the whole cluster was replaced. It goes on after
    /// `KafkaConsumer.seek`.
    case positionLost(TopicPartition)
    /// Something for the operator to see. The consumer goes on by itself.
    case problem(KafkaError)
}

/// Where to begin reading a partition.
package enum StartOffset: Equatable, Sendable {
    /// The oldest record that the broker has.
    case beginning
    /// The record with this offset, or the first after it.
    case offset(Int64)
}
