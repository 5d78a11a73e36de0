import Model
import Synchronization

/// The facts that a batch has appended so far, still without positions.
final class OutboxBuffer: Sendable {
    struct Fact: Sendable {
        let community: CommunityID
        let subject: String
        let type: String
        let payload: [UInt8]
        let traceparent: String?
    }

    /// Brokers take records of about a megabyte; a larger fact would be stored and could never be sent, nor anything of
    /// its shard after it.
    static let payloadLimit = 900_000

    private struct State {
        var facts: [Fact] = []
        /// The names of the types met so far, which each are one text for all facts.
        var types: [ObjectIdentifier: String] = [:]
        /// Up to which event of each source the facts come of.
        var causes: [ServiceName: Int64] = [:]
    }

    private let state = Mutex(State())

    var count: Int { state.withLock(\.facts.count) }

    /// - Throws: `EventTooLarge`; what the encoder throws.
    func append<Event: DistrictEvent>(_ event: Event, of community: CommunityID) throws {
        try append(event, payload: event.payload(), of: community)
    }

    /// - Throws: `EventTooLarge`
    func append<Event: DistrictEvent>(_ event: Event, payload: [UInt8], of community: CommunityID) throws {
        guard payload.count <= Self.payloadLimit else {
            throw EventTooLarge(type: Event.type.description, size: payload.count)
        }
        let (subject, trace) = (event.subject, TraceContext.current)
        state.withLock { state in
            let kind = ObjectIdentifier(Event.self)
            let type: String
            if let known = state.types[kind] {
                type = known
            } else {
                type = Event.type.description
                state.types[kind] = type
            }
            state.facts.append(
                Fact(community: community, subject: subject, type: type, payload: payload, traceparent: trace))
        }
    }

    /// Forgets what came after a savepoint that was rolled back to.
    func truncate(to count: Int) {
        state.withLock { $0.facts.removeLast($0.facts.count - count) }
    }

    func all() -> [Fact] { state.withLock(\.facts) }

    /// What this transaction applies, by the last position of each source.
    var causes: [ServiceName: Int64] { state.withLock(\.causes) }

    /// Notes that this transaction applies a source's events through `position`.
    func follow(_ source: ServiceName, through position: Int64) {
        state.withLock { $0.causes[source] = position }
    }
}

/// A fact that no broker would take.
package struct EventTooLarge: Error, CustomStringConvertible {
    package let type: String
    package let size: Int

    package var description: String {
        "an event \(type) of \(size) bytes is larger than the \(OutboxBuffer.payloadLimit) that can be sent"
    }
}
