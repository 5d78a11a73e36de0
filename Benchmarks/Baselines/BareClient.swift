import CLibrdkafka
import EventLog
import Kafka
import Model
import Synchronization

/// librdkafka and nothing else: its C interface called in a loop, with the properties that the services' producer has.
final class BareProducer {
    // SAFETY: made in `init`, destroyed in `deinit`, used by one thread at a time.
    private let client: OpaquePointer
    private let deliveries = Deliveries()

    /// What the delivery callback counts; librdkafka calls it on the thread that polls.
    private final class Deliveries: Sendable {
        let acknowledged = Atomic<Int>(0)
    }

    init(bootstrapServers: String, linger: String) throws {
        let configuration = rd_kafka_conf_new()
        try BareClient.set(
            [
                "bootstrap.servers": bootstrapServers, "enable.idempotence": "true", "acks": "all", "linger.ms": linger,
                "message.timeout.ms": "0", "batch.size": "1000000", "batch.num.messages": "10000",
                "queue.buffering.max.messages": "200000", "socket.nagle.disable": "true",
            ], on: configuration)
        // SAFETY: `deliveries` is a property of this object, whose `deinit` destroys the client first.
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(deliveries).toOpaque())
        rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
            guard let message, let opaque else { return }
            let deliveries = Unmanaged<Deliveries>.fromOpaque(opaque).takeUnretainedValue()
            if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR { deliveries.acknowledged.add(1, ordering: .relaxed) }
        }
        client = try BareClient.make(RD_KAFKA_PRODUCER, configuration)
    }

    deinit { rd_kafka_destroy(client) }

    /// Sends all records, waits for every acknowledgement, and returns how long it took.
    func send(_ records: [ProducerRecord]) throws -> Duration {
        guard let first = records.first, let topic = rd_kafka_topic_new(client, first.topic, nil) else {
            throw BenchFault("no topic")
        }
        defer { rd_kafka_topic_destroy(topic) }
        let start = ContinuousClock.now
        for record in records { try produce(record, to: topic) }
        guard rd_kafka_flush(client, 120_000) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw BenchFault("the flush failed")
        }
        let took = ContinuousClock.now - start
        let acknowledged = deliveries.acknowledged.exchange(0, ordering: .relaxed)
        guard acknowledged == records.count else {
            throw BenchFault("\(acknowledged) of \(records.count) records were acknowledged")
        }
        return took
    }

    private func produce(_ record: ProducerRecord, to topic: OpaquePointer) throws {
        while true {
            let headers = rd_kafka_headers_new(record.headers.count)
            for (name, value) in record.headers {
                value.withUnsafeBytes { bytes in
                    _ = rd_kafka_header_add(headers, name, name.utf8.count, bytes.baseAddress, bytes.count)
                }
            }
            var arguments = [rd_kafka_vu_t](repeating: rd_kafka_vu_t(), count: 6)
            arguments[0].vtype = RD_KAFKA_VTYPE_RKT
            arguments[0].u.rkt = topic
            arguments[1].vtype = RD_KAFKA_VTYPE_PARTITION
            arguments[1].u.i32 = record.partition
            arguments[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS
            arguments[2].u.i = RD_KAFKA_MSG_F_COPY
            arguments[3].vtype = RD_KAFKA_VTYPE_KEY
            arguments[4].vtype = RD_KAFKA_VTYPE_VALUE
            arguments[5].vtype = RD_KAFKA_VTYPE_HEADERS
            arguments[5].u.headers = headers
            let error = record.key.withUnsafeBytes { key in
                record.value.withUnsafeBytes { value in
                    // SAFETY: with MSG_F_COPY both are copied before the call returns.
                    arguments[3].u.mem.ptr = UnsafeMutableRawPointer(mutating: key.baseAddress)
                    arguments[3].u.mem.size = key.count
                    arguments[4].u.mem.ptr = UnsafeMutableRawPointer(mutating: value.baseAddress)
                    arguments[4].u.mem.size = value.count
                    return rd_kafka_produceva(client, arguments, arguments.count)
                }
            }
            guard let error else { break }
            let code = rd_kafka_error_code(error)
            rd_kafka_error_destroy(error)
            rd_kafka_headers_destroy(headers)
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else { throw BenchFault("produce: \(code.rawValue)") }
            rd_kafka_poll(client, 10)
        }
        rd_kafka_poll(client, 0)
    }
}

/// A bare consumer of all partitions of one topic, from its end on.
final class BareConsumer {
    // SAFETY: made in `init`, destroyed in `deinit`, used by one thread at a time.
    private let client: OpaquePointer

    init(bootstrapServers: String, topic: String, partitions: Int32, fetchWait: Duration) throws {
        let configuration = rd_kafka_conf_new()
        try BareClient.set(
            [
                "bootstrap.servers": bootstrapServers, "group.id": "bare", "enable.auto.commit": "false",
                "auto.offset.reset": "earliest", "fetch.wait.max.ms": "\(Int64(fetchWait / .milliseconds(1)))",
                "check.crcs": "true",
            ], on: configuration)
        client = try BareClient.make(RD_KAFKA_CONSUMER, configuration)
        rd_kafka_poll_set_consumer(client)
        let list = rd_kafka_topic_partition_list_new(partitions)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for partition in 0..<partitions {
            // SAFETY: the list owns the entry that is returned here.
            rd_kafka_topic_partition_list_add(list, topic, partition)?.pointee.offset = Int64(RD_KAFKA_OFFSET_BEGINNING)
        }
        guard rd_kafka_assign(client, list) == RD_KAFKA_RESP_ERR_NO_ERROR else { throw BenchFault("assign failed") }
    }

    deinit {
        rd_kafka_consumer_close(client)
        rd_kafka_destroy(client)
    }

    /// The next record's value; nil when none came within `milliseconds`.
    func poll(milliseconds: Int32) throws -> [UInt8]? {
        guard let message = rd_kafka_consumer_poll(client, milliseconds) else { return nil }
        // SAFETY: the message is ours until it is destroyed, and its payload lives as long.
        defer { rd_kafka_message_destroy(message) }
        guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return Array(UnsafeRawBufferPointer(start: message.pointee.payload, count: message.pointee.len))
    }
}

enum BareClient {
    static func set(_ properties: [String: String], on configuration: OpaquePointer?) throws {
        for (name, value) in properties {
            var text = [CChar](repeating: 0, count: 256)
            guard rd_kafka_conf_set(configuration, name, value, &text, text.count) == RD_KAFKA_CONF_OK else {
                throw BenchFault("librdkafka refuses \(name)=\(value)")
            }
        }
    }

    static func make(_ type: rd_kafka_type_t, _ configuration: OpaquePointer?) throws -> OpaquePointer {
        var text = [CChar](repeating: 0, count: 256)
        guard let client = rd_kafka_new(type, configuration, &text, text.count) else {
            throw BenchFault("librdkafka cannot start")
        }
        return client
    }
}
