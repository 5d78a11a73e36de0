import CLibrdkafka

/// Hands records to librdkafka: topic handles are looked up once, and the argument block is filled in place.
final class RecordWriter {
    private let client: ClientHandle
    private var topics: [String: OpaquePointer] = [:]
    private var current: (name: String, handle: OpaquePointer)?

    // SAFETY: allocated for this object alone, initialised in `init`, freed in `deinit`.
    private let arguments = UnsafeMutableBufferPointer<rd_kafka_vu_t>.allocate(capacity: Slot.allCases.count)

    private enum Slot: Int, CaseIterable {
        case topic
        case partition
        case flags
        case key
        case value
        case tag
        case headers

        var type: rd_kafka_vtype_t {
            switch self {
            case .topic: RD_KAFKA_VTYPE_RKT
            case .partition: RD_KAFKA_VTYPE_PARTITION
            case .flags: RD_KAFKA_VTYPE_MSGFLAGS
            case .key: RD_KAFKA_VTYPE_KEY
            case .value: RD_KAFKA_VTYPE_VALUE
            case .tag: RD_KAFKA_VTYPE_OPAQUE
            case .headers: RD_KAFKA_VTYPE_HEADERS
            }
        }
    }

    init(client: ClientHandle) {
        self.client = client
        for slot in Slot.allCases {
            arguments.initializeElement(at: slot.rawValue, to: rd_kafka_vu_t())
            arguments[slot.rawValue].vtype = slot.type
        }
        arguments[Slot.flags.rawValue].u.i = RD_KAFKA_MSG_F_COPY
    }

    deinit {
        for topic in topics.values { rd_kafka_topic_destroy(topic) }
        arguments.deinitialize()
        arguments.deallocate()
    }

    /// Queues a copy of the record, without blocking.
    ///
    /// The tag comes back as `_private` of the record's delivery report.
    /// - Throws: `KafkaError` when librdkafka did not take it; there will be no report then.
    func write(_ record: ProducerRecord, tag: UInt) throws {
        arguments[Slot.topic.rawValue].u.rkt = try topic(record.topic)
        arguments[Slot.partition.rawValue].u.i32 = record.partition
        // SAFETY: the tag is a number in a pointer's clothes; neither librdkafka nor we ever follow it.
        arguments[Slot.tag.rawValue].u.ptr = UnsafeMutableRawPointer(bitPattern: tag)
        let headers = Self.headers(record.headers)
        arguments[Slot.headers.rawValue].u.headers = headers

        let error = record.key.withUnsafeBytes { key in
            record.value.withUnsafeBytes { value in
                // SAFETY: with MSG_F_COPY librdkafka has copied both before it returns, so that it never writes through
                // the pointers that lose their const here.
                arguments[Slot.key.rawValue].u.mem.ptr = UnsafeMutableRawPointer(mutating: key.baseAddress)
                arguments[Slot.key.rawValue].u.mem.size = key.count
                arguments[Slot.value.rawValue].u.mem.ptr = UnsafeMutableRawPointer(mutating: value.baseAddress)
                arguments[Slot.value.rawValue].u.mem.size = value.count
                return rd_kafka_produceva(client.pointer, arguments.baseAddress, arguments.count)
            }
        }
        if let error {
            // Headers pass to librdkafka with the record, or not at all.
            rd_kafka_headers_destroy(headers)
            throw KafkaError(taking: error)
        }
    }

    private func topic(_ name: String) throws -> OpaquePointer {
        if let current, current.name == name { return current.handle }
        if let known = topics[name] {
            current = (name, known)
            return known
        }
        guard let handle = rd_kafka_topic_new(client.pointer, name, nil) else {
            throw KafkaError(rd_kafka_last_error(), reason: "topic \(name)")
        }
        topics[name] = handle
        current = (name, handle)
        return handle
    }

    private static func headers(_ headers: RecordHeaders) -> OpaquePointer? {
        let list = rd_kafka_headers_new(headers.count)
        for (name, value) in headers {
            var name = name
            // SAFETY: `rd_kafka_header_add` copies name and value. It can only fail where a broker's headers are read-only.
            name.withUTF8 { name in
                name.withMemoryRebound(to: CChar.self) { name in
                    value.withUnsafeBytes { value in
                        _ = rd_kafka_header_add(list, name.baseAddress, name.count, value.baseAddress, value.count)
                    }
                }
            }
        }
        return list
    }
}
