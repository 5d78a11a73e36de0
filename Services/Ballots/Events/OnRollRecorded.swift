import EventLog
import Model

/// The copy of the roll is whole again, and assemblies can be opened on it.
struct OnRollRecorded: Sendable {
    let rolls: RollStore

    func handle(_ received: Received<RollRecorded>, in write: borrowing Write) async throws {
        try await rolls.record(received.event, at: received.position, in: write)
    }
}
