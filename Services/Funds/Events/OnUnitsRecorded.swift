import EventLog
import Model

/// Who owes what is computed from these when a campaign opens.
struct OnUnitsRecorded: Sendable {
    let roll: RollStore

    func handle(_ received: Received<UnitsRecorded>, _ write: borrowing Write) async throws {
        try await roll.save(received.event.units, at: received.time, in: write)
    }
}
