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

    private let facts = Mutex<[Fact]>([])

    var count: Int { facts.withLock(\.count) }

    func append<Event: DistrictEvent>(_ event: Event, of community: CommunityID) throws {
        let fact = Fact(
            community: community, subject: event.subject, type: Event.type.description,
            payload: try event.payload(), traceparent: TraceContext.current)
        facts.withLock { $0.append(fact) }
    }

    /// Forgets what came after a savepoint that was rolled back to.
    func truncate(to count: Int) {
        facts.withLock { $0.removeLast($0.count - count) }
    }

    func all() -> [Fact] { facts.withLock { $0 } }
}
