import EventLog
import Model

/// The community's page shows the roll's totals.
struct OnRollRecorded: Sendable {
    let communities: CommunityStore

    func handle(_ received: Received<RollRecorded>, in write: borrowing Write) async throws {
        try await communities.record(received.event, in: write)
    }
}
