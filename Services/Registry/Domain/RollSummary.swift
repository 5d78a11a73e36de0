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
    /// - Throws: `ArithmeticOverflow`, and an error of JSON.
    init(of roll: Roll, parkingCounts: Bool) throws {
        var whole = Tally()
        var perBuilding: [BuildingCode: Tally] = [:]
        var hash = RollHash()
        for unit in roll.units {
            let head = unit.counts(parkingCounts: parkingCounts) ? unit.head : nil
            try whole.add(unit, head: head)
            try perBuilding[unit.unit.building, default: Tally()].add(unit, head: head)
            try hash.add(unit)
        }
        self.init(
            units: whole.units, area: whole.area, heads: Int64(whole.heads.count),
            hash: hash.finish(),
            buildings: perBuilding.sorted { $0.key < $1.key }.map { building, tally in
                Building(building: building, units: tally.units, area: tally.area, heads: Int64(tally.heads.count))
            })
    }

    private struct Tally {
        var units: Int64 = 0
        var area = Area.zero
        var heads: Set<HeadID> = []

        /// Counts one more unit; `head` is whose it is, nil where it does not count.
        mutating func add(_ unit: UnitRecord, head: HeadID?) throws(ArithmeticOverflow) {
            units += 1
            guard let head else { return }
            area = try area.adding(unit.area)
            heads.insert(head)
        }
    }
}

/// SHA-256 of the canonical JSON of units, one after the other in the order of their codes.
struct RollHash {
    private var bytes = [UInt8(ascii: "[")]

    mutating func add(_ unit: UnitRecord) throws {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        try unit.write(to: &bytes)
    }

    func finish() -> Digest256 { Digest256(of: bytes + [UInt8(ascii: "]")]) }
}
