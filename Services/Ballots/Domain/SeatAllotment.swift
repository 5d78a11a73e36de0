import Model

/// Seats that are allotted to buildings (R-E-14).
enum SeatAllotment {
    /// Allots seats by area with the largest remainder; of equal remainders the larger area, then the first building
    /// gets the seat (Shanghai article 20).
    ///
    /// Buildings that get none are left out.
    static func byArea(_ seats: Int64, _ areas: [(building: BuildingCode, area: Area)]) -> [BuildingSeats] {
        let whole = areas.reduce(Int128(0)) { $0 + Int128($1.area.hundredths) }
        guard whole > 0, seats > 0 else { return [] }
        // Both factors have 64 bits, so that no product overflows.
        let shares = areas.sorted { $0.building < $1.building }.map { entry in
            let (seats, rest) = (Int128(seats) * Int128(entry.area.hundredths)).quotientAndRemainder(dividingBy: whole)
            return (building: entry.building, area: entry.area, seats: Int64(clamping: seats), rest: rest)
        }
        let left = seats - shares.reduce(0) { $0 + $1.seats }
        let largest = shares.indices.sorted { one, other in
            (shares[other].rest, shares[other].area, one) < (shares[one].rest, shares[one].area, other)
        }
        let more = Set(largest.prefix(Int(clamping: left)))
        return shares.indices.map { index in
            BuildingSeats(building: shares[index].building, seats: shares[index].seats + (more.contains(index) ? 1 : 0))
        }
        .filter { $0.seats > 0 }
    }
}

extension Election {
    /// Those who are elected of the candidates who reach the approval, in the order of their rank.
    ///
    /// Where seats are allotted to buildings, a candidate is taken only while a seat of their building is free. A seat for which
    /// too few reach the approval stays empty, or goes to the next of another building, as the rules say.
    func winners(of supported: [CandidateCode], filling seating: RulePack.BuildingSeating) -> [CandidateCode] {
        guard let seatsByBuilding else { return Array(supported.prefix(Int(clamping: seats))) }
        var free = Dictionary(seatsByBuilding.map { ($0.building, $0.seats) }) { first, _ in first }
        let home = Dictionary(candidates.map { ($0.candidate, $0.building) }) { first, _ in first }
        let own = supported.filter { candidate in
            guard let building = home[candidate] ?? nil, let left = free[building], left > 0 else { return false }
            free[building] = left - 1
            return true
        }
        switch seating {
        case .ownOnly: return own
        case .ownFirst:
            let others = supported.filter { !own.contains($0) }.prefix(Int(clamping: seats) - own.count)
            return supported.filter { own.contains($0) || others.contains($0) }
        }
    }

    /// What is wrong with its allotment of seats, and with what candidates say of buildings and of their nomination.
    func allotmentFaults(in field: String, within electorate: Electorate?) -> [ProposalFault] {
        nominationFaults(in: field) + allotmentFaults(within: electorate).map { ProposalFault($0, in: field) }
    }

    /// No more owners than this nominate anybody.
    static let supporterLimit: Int64 = 1_000_000

    private func nominationFaults(in field: String) -> [ProposalFault] {
        candidates.enumerated().compactMap { index, candidate in
            guard let supporters = candidate.supporters else { return nil }
            let place = "\(field).candidates[\(index)].supporters"
            if candidate.nominated != .joint { return ProposalFault(place, .onlyJoint) }
            if supporters > Self.supporterLimit { return ProposalFault(place, .tooLarge(limit: Self.supporterLimit)) }
            return supporters < 1 ? ProposalFault(place, .zero) : nil
        }
    }
}

// MARK: - Against the roll

/// What a roll says of some buildings, and of some owners.
struct RollPlaces: Sendable {
    let buildings: Set<BuildingCode>
    let homes: Set<Home>
    /// Those who own a unit that counts.
    let owners: Set<OwnerID>

    /// An owner with a unit that counts in a building (R-C-09).
    struct Home: Hashable, Sendable {
        let owner: OwnerID
        let building: BuildingCode
    }
}

extension Election {
    /// Which entries of `seatsByBuilding` name a building that is not on the roll, and which candidates own no unit that
    /// counts in the building for which they stand; by their places in the lists.
    func strangers(to roll: RollPlaces) -> (buildings: [Int], candidates: [Int]) {
        guard let seatsByBuilding else { return ([], []) }
        return (
            seatsByBuilding.indices.filter { !roll.buildings.contains(seatsByBuilding[$0].building) },
            candidates.indices.filter { index in
                guard let owner = candidates[index].owner, let building = candidates[index].building else {
                    return false
                }
                return roll.buildings.contains(building)
                    && !roll.homes.contains(RollPlaces.Home(owner: owner, building: building))
            }
        )
    }
}

extension Election {
    /// Which candidates own nothing that counts, by their places in the list (R-B-07); who is known by a code alone is believed.
    func unhoused(on roll: RollPlaces) -> [Int] {
        candidates.indices.filter { index in candidates[index].owner.map { !roll.owners.contains($0) } ?? false }
    }
}

extension [AgendaItem] {
    /// The buildings to which elections allot seats.
    var allottedBuildings: [BuildingCode] { compactMap(\.election?.seatsByBuilding).flatMap { $0.map(\.building) } }

    /// The owners who stand in elections, as far as they are known.
    var standingOwners: [OwnerID] { compactMap(\.election).flatMap { $0.candidates.compactMap(\.owner) } }

    /// What the roll says against the elections' candidates and allotments.
    func allotmentFaults(on roll: RollPlaces) -> [ProposalFault] {
        enumerated().flatMap { index, item -> [ProposalFault] in
            guard let election = item.election else { return [] }
            let (field, strangers) = ("items[\(index)].election", election.strangers(to: roll))
            return election.unhoused(on: roll).map { ProposalFault("\(field).candidates[\($0)].owner", .ownsNothing) }
                + strangers.buildings.map { ProposalFault("\(field).seatsByBuilding[\($0)].building", .notOnRoll) }
                + strangers.candidates.map { ProposalFault("\(field).candidates[\($0)].building", .noUnitThere) }
        }
    }

    /// - Throws: `LifecycleRefusal.candidateNoOwner`, `.seatsOffRoll`, `.candidateElsewhere`
    func checkAllotments(on roll: RollPlaces) throws(LifecycleRefusal) {
        for item in self {
            guard let election = item.election else { continue }
            let (unhoused, strangers) = (election.unhoused(on: roll), election.strangers(to: roll))
            guard unhoused.isEmpty else { throw .candidateNoOwner(item.item, unhoused) }
            guard strangers.buildings.isEmpty else { throw .seatsOffRoll(item.item, strangers.buildings) }
            guard strangers.candidates.isEmpty else { throw .candidateElsewhere(item.item, strangers.candidates) }
        }
    }
}
