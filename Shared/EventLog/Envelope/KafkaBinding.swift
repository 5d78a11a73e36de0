package import Kafka
package import Model

/// CloudEvents 1.0, Kafka protocol binding, binary mode: attributes as `ce_` headers, the payload as the value, the
/// community as the key, the shard as the partition (design §5.1, §5.2).
package enum KafkaBinding {
    package static func record(of event: EventEnvelope, topic: String? = nil) -> ProducerRecord {
        var headers: [(name: String, value: [UInt8])] = [
            ("ce_specversion", Array("1.0".utf8)),
            ("ce_id", Array(event.id.description.utf8)),
            ("ce_source", Array("/tongti/\(event.source.rawValue)".utf8)),
            ("ce_type", Array(event.type.utf8)),
            ("ce_time", Array(event.time.description.utf8)),
            ("ce_subject", Array(event.subject.utf8)),
            ("content-type", Array("application/json".utf8)),
            ("ce_shard", Array(String(event.shard.number).utf8)),
            ("ce_pos", Array(String(event.position).utf8)),
            ("ce_epoch", Array(String(event.epoch).utf8)),
            ("ce_prevchain", hex(event.previousChain)),
            ("ce_chain", hex(event.chain)),
            ("ce_after", Array(event.after.text.utf8)),
        ]
        if let traceparent = event.traceparent { headers.append(("traceparent", Array(traceparent.utf8))) }
        return ProducerRecord(
            topic: topic ?? event.source.topic, partition: event.shard.number,
            key: Array(event.community.description.utf8),
            value: event.payload, headers: headers)
    }

    /// - Throws: `MalformedEvent` naming the header that is missing or wrong.
    package static func envelope(of record: ConsumedRecord, from source: ServiceName) throws -> EventEnvelope {
        var fields: [String: [UInt8]] = [:]
        fields.reserveCapacity(record.headers.count)
        for (name, value) in record.headers { fields[name] = value }
        func text(_ name: String) throws -> String {
            guard let bytes = fields[name], let text = String(validating: bytes, as: UTF8.self) else {
                throw MalformedEvent(header: name)
            }
            return text
        }
        func value<Value: LosslessStringConvertible>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
            guard let value = Value(try text(name)) else { throw MalformedEvent(header: name) }
            return value
        }
        guard let shard = Shard(try value("ce_shard")), shard.number == record.partition else {
            throw MalformedEvent(header: "ce_shard")
        }
        guard try text("ce_source") == "/tongti/\(source.rawValue)" else { throw MalformedEvent(header: "ce_source") }
        guard let key = String(validating: record.key, as: UTF8.self), let community = CommunityID(key),
            Shard(of: community) == shard
        else { throw MalformedEvent(header: "key") }
        return EventEnvelope(
            source: source, shard: shard, position: try value("ce_pos"), epoch: try value("ce_epoch"),
            id: try value("ce_id"), type: try text("ce_type"), community: community, subject: try text("ce_subject"),
            time: try value("ce_time"), after: try Causality(parsing: text("ce_after")),
            traceparent: fields["traceparent"] == nil ? nil : try text("traceparent"), payload: record.value,
            previousChain: try bytes(text("ce_prevchain")), chain: try bytes(text("ce_chain")))
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hex(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    private static func bytes(_ hex: String) throws -> [UInt8] {
        guard let digest = Digest256(hex) else { throw MalformedEvent(header: "ce_prevchain or ce_chain") }
        return digest.bytes
    }
}

/// A record that is not one of our events.
package struct MalformedEvent: Error, CustomStringConvertible {
    package let header: String
    package var description: String { "the record's \(header) is missing or wrong" }
}
