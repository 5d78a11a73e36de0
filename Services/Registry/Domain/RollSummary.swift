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

    init(_ totals: RollTotals, hash: Digest256) {
        self.init(
            units: totals.units, area: totals.area, heads: totals.heads, hash: hash, buildings: totals.buildings)
    }

    /// Counts a roll, see `RollTotals`.
    ///
    /// - Throws: `ArithmeticOverflow`, and an error of JSON.
    init(of roll: Roll, parkingCounts: Bool) throws {
        self.init(try RollTotals(of: roll, parkingCounts: parkingCounts), hash: try roll.hash())
    }
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

extension Roll {
    /// The hash of all its units.
    ///
    /// - Throws: an error of JSON.
    func hash() throws -> Digest256 {
        var hash = RollHash()
        for unit in units { try hash.add(unit) }
        return hash.finish()
    }
}
