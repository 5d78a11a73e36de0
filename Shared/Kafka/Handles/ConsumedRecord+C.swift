import CLibrdkafka

extension ConsumedRecord {
    /// Copies what a consumed message holds; records in a row share the topic's name, and the key and the headers' names
    /// where they have the same.
    init(_ message: UnsafePointer<rd_kafka_message_t>, topic: String, after last: ConsumedRecord? = nil) {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        self.init(
            topic: topic,
            partition: message.pointee.partition,
            offset: message.pointee.offset,
            key: bytes(message.pointee.key, message.pointee.key_len, like: last?.key),
            value: bytes(message.pointee.payload, message.pointee.len),
            headers: Self.headers(of: message, like: last?.headers),
            timestamp: rd_kafka_message_timestamp(message, &kind))
    }

    private static func headers(
        of message: UnsafePointer<rd_kafka_message_t>, like last: RecordHeaders?
    ) -> RecordHeaders {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        let count = rd_kafka_header_cnt(list)
        // As many bytes as the one before and some more: numbers grow.
        var headers = RecordHeaders(like: last?.names ?? [], bytes: last.map { $0.size + 8 } ?? 0)
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        for index in 0..<count {
            // SAFETY: the list, its names and values belong to the message, which the event holds while we copy.
            guard rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name
            else { break }
            let bytes = UnsafeRawBufferPointer(start: value, count: size)
            headers.append(String(cString: name)) { $0.append(contentsOf: bytes) }
        }
        return headers
    }
}

// SAFETY: librdkafka gives an address with its size, both of the message that the caller holds; the bytes are copied.
@inline(__always)
private func bytes(_ start: UnsafeRawPointer?, _ count: Int, like last: [UInt8]? = nil) -> [UInt8] {
    guard let start, count > 0 else { return [] }
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    if let last, last.elementsEqual(bytes) { return last }
    return [UInt8](bytes)
}
