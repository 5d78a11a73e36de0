import EventLog
import Model

/// The roll is complete: its hash is kept with every campaign that is assessed from it, and what waited for it opens.
struct OnRollRecorded: Sendable {
    let roll: RollStore
    let opener: CampaignOpener

    func handle(_ received: Received<RollRecorded>, _ write: borrowing Write) async throws {
        try await roll.save(received.event, in: write)
        try await opener.openAwaited(rollAt: received.time, in: write)
    }
}
