import EventLog
import Model

/// An advance may name only lifts that exist.
struct OnLiftRecorded: Sendable {
    let roll: RollStore

    func handle(_ received: Received<LiftRecorded>, _ write: borrowing Write) async throws {
        try await roll.save(received.event.lift, in: write)
    }
}
