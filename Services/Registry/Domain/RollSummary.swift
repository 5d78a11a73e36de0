import FoundationEssentials
import Model

/// The totals of a roll: what is announced, and what ballots compare their own count with.
struct RollSummary: Codable, Sendable, Equatable {
    let units: Int64
    /// The area that counts in ballots.
    let area: Area
    /// Persons who count.
    let heads: Int64
    /// SHA-256 of the canonical JSON of all units in the order of their codes.
    let hash: Digest256
    let buildings: [Building]

    struct Building: Codable, Sendable, Equatable {
        let building: BuildingCode
        let units: Int64
        let area: Area
        /// Persons who own something that counts in this building.
        ///
        /// A person who owns in two buildings is in both, so these do not add up to the community's heads (R-C-04).
        let heads: Int64
    }

    /// The totals of the stored form.
    init(units: Int64, area: Area, heads: Int64, hash: Digest256, buildings: [Building]) {
        self.units = units
        self.area = area
        self.heads = heads
        self.hash = hash
        self.buildings = buildings
    }

    /// Counts a roll: a head is a unit's set of owners, however many units they own (R-C-03…07); area adds up; parking
    /// spaces count only where the community's rules say so (R-C-09).
    ///
    /// - Parameters:
    ///   - roll: the roll.
    ///   - parkingCounts: whether parking spaces count.
    ///   - known: the roll's hash, where somebody has written its units already.
    /// - Throws: `ArithmeticOverflow`, and an error of JSON.
    init(of roll: Roll, parkingCounts: Bool, hash known: Digest256? = nil) throws {
        var whole = Tally(capacity: roll.units.count)
        var perBuilding: [BuildingCode: Tally] = [:]
        var hash = RollHash()
        for unit in roll.units {
            let counts = unit.counts(parkingCounts: parkingCounts)
            try whole.add(unit, counts: counts)
            try perBuilding[unit.unit.building, default: Tally()].add(unit, counts: counts)
            if known == nil { try hash.add(unit) }
        }
        self.init(
            units: whole.units, area: whole.area, heads: whole.heads,
            hash: known ?? hash.finish(),
            buildings: perBuilding.sorted { $0.key < $1.key }.map { building, tally in
                Building(building: building, units: tally.units, area: tally.area, heads: tally.heads)
            })
    }

    private struct Tally {
        var units: Int64 = 0
        var area = Area.zero
        /// Whoever owns a unit alone is a head of their own and needs no other name; co-owners have one together.
        private var lone: Set<LoneHead> = []
        private var joint: Set<HeadID> = []

        /// - Parameter capacity: how many heads to expect.
        init(capacity: Int = 0) { lone.reserveCapacity(capacity) }

        var heads: Int64 { Int64(lone.count + joint.count) }

        /// Counts one more unit and whose it is.
        mutating func add(_ unit: UnitRecord, counts: Bool) throws(ArithmeticOverflow) {
            units += 1
            guard counts else { return }
            area = try area.adding(unit.area)
            if unit.owners.count == 1 { lone.insert(LoneHead(unit.owners[0])) } else { joint.insert(unit.head) }
        }
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

/// SHA-256 of the canonical JSON of units, one after the other in the order of their codes.
struct RollHash {
    private var hash = Digest256.Builder()
    /// What is not hashed yet: small texts cost less together.
    private var bytes = [UInt8(ascii: "[")]
    private var isEmpty = true

    private static let portion = 65_536

    mutating func add(_ unit: UnitRecord) throws {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        try unit.write(to: &bytes)
        guard bytes.count >= Self.portion else { return }
        hash.append(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Units that are written already, with the commas between them.
    mutating func add(written units: ArraySlice<UInt8>) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        bytes += units
        hash.append(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    func finish() -> Digest256 {
        var hash = hash
        hash.append(bytes + [UInt8(ascii: "]")])
        return hash.finish()
    }
}
