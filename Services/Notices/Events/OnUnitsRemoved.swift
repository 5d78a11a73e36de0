import EventLog
import Model

/// Units that left the roll count no longer.
struct OnUnitsRemoved: Sendable {
    let communities: CommunityStore

    func handle(_ received: [Received<UnitsRemoved>], in write: borrowing Write) async throws {
        try await communities.remove(received.flatMap(\.event.units), in: write)
    }
}
