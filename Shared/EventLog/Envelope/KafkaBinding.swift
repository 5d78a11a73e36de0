package import Kafka
package import Model

/// CloudEvents 1.0, Kafka protocol binding, binary mode: attributes as `ce_` headers, the payload as the value, the
/// community as the key, the shard as the partition (docs/event-log.md).
package enum KafkaBinding {
    package static func record(of event: EventEnvelope, topic: String? = nil) -> ProducerRecord {
        var writer = EnvelopeWriter(source: event.source, shard: event.shard, topic: topic ?? event.source.topic)
        return writer.record(
            of: OutboxRow(
                position: event.position, id: event.id.uuid, epoch: event.epoch,
                community: Array(event.community.description.utf8), subject: Array(event.subject.utf8),
                type: Array(event.type.utf8), payload: event.payload, after: Array(event.after.text.utf8),
                traceparent: event.traceparent.map { Array($0.utf8) }, time: event.time,
                previousChain: event.previousChain, chain: event.chain))
    }

    /// - Throws: `MalformedEvent` naming the header that is missing or wrong.
    package static func envelope(of record: ConsumedRecord, from source: ServiceName) throws -> EventEnvelope {
        var reader = EnvelopeReader(source: source)
        return try reader.envelope(of: record)
    }
}

/// A record that is not one of our events.
package struct MalformedEvent: Error, CustomStringConvertible {
    package let header: String
    package var description: String { "the record's \(header) is missing or wrong" }
}
