import EventLog
import Model

/// Takes units into this service's copy of the roll.
struct OnUnitsRecorded: Sendable {
    let rolls: RollStore

    func handle(_ received: [Received<UnitsRecorded>], in write: borrowing Write) async throws {
        // One statement can change a row once: of a unit that is named again the last word counts.
        var latest: [UnitCode: UnitRecord] = [:]
        for record in received.flatMap(\.event.units) { latest[record.unit] = record }
        try await rolls.store(Array(latest.values), in: write)
    }
}
