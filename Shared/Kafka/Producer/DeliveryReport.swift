/// What became of one record.
package enum DeliveryReport: Sendable {
    /// All in-sync replicas have it. The offset is -1 when the broker recognised a retry and no longer knows where the
    /// record went.
    case delivered(offset: Int64)
    /// It may or may not have been written; after a failure only sending it again makes sure.
    indirect case failed(KafkaError)
}
