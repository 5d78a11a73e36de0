package import Model

/// One fact with all that travels beside it: an outbox row, and a Kafka record in CloudEvents' binary mode.
///
/// An object, because it is passed on half a dozen times between its arrival and its application.
package final class EventEnvelope: Sendable, Equatable {
    package let source: ServiceName
    package let shard: Shard
    /// 1, 2, 3 … without holes in each shard of a source.
    package let position: Int64
    /// The life of the source's database; it never goes back (docs/event-log.md).
    package let epoch: Int32
    package let id: EventID
    package let type: String
    package let community: CommunityID
    package let subject: String
    /// When it was recorded, by the source's database clock.
    ///
    /// Data, never order.
    package let time: Timestamp
    /// What the source had applied of other services in this shard when it wrote the event (docs/event-log.md).
    package let after: Causality
    package let traceparent: String?
    package let payload: [UInt8]
    package let previousChain: [UInt8]
    package let chain: [UInt8]

    package init(
        source: ServiceName, shard: Shard, position: Int64, epoch: Int32, id: EventID, type: String,
        community: CommunityID, subject: String, time: Timestamp, after: Causality, traceparent: String?,
        payload: [UInt8], previousChain: [UInt8], chain: [UInt8]
    ) {
        self.source = source
        self.shard = shard
        self.position = position
        self.epoch = epoch
        self.id = id
        self.type = type
        self.community = community
        self.subject = subject
        self.time = time
        self.after = after
        self.traceparent = traceparent
        self.payload = payload
        self.previousChain = previousChain
        self.chain = chain
    }

    package static func == (left: EventEnvelope, right: EventEnvelope) -> Bool {
        left.source == right.source && left.shard == right.shard && left.position == right.position
            && left.epoch == right.epoch && left.id == right.id && left.type == right.type
            && left.community == right.community && left.subject == right.subject && left.time == right.time
            && left.after == right.after && left.traceparent == right.traceparent && left.payload == right.payload
            && left.previousChain == right.previousChain && left.chain == right.chain
    }
}

/// Positions of other services in one shard: `{"funds":12,"registry":120}`.
package struct Causality: Sendable, Equatable {
    package private(set) var positions: [ServiceName: Int64]
    /// The canonical text, which is what is hashed, stored and sent.
    package let text: String

    package init(_ positions: [ServiceName: Int64]) {
        self.positions = positions.filter { $0.value > 0 }
        text =
            "{"
            + self.positions.sorted { $0.key < $1.key }.map { "\"\($0.key.rawValue)\":\($0.value)" }
            .joined(separator: ",") + "}"
    }

    /// The same with what comes later of some services.
    func advanced(to later: [ServiceName: Int64]) -> Causality {
        later.isEmpty ? self : Causality(positions.merging(later) { $1 })
    }

    /// - Throws: `DecodingError` where the text is not an object of positions; services not known here are left out,
    ///   because nobody here can wait for them.
    package init(parsing text: String) throws {
        self.text = text
        guard text != "{}" else {
            positions = [:]
            return
        }
        let named = try CanonicalJSON.decode([String: Int64].self, from: Array(text.utf8))
        positions = named.reduce(into: [:]) { known, entry in
            if let service = ServiceName(rawValue: entry.key) { known[service] = entry.value }
        }
    }
}
