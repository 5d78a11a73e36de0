import CLibrdkafka

/// What librdkafka or a broker refused, or what ended a client.
package struct KafkaError: Error, Equatable, Sendable, CustomStringConvertible {
    package let code: Code
    /// Name of the code as librdkafka spells it, such as `UNKNOWN_TOPIC_OR_PART`.
    package let name: String
    /// The client that met it can do nothing more; `KafkaProducer` and `KafkaConsumer` make themselves a new one.
    package let isFatal: Bool
    /// The same call may succeed later without anybody changing anything but time.
    package let isRetriable: Bool
    /// It will be met again until somebody changes something, here or at the broker.
    package var isPermanent: Bool { !isRetriable && !isFatal && code != .closed }
    /// Somebody has to change the topic or this process's rights.
    package var isOfConfiguration: Bool { Code.ofConfiguration.contains(code) }
    /// One line for operators.
    ///
    /// Holds no record's key or value.
    package let reason: String

    package var description: String { "\(name): \(reason)" }

    init(code: Code, name: String, isFatal: Bool = false, reason: String) {
        self.code = code
        self.name = name
        self.isFatal = isFatal
        self.isRetriable = Code.retriable.contains(code)
        self.reason = reason
    }

    static let closed = KafkaError(code: .closed, name: "_DESTROY", reason: "the client is stopping or has stopped")

    static func clusterReplaced(_ old: String, by new: String) -> KafkaError {
        KafkaError(code: .fatal, name: "_FATAL", isFatal: true, reason: "cluster \(old) was replaced by \(new)")
    }

    static func miscounted(_ topic: String, _ count: Int, instead expected: Int?) -> KafkaError {
        let expected = expected.map { " instead of \($0)" } ?? ""
        return KafkaError(
            code: .invalidPartitions, name: "INVALID_PARTITIONS", reason: "\(topic) has \(count) partitions\(expected)")
    }

    static func invalid(_ reason: String) -> KafkaError {
        KafkaError(code: .invalidArgument, name: "_INVALID_ARG", reason: reason)
    }
}

extension KafkaError {
    /// A `rd_kafka_resp_err_t`: positive codes come from brokers (the Kafka protocol guide lists them), negative ones are
    /// librdkafka's own.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: Int32

        package init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        init(_ code: rd_kafka_resp_err_t) {
            self.rawValue = code.rawValue
        }
    }
}

extension KafkaError.Code {
    package static let closed = Self(RD_KAFKA_RESP_ERR__DESTROY)
    package static let invalidArgument = Self(RD_KAFKA_RESP_ERR__INVALID_ARG)
    package static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
    package static let fatal = Self(RD_KAFKA_RESP_ERR__FATAL)
    package static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
    package static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    package static let unknownTopic = Self(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
    package static let unknownPartition = Self(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
    package static let unknownTopicOrPartition = Self(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    package static let invalidPartitions = Self(RD_KAFKA_RESP_ERR_INVALID_PARTITIONS)
    package static let messageTooLarge = Self(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
    package static let topicAlreadyExists = Self(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    package static let purgedFromQueue = Self(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
    package static let purgedInFlight = Self(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)

    static let autoOffsetReset = Self(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
    static let offsetOutOfRange = Self(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
    static let endOfPartition = Self(RD_KAFKA_RESP_ERR__PARTITION_EOF)
    static let assignPartitions = Self(RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)

    fileprivate static let ofConfiguration: Set<Self> = [
        invalidPartitions,
        Self(RD_KAFKA_RESP_ERR__AUTHENTICATION),
        Self(RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED),
        Self(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED),
        Self(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED),
        Self(RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED),
    ]

    /// The broker knows the producer id with another epoch, and only a new client gets a new id.
    ///
    /// After a record that a broker refused, librdkafka counts the epoch up by itself. Apache Kafka follows (KIP-360), Tansu
    /// refuses whatever comes after, and librdkafka takes that for each record's own fault.
    static let refusingProducer: Set<Self> = [
        Self(RD_KAFKA_RESP_ERR_PRODUCER_FENCED),
        Self(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH),
    ]

    /// Connections, leaders, coordinators and topics come and go; what else a broker answers stays true.
    ///
    /// librdkafka itself tries fewer of them again: what it gives up is a report here, and is sent anew.
    fileprivate static let retriable: Set<Self> = [
        timedOut, transport, allBrokersDown, unknownTopic, unknownPartition, unknownTopicOrPartition,
        purgedFromQueue, purgedInFlight,
        Self(RD_KAFKA_RESP_ERR__FAIL),
        Self(RD_KAFKA_RESP_ERR__RESOLVE),
        Self(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT),
        Self(RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE),
        Self(RD_KAFKA_RESP_ERR__QUEUE_FULL),
        Self(RD_KAFKA_RESP_ERR__WAIT_COORD),
        Self(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE),
        Self(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION),
        Self(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT),
        Self(RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE),
        Self(RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE),
        Self(RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION),
        Self(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS),
        Self(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE),
        Self(RD_KAFKA_RESP_ERR_NOT_COORDINATOR),
        Self(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS),
        Self(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND),
        Self(RD_KAFKA_RESP_ERR_NOT_CONTROLLER),
        Self(RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR),
        Self(RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID),
        // A mishap within the broker, which says nothing of the next time; a standstill is noticed without it.
        Self(RD_KAFKA_RESP_ERR_UNKNOWN),
        Self(RD_KAFKA_RESP_ERR_INVALID_MSG),
        Self(RD_KAFKA_RESP_ERR_LISTENER_NOT_FOUND),
        Self(RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH),
        Self(RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH),
        Self(RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE),
        Self(RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED),
        // UNKNOWN_TOPIC_ID, which librdkafka 2.0.2 has no name for yet.
        Self(rawValue: 100),
    ]
}
