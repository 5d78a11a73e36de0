import Kafka
import Model

/// Reads records of one source; what successive ones have in common is read once.
struct EnvelopeReader {
    let source: ServiceName
    private let address: [UInt8]
    private var community: (bytes: [UInt8], value: CommunityID, shard: Shard)?
    private var type: (bytes: [UInt8], value: String)?
    private var time: (bytes: [UInt8], value: Timestamp)?
    private var after: (bytes: [UInt8], value: Causality)?

    init(source: ServiceName) {
        self.source = source
        address = Array("/tongti/\(source.rawValue)".utf8)
    }

    /// - Throws: `MalformedEvent` naming the header that is missing or wrong.
    mutating func envelope(of record: ConsumedRecord) throws -> EventEnvelope {
        var fields = Fields()
        for (name, value) in record.headers { fields.take(name, value) }
        let number = try value(fields.shard, "ce_shard", Self.small)
        guard let shard = Shard(number), number == record.partition else { throw MalformedEvent(header: "ce_shard") }
        guard fields.source == address else { throw MalformedEvent(header: "ce_source") }
        return EventEnvelope(
            source: source, shard: shard,
            position: try value(fields.position, "ce_pos", WireText.number),
            epoch: try value(fields.epoch, "ce_epoch", Self.small),
            id: EventID(try value(fields.id, "ce_id", WireText.id)),
            type: try type(fields.type), community: try community(record.key, in: shard),
            subject: try value(fields.subject, "ce_subject", Self.text), time: try time(fields.time),
            after: try after(fields.after),
            traceparent: try fields.traceparent.map { try value($0, "traceparent", Self.text) }, payload: record.value,
            previousChain: try value(fields.previousChain, "ce_prevchain", WireText.digest),
            chain: try value(fields.chain, "ce_chain", WireText.digest))
    }

    /// The headers that are ours; the last of a name counts.
    private struct Fields {
        var id, source, type, time, subject, shard, position, epoch, previousChain, chain, after, traceparent: [UInt8]?

        mutating func take(_ name: String, _ value: [UInt8]) {
            switch name {
            case "ce_id": id = value
            case "ce_source": source = value
            case "ce_type": type = value
            case "ce_time": time = value
            case "ce_subject": subject = value
            case "ce_shard": shard = value
            case "ce_pos": position = value
            case "ce_epoch": epoch = value
            case "ce_prevchain": previousChain = value
            case "ce_chain": chain = value
            case "ce_after": after = value
            case "traceparent": traceparent = value
            default: break
            }
        }
    }

    private static func small(_ bytes: [UInt8]) -> Int32? { WireText.number(bytes).flatMap(Int32.init(exactly:)) }

    private static func text(_ bytes: [UInt8]) -> String? { String(validating: bytes, as: UTF8.self) }

    private func value<Value>(
        _ bytes: [UInt8]?, _ header: String, _ read: ([UInt8]) -> Value?
    ) throws -> Value {
        guard let bytes, let value = read(bytes) else { throw MalformedEvent(header: header) }
        return value
    }

    private mutating func community(_ key: [UInt8], in shard: Shard) throws -> CommunityID {
        if community?.bytes != key {
            let value = try value(key, "key") { Self.text($0).flatMap(CommunityID.init) }
            community = (key, value, Shard(of: value))
        }
        guard let community, community.shard == shard else { throw MalformedEvent(header: "key") }
        return community.value
    }

    private mutating func type(_ bytes: [UInt8]?) throws -> String {
        if let type, type.bytes == bytes { return type.value }
        let value = try value(bytes, "ce_type", Self.text)
        type = bytes.map { ($0, value) }
        return value
    }

    private mutating func time(_ bytes: [UInt8]?) throws -> Timestamp {
        if let time, time.bytes == bytes { return time.value }
        let value = try value(bytes, "ce_time") { Self.text($0).flatMap(Timestamp.init) }
        time = bytes.map { ($0, value) }
        return value
    }

    private mutating func after(_ bytes: [UInt8]?) throws -> Causality {
        if let after, after.bytes == bytes { return after.value }
        let text = try value(bytes, "ce_after", Self.text)
        let value: Causality
        do { value = try Causality(parsing: text) } catch { throw MalformedEvent(header: "ce_after") }
        after = bytes.map { ($0, value) }
        return value
    }
}
