import FoundationEssentials
import Model

/// What a roll adds up to: a head is a unit's set of owners, however many units they own (R-C-03…07); area adds up; parking
/// spaces count only where the community's rules say so (R-C-09).
struct RollTotals: Sendable {
    let units: Int64
    let area: Area
    let heads: Int64
    let buildings: [RollSummary.Building]

    /// - Parameters:
    ///   - roll: the roll.
    ///   - parkingCounts: whether parking spaces count.
    /// - Throws: `ArithmeticOverflow`
    init(of roll: Roll, parkingCounts: Bool) throws(ArithmeticOverflow) {
        var whole = Tally(capacity: roll.units.count)
        var perBuilding: [BuildingCode: Tally] = [:]
        // Units of one building stand together, so that its tally is looked up once, and a second time where they do not.
        var (building, tally) = (roll.units.first?.unit.building, Tally())
        for unit in roll.units {
            if unit.unit.building != building {
                if let building { perBuilding[building] = tally }
                building = unit.unit.building
                tally = perBuilding.removeValue(forKey: unit.unit.building) ?? Tally()
            }
            let head = unit.counts(parkingCounts: parkingCounts) ? Head(unit) : nil
            try whole.add(unit, head)
            try tally.add(unit, head)
        }
        if let building { perBuilding[building] = tally }
        units = whole.units
        area = whole.area
        heads = whole.heads
        buildings = perBuilding.sorted { $0.key < $1.key }.map { building, tally in
            RollSummary.Building(building: building, units: tally.units, area: tally.area, heads: tally.heads)
        }
    }

    private struct Tally {
        var units: Int64 = 0
        var area = Area.zero
        private var lone: Set<LoneHead> = []
        private var joint: Set<HeadID> = []

        /// - Parameter capacity: how many heads to expect.
        init(capacity: Int = 0) { lone.reserveCapacity(capacity) }

        var heads: Int64 { Int64(lone.count + joint.count) }

        /// Counts one more unit, whose head is nil where it does not count.
        mutating func add(_ unit: UnitRecord, _ head: Head?) throws(ArithmeticOverflow) {
            units += 1
            guard let head else { return }
            area = try area.adding(unit.area)
            switch head {
            case .lone(let owner): lone.insert(owner)
            case .joint(let owners): joint.insert(owners)
            }
        }
    }
}

/// Whoever owns a unit alone is a head of their own and needs no other name; co-owners have one together.
private enum Head {
    case lone(LoneHead)
    case joint(HeadID)

    init(_ unit: UnitRecord) {
        self = unit.owners.count == 1 ? .lone(LoneHead(unit.owners[0])) : .joint(unit.head)
    }
}

/// An owner as two numbers, which are hashed and compared in a fraction of the time.
private struct LoneHead: Hashable {
    private let high: UInt64
    private let low: UInt64

    init(_ owner: OwnerID) {
        (high, low) = withUnsafeBytes(of: owner.uuid.uuid) { bytes in
            (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
    }

    /// The low half is random in every kind of UUID that owners have.
    func hash(into hasher: inout Hasher) { hasher.combine(low) }
}
