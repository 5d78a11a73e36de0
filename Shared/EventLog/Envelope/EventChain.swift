import Crypto
package import Model

/// The hash chain of a shard: `chain = SHA-256(0x01 ‖ previous chain ‖ event hash)` with
/// `event hash = SHA-256(0x00 ‖ header ‖ payload)` (docs/event-log.md, the prefixes after RFC 6962).
///
/// The header is the fields of the envelope in a fixed order, each as its length in four bytes and its bytes, numbers in
/// decimal: source, epoch, shard, position, id, type, community, subject, time in µs, after. The trace context is not
/// part of it: it says how a fact came about, not what it is.
package enum EventChain {
    /// What the first event of a shard is chained to.
    package static let start = [UInt8](repeating: 0, count: 32)

    package static func next(
        after previous: [UInt8], source: ServiceName, epoch: Int32, shard: Shard, position: Int64, id: EventID,
        type: String, community: CommunityID, subject: String, time: Timestamp, causality: String, payload: [UInt8]
    ) -> [UInt8] {
        var hasher = ChainHasher(source: source, epoch: epoch, shard: shard)
        return hasher.next(
            after: previous, position: position, id: id, type: type, community: community, subject: subject, time: time,
            causality: causality, payload: payload)
    }
}

/// Computes the chain of many events of one shard and epoch, with one buffer.
struct ChainHasher {
    let epoch: Int32
    /// The zero byte and the fields that all these events share, then those of the event at hand.
    private var header: [UInt8]
    private let shared: Int

    init(source: ServiceName, epoch: Int32, shard: Shard) {
        self.epoch = epoch
        header = [0x00]
        header.reserveCapacity(512)
        Self.append(source.rawValue, to: &header)
        Self.append(Int64(epoch), to: &header)
        Self.append(Int64(shard.number), to: &header)
        shared = header.count
    }

    mutating func next(
        after previous: [UInt8], position: Int64, id: EventID, type: String, community: CommunityID, subject: String,
        time: Timestamp, causality: String, payload: [UInt8]
    ) -> [UInt8] {
        header.removeSubrange(shared...)
        Self.append(position, to: &header)
        Self.append(length: 36, to: &header)
        WireText.append(id.uuid, to: &header)
        Self.append(type, to: &header)
        Self.append(community.description, to: &header)
        Self.append(subject, to: &header)
        Self.append(time.microseconds, to: &header)
        Self.append(causality, to: &header)
        var event = SHA256()
        event.update(data: header)
        event.update(data: payload)
        var chain = SHA256()
        chain.update(data: Self.nodePrefix)
        chain.update(data: previous)
        event.finalize().withUnsafeBytes { chain.update(bufferPointer: $0) }
        return chain.finalize().withUnsafeBytes { Array($0) }
    }

    private static let nodePrefix: [UInt8] = [0x01]

    private static func append(_ text: String, to header: inout [UInt8]) {
        append(length: text.utf8.count, to: &header)
        WireText.append(text, to: &header)
    }

    private static func append(_ number: Int64, to header: inout [UInt8]) {
        let start = header.count
        append(length: 0, to: &header)
        WireText.append(number, to: &header)
        // Twenty characters at most.
        header[start + 3] = UInt8(header.count - start - 4)
    }

    private static func append(length: Int, to header: inout [UInt8]) {
        let length = UInt32(length)
        header.append(UInt8(truncatingIfNeeded: length >> 24))
        header.append(UInt8(truncatingIfNeeded: length >> 16))
        header.append(UInt8(truncatingIfNeeded: length >> 8))
        header.append(UInt8(truncatingIfNeeded: length))
    }
}

extension EventEnvelope {
    /// Whether the chain fits the envelope's own content; false for forged or damaged events.
    package var isIntact: Bool {
        var hasher = ChainHasher(source: source, epoch: epoch, shard: shard)
        return isIntact(by: &hasher)
    }

    /// As `isIntact`, with a hasher of the envelope's source and shard that is used for many.
    func isIntact(by hasher: inout ChainHasher) -> Bool {
        if hasher.epoch != epoch { hasher = ChainHasher(source: source, epoch: epoch, shard: shard) }
        return chain
            == hasher.next(
                after: previousChain, position: position, id: id, type: type, community: community, subject: subject,
                time: time, causality: after.text, payload: payload)
    }
}
