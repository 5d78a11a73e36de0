import EventLog
import Model

/// The lift stands on its building's board.
struct OnLiftRecorded: Sendable {
    let communities: CommunityStore
    let lifts: LiftStore

    func handle(_ received: Received<LiftRecorded>, in write: borrowing Write) async throws {
        try await lifts.store(received.event, in: write)
        try await communities.touch(in: write)
    }
}
