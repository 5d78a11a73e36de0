import EventLog
import Model

/// A community can convene assemblies from now on.
struct OnCommunityRegistered: Sendable {
    let rolls: RollStore

    func handle(_ received: Received<CommunityRegistered>, in write: borrowing Write) async throws {
        try await rolls.register(received.event, in: write)
    }
}
