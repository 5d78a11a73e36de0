/// One record to be written to a partition of the caller's choice.
package struct ProducerRecord: Sendable {
    package var topic: String
    package var partition: Int32
    package var key: [UInt8]
    package var value: [UInt8]
    package var headers: RecordHeaders

    package init(
        topic: String, partition: Int32, key: [UInt8], value: [UInt8], headers: RecordHeaders = []
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
    }

    /// What the record roughly occupies in the queue.
    var size: Int {
        headers.names.reduce(key.count + value.count + 64 + headers.size) { $0 + $1.utf8.count + 32 }
    }
}
