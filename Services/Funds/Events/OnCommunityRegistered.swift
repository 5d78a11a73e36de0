import EventLog
import Model

/// Whether parking spaces owe is the community's rule.
struct OnCommunityRegistered: Sendable {
    let roll: RollStore

    func handle(_ received: Received<CommunityRegistered>, _ write: borrowing Write) async throws {
        try await roll.save(received.event, in: write)
    }
}
