import EventLog
import Model

/// Stores and publishes a change of the roll, for every command that makes one.
struct RollBooks: Sendable {
    let communities = CommunityStore()
    let rolls = RollStore()
    let people: PersonStore

    /// How many units stand in one event.
    private static let unitsPerEvent = 200

    /// The units first, and last that the roll is whole: who freezes a roll, freezes it there.
    ///
    /// Must be called in the transaction that read the roll which `change` starts from.
    func record(
        _ change: RollChange, summary: RollSummary, on day: Day, because cause: RollCause, in write: borrowing Write
    ) async throws -> RollMoment {
        for units in change.recorded.chunks(of: Self.unitsPerEvent) { try write.append(UnitsRecorded(units: units)) }
        for units in change.removed.chunks(of: Self.unitsPerEvent) { try write.append(UnitsRemoved(units: units)) }
        let moment = RollMoment(day: day, position: write.nextPosition)
        try write.append(summary.recorded)
        if !change.isEmpty { try await rolls.save(change, at: moment, in: write) }
        try await rolls.save(summary, at: moment, because: cause, in: write)
        return moment
    }
}

extension Array {
    /// The elements in order, at most `size` at a time.
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
