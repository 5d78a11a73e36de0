import EventLog
import Model

/// The roll's hash is kept with every campaign that is assessed from it.
struct OnRollRecorded: Sendable {
    let roll: RollStore

    func handle(_ received: Received<RollRecorded>, _ write: borrowing Write) async throws {
        try await roll.save(received.event, in: write)
    }
}
