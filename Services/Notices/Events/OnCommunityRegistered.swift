import EventLog
import Model

/// A community has a page from now on.
struct OnCommunityRegistered: Sendable {
    let communities: CommunityStore

    func handle(_ received: Received<CommunityRegistered>, in write: borrowing Write) async throws {
        try await communities.register(received.event, in: write)
    }
}
