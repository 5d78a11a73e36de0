import CLibrdkafka

extension ConsumedRecord {
    /// Copies what a consumed message holds; the topic's name is shared by all records of a batch.
    init(_ message: UnsafePointer<rd_kafka_message_t>, topic: String) {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        self.init(
            topic: topic,
            partition: message.pointee.partition,
            offset: message.pointee.offset,
            key: bytes(message.pointee.key, message.pointee.key_len),
            value: bytes(message.pointee.payload, message.pointee.len),
            headers: Self.headers(of: message),
            timestamp: rd_kafka_message_timestamp(message, &kind))
    }

    private static func headers(of message: UnsafePointer<rd_kafka_message_t>) -> [(name: String, value: [UInt8])] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        let count = rd_kafka_header_cnt(list)
        var headers: [(name: String, value: [UInt8])] = []
        headers.reserveCapacity(count)
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        for index in 0..<count {
            // SAFETY: the list, its names and values belong to the message, which the event holds while we copy.
            guard rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name
            else { break }
            headers.append((String(cString: name), bytes(value, size)))
        }
        return headers
    }
}

// SAFETY: librdkafka gives an address with its size, both of the message that the caller holds; the bytes are copied.
@inline(__always)
private func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8] {
    guard let start, count > 0 else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
}
