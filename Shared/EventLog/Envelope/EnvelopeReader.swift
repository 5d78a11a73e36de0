import Kafka
import Model

/// Reads records of one source; what successive ones have in common is read once.
struct EnvelopeReader {
    let source: ServiceName
    private let address: [UInt8]
    private var places: (names: [String], places: Places) = ([], Places([]))
    private var community: (bytes: [UInt8], value: CommunityID, shard: Shard)?
    private var type: (bytes: Bytes, value: String)?
    private var time: (bytes: Bytes, value: Timestamp)?
    private var after: (bytes: Bytes, value: Causality)?
    private var chain: (bytes: Bytes, value: [UInt8])?

    private typealias Bytes = ArraySlice<UInt8>

    init(source: ServiceName) {
        self.source = source
        address = Array("/tongti/\(source.rawValue)".utf8)
    }

    /// - Throws: `MalformedEvent` naming the header that is missing or wrong.
    mutating func envelope(of record: ConsumedRecord) throws -> EventEnvelope {
        let headers = record.headers
        let places = places(in: headers.names)
        func bytes(_ place: Int?) -> Bytes? { place.map(headers.value(at:)) }
        let number = try value(bytes(places.shard), "ce_shard", Self.small)
        guard let shard = Shard(number), number == record.partition else { throw MalformedEvent(header: "ce_shard") }
        guard bytes(places.source)?.elementsEqual(address) == true else { throw MalformedEvent(header: "ce_source") }
        // In this order: the one before is the last one that was read.
        let previousChain = try chain(bytes(places.previousChain), "ce_prevchain")
        return EventEnvelope(
            source: source, shard: shard,
            position: try value(bytes(places.position), "ce_pos", Self.position),
            epoch: try value(bytes(places.epoch), "ce_epoch", Self.small),
            id: EventID(try value(bytes(places.id), "ce_id", WireText.id)),
            type: try type(bytes(places.type)), community: try community(record.key, in: shard),
            subject: try value(bytes(places.subject), "ce_subject", WireText.text), time: try time(bytes(places.time)),
            after: try after(bytes(places.after)),
            traceparent: try bytes(places.traceparent).map { try value($0, "traceparent", WireText.text) },
            payload: record.value, previousChain: previousChain, chain: try chain(bytes(places.chain), "ce_chain"))
    }

    /// Where the headers are that are ours; the last of a name counts.
    private struct Places {
        var id, source, type, time, subject, shard, position, epoch, previousChain, chain, after, traceparent: Int?

        init(_ names: [String]) {
            for (place, name) in names.enumerated() {
                switch name {
                case "ce_id": id = place
                case "ce_source": source = place
                case "ce_type": type = place
                case "ce_time": time = place
                case "ce_subject": subject = place
                case "ce_shard": shard = place
                case "ce_pos": position = place
                case "ce_epoch": epoch = place
                case "ce_prevchain": previousChain = place
                case "ce_chain": chain = place
                case "ce_after": after = place
                case "traceparent": traceparent = place
                default: break
                }
            }
        }
    }

    private mutating func places(in names: [String]) -> Places {
        if places.names != names { places = (names, Places(names)) }
        return places.places
    }

    /// From 1 on: what claims another place would be held against a log of which nothing is applied yet.
    private static func position(_ bytes: Bytes) -> Int64? { WireText.number(bytes).flatMap { $0 > 0 ? $0 : nil } }

    private static func small(_ bytes: Bytes) -> Int32? { WireText.number(bytes).flatMap(Int32.init(exactly:)) }

    private func value<Value>(_ bytes: Bytes?, _ header: String, _ read: (Bytes) -> Value?) throws -> Value {
        guard let bytes, let value = read(bytes) else { throw MalformedEvent(header: header) }
        return value
    }

    private mutating func community(_ key: [UInt8], in shard: Shard) throws -> CommunityID {
        if community?.bytes != key {
            let value = try value(key[...], "key") { WireText.text($0).flatMap(CommunityID.init) }
            community = (key, value, Shard(of: value))
        }
        guard let community, community.shard == shard else { throw MalformedEvent(header: "key") }
        return community.value
    }

    private mutating func type(_ bytes: Bytes?) throws -> String {
        if let type, type.bytes == bytes { return type.value }
        let value = try value(bytes, "ce_type", WireText.text)
        type = bytes.map { ($0, value) }
        return value
    }

    private mutating func time(_ bytes: Bytes?) throws -> Timestamp {
        if let time, time.bytes == bytes { return time.value }
        let value = try value(bytes, "ce_time") { WireText.text($0).flatMap(Timestamp.init) }
        time = bytes.map { ($0, value) }
        return value
    }

    private mutating func chain(_ bytes: Bytes?, _ header: String) throws -> [UInt8] {
        if let chain, chain.bytes == bytes { return chain.value }
        let value = try value(bytes, header, WireText.digest)
        chain = bytes.map { ($0, value) }
        return value
    }

    private mutating func after(_ bytes: Bytes?) throws -> Causality {
        if let after, after.bytes == bytes { return after.value }
        let text = try value(bytes, "ce_after", WireText.text)
        let value: Causality
        do { value = try Causality(parsing: text) } catch { throw MalformedEvent(header: "ce_after") }
        after = bytes.map { ($0, value) }
        return value
    }
}
