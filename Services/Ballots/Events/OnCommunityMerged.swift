import EventLog
import Model

/// No assembly is convened or opened here any more: the owners' meeting is that of the area (R-G-04).
///
/// What is open runs to its end on the roll that it froze, and counts for the books of this community.
struct OnCommunityMerged: Sendable {
    let rolls: RollStore

    func handle(_ received: Received<CommunityMerged>, in write: borrowing Write) async throws {
        try await rolls.merge(into: received.event.into, on: received.event.on, in: write)
    }
}
