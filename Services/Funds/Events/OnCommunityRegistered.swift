import EventLog
import Model

/// Whether parking spaces owe is the community's rule; what waited for it opens.
///
/// It comes before the units and the votes, unless it was parked: neither waits for it then.
struct OnCommunityRegistered: Sendable {
    let roll: RollStore
    let opener: CampaignOpener

    func handle(_ received: Received<CommunityRegistered>, _ write: borrowing Write) async throws {
        try await roll.save(received.event, in: write)
        try await opener.openAwaited(rollAt: received.time, in: write)
    }
}
