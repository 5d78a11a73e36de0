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
    /// For what can be done at the same time: a stored roll is made here while a file is read, totals while it is hashed.
    let second = DedicatedThread(name: "roll 2")

    /// How many units stand in one event.
    private static let unitsPerEvent = 200

    /// The units first, and last that the roll is whole: who freezes a roll, freezes it there.
    ///
    /// Must be called in the transaction that read the roll which `change` starts from.
    func record(
        _ change: RollChange, summary: RollSummary, on day: Day, because cause: RollCause, in write: borrowing Write
    ) async throws -> RollMoment {
        let moment = moment(of: change, on: day, in: write)
        if !change.isEmpty { try await rolls.save(change, at: moment, in: write) }
        try await publish(
            change, CountedRoll(summary: summary, facts: try Self.facts(of: change)), at: moment, because: cause,
            in: write)
        return moment
    }

    /// The totals of the stored roll, with one unit as it is going to be; counted on the other thread.
    func summary<Reader: Reading & ~Copyable>(
        of community: CommunityID, with unit: UnitRecord? = nil, parkingCounts: Bool, in reader: borrowing Reader
    ) async throws -> RollSummary {
        let stored = try await reader.query(RollStore.units(of: community))
        return try await thread.run {
            var roll = try RollStore.roll(in: stored)
            if let unit { roll = roll.replacing(unit) }
            return try RollSummary(of: roll, parkingCounts: parkingCounts)
        }
    }

    /// When a change will hold that is published next in this transaction, for whoever stores its units before that.
    func moment(of change: RollChange, on day: Day, in write: borrowing Write) -> RollMoment {
        let recorded = change.added.count + change.changed.count
        let facts = [recorded, change.left.count].map { ($0 + Self.unitsPerEvent - 1) / Self.unitsPerEvent }
        return RollMoment(day: day, position: write.nextPosition + Int64(facts[0] + facts[1]))
    }

    /// Appends the facts of a change, and stores the totals that hold from then on.
    func publish(
        _ change: RollChange, _ counted: CountedRoll, at moment: RollMoment, because cause: RollCause,
        in write: borrowing Write
    ) async throws {
        for fact in counted.facts { try write.append(fact.event, written: fact.payload) }
        for units in change.removed.chunks(of: Self.unitsPerEvent) { try write.append(UnitsRemoved(units: units)) }
        precondition(write.nextPosition == moment.position, "the moment was taken of another change")
        try write.append(counted.summary.recorded)
        try await rolls.save(
            counted.summary, dwellings: change.dwellings, at: moment, because: cause, in: write)
    }

    /// Begins to count a roll that `change` has led to.
    func counting(_ roll: Roll, after change: RollChange, parkingCounts: Bool) -> Counting {
        Counting(
            written: thread.begin {
                let facts = try Self.facts(of: change)
                // Of a first import the facts have every unit in its order, written as the hash takes it.
                let isFirst = change.added.count == roll.units.count
                return (facts: facts, hash: try isFirst ? Self.hash(of: facts) : roll.hash())
            },
            totals: second.begin { try RollTotals(of: roll, parkingCounts: parkingCounts) })
    }

    /// A roll that two threads are counting.
    struct Counting: Sendable {
        fileprivate let written: DedicatedThread.Begun<(facts: [Fact], hash: Digest256)>
        fileprivate let totals: DedicatedThread.Begun<RollTotals>

        /// Waits until it is counted.
        ///
        /// - Throws: `ArithmeticOverflow`, and an error of JSON.
        func value() async throws -> CountedRoll {
            let (facts, hash) = try await written.value()
            return CountedRoll(summary: RollSummary(try await totals.value(), hash: hash), facts: facts)
        }
    }

    /// A roll's totals with the facts of the change that led to it.
    struct CountedRoll: Sendable {
        let summary: RollSummary
        /// What is published of the units.
        let facts: [Fact]
    }

    /// A fact with its payload.
    struct Fact: Sendable {
        let event: UnitsRecorded
        let payload: [UInt8]
    }

    /// The hash of a roll whose units these are.
    private static func hash(of facts: [Fact]) -> Digest256 {
        var hash = RollHash()
        for fact in facts { hash.add(written: fact.event.units(in: fact.payload)) }
        return hash.finish()
    }

    /// The units as they now are.
    static func facts(of change: RollChange) throws -> [Fact] {
        try change.recorded.chunks(of: unitsPerEvent).map { units in
            let event = UnitsRecorded(units: units)
            return Fact(event: event, payload: try event.payload())
        }
    }
}

extension UnitsRecorded {
    /// What its payload has of units: `{"units":[…]}` without what stands around them.
    fileprivate func units(in payload: [UInt8]) -> ArraySlice<UInt8> {
        payload.dropFirst(#"{"units":["#.utf8.count).dropLast("]}".utf8.count)
    }
}

extension Array {
    /// The elements in order, at most `size` at a time.
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
