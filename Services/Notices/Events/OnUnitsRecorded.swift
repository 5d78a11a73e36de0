import EventLog
import Model

/// Buildings are known by their units.
struct OnUnitsRecorded: Sendable {
    let communities: CommunityStore

    func handle(_ received: [Received<UnitsRecorded>], in write: borrowing Write) async throws {
        try await communities.store(received.flatMap(\.event.units).map(\.unit), in: write)
    }
}
