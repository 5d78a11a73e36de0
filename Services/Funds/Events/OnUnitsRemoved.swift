import EventLog
import Model

/// A unit that left the roll owes nothing to campaigns that open later.
struct OnUnitsRemoved: Sendable {
    let roll: RollStore

    func handle(_ received: Received<UnitsRemoved>, _ write: borrowing Write) async throws {
        try await roll.remove(received.event.units, at: received.time, in: write)
    }
}
