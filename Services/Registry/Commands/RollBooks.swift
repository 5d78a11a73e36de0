import EventLog
import Model
import Threads

/// Stores and publishes a change of the roll, for every command that makes one.
struct RollBooks: Sendable {
    let communities = CommunityStore()
    let rolls = RollStore()
    let people: PersonStore
    /// Where large rolls are counted and people sealed, while the database stores what is ready and requests are served.
    let thread = DedicatedThread(name: "roll")

    /// How many units stand in one event.
    private static let unitsPerEvent = 200

    /// The units first, and last that the roll is whole: who freezes a roll, freezes it there.
    ///
    /// Must be called in the transaction that read the roll which `change` starts from.
    /// `facts` is what `facts(of:)` has made of the change, where that was done ahead.
    func record(
        _ change: RollChange, summary: RollSummary, facts: [Fact]? = nil, on day: Day, because cause: RollCause,
        in write: borrowing Write
    ) async throws -> RollMoment {
        for fact in try facts ?? Self.facts(of: change) { try write.append(fact.event, written: fact.payload) }
        for units in change.removed.chunks(of: Self.unitsPerEvent) { try write.append(UnitsRemoved(units: units)) }
        let moment = RollMoment(day: day, position: write.nextPosition)
        try write.append(summary.recorded)
        if !change.isEmpty { try await rolls.save(change, at: moment, in: write) }
        try await rolls.save(summary, at: moment, because: cause, in: write)
        return moment
    }

    /// A fact with its payload.
    struct Fact: Sendable {
        let event: UnitsRecorded
        let payload: [UInt8]
    }

    /// The units as they now are.
    static func facts(of change: RollChange) throws -> [Fact] {
        try change.recorded.chunks(of: unitsPerEvent).map { units in
            let event = UnitsRecorded(units: units)
            return Fact(event: event, payload: try event.payload())
        }
    }
}

extension Array {
    /// The elements in order, at most `size` at a time.
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
