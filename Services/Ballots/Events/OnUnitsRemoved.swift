import EventLog
import Model

/// Takes units out of this service's copy of the roll; frozen rolls keep them.
struct OnUnitsRemoved: Sendable {
    let rolls: RollStore

    func handle(_ received: [Received<UnitsRemoved>], in write: borrowing Write) async throws {
        try await rolls.remove(received.flatMap(\.event.units), in: write)
    }
}
