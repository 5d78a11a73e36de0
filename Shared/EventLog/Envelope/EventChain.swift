import Crypto
package import Model

/// The hash chain of a shard: `chain = SHA-256(0x01 ‖ previous chain ‖ event hash)` with
/// `event hash = SHA-256(0x00 ‖ header ‖ payload)` (design §5.3, the prefixes after RFC 6962).
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
        var header: [UInt8] = [0x00]
        header.reserveCapacity(256)
        field(source.rawValue, in: &header)
        field(String(epoch), in: &header)
        field(String(shard.number), in: &header)
        field(String(position), in: &header)
        field(id.description, in: &header)
        field(type, in: &header)
        field(community.description, in: &header)
        field(subject, in: &header)
        field(String(time.microseconds), in: &header)
        field(causality, in: &header)
        var event = SHA256()
        event.update(data: header)
        event.update(data: payload)
        var chain = SHA256()
        chain.update(data: [0x01])
        chain.update(data: previous)
        chain.update(data: Array(event.finalize()))
        return Array(chain.finalize())
    }

    private static func field(_ text: String, in header: inout [UInt8]) {
        let length = UInt32(text.utf8.count)
        header.append(UInt8(truncatingIfNeeded: length >> 24))
        header.append(UInt8(truncatingIfNeeded: length >> 16))
        header.append(UInt8(truncatingIfNeeded: length >> 8))
        header.append(UInt8(truncatingIfNeeded: length))
        header.append(contentsOf: text.utf8)
    }
}

extension EventEnvelope {
    /// Whether the chain fits the envelope's own content; false for forged or damaged events.
    package var isIntact: Bool {
        chain
            == EventChain.next(
                after: previousChain, source: source, epoch: epoch, shard: shard, position: position, id: id, type: type,
                community: community, subject: subject, time: time, causality: after.text, payload: payload)
    }
}
