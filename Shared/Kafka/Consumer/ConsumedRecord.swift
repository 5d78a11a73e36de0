/// One record as the broker gave it.
package struct ConsumedRecord: Sendable {
    package let topic: String
    package let partition: Int32
    package let offset: Int64
    /// Empty when the record has none.
    package let key: [UInt8]
    /// Empty when the record has none.
    package let value: [UInt8]
    package let headers: RecordHeaders
    /// Milliseconds since 1970, from the broker or the producer as the topic says; -1 when unknown.
    package let timestamp: Int64

    /// What the record roughly occupies in memory.
    var size: Int { key.count + value.count + headers.size }
}
