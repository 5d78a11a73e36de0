import Model

extension Assembly {
    /// What keeps the voting from being opened now, by the rules that the opening freezes.
    ///
    /// `now` is the database's clock, by which the voting ends, and `today` the district's day, on which the notice has
    /// to be old enough. `isOfficialPlatform` says whether the authority lets this district hold electronic votes
    /// itself (R-M-09).
    func checkOpening(
        by rules: MeetingRules, at now: Timestamp, today: Day, isOfficialPlatform: Bool
    ) throws(LifecycleRefusal) {
        let earliest = try rules.earliestOpening(noticeOn: terms.noticeOn ?? today, isInterim: terms.isInterim)
        guard today >= earliest else { throw .tooEarlyToOpen(earliest: earliest) }
        if rules.isElectronicVoteOfficialOnly, terms.takesElectronicBallots, !isOfficialPlatform {
            throw .officialVoteOnly
        }
        try checkWindow(openedAt: now, by: rules)
        try checkCandidates(by: rules)
    }

    private func checkCandidates(by rules: MeetingRules) throws(LifecycleRefusal) {
        guard let differential = try rules.differential() else { return }
        for item in items {
            guard let election = item.election else { continue }
            let least = election.leastCandidates(by: differential)
            guard Int64(election.candidates.count) >= least else { throw .tooFewCandidates(item.item, least: least) }
        }
    }

    private func checkWindow(openedAt now: Timestamp, by rules: MeetingRules) throws(LifecycleRefusal) {
        let (least, most) = (try rules.earliestClosing(openedAt: now), try rules.latestClosing(openedAt: now))
        guard closesAt >= least else { throw .windowTooShort(earliest: least) }
        guard closesAt <= most else { throw .windowTooLong(latest: most) }
        let papers = try rules.latestPapers(closesAt: closesAt)
        guard papersUntil <= papers else { throw .papersTooLate(latest: papers) }
    }

    /// Who votes, on the roll as this service has it.
    func electorate(of roll: Roll, _ copy: RollCopy) throws(LifecycleRefusal) -> Weight {
        guard let part = copy.part else { return roll.electorate }
        guard part.unknown.isEmpty else { throw .unknownPlaces(part.unknown) }
        guard part.electorate.heads > 0, part.electorate.area > .zero else { throw .nobodyVotes }
        for item in items {
            guard let mandate = item.mandate else { continue }
            guard let buildings = mandate.scope.buildings, part.outside.isDisjoint(with: buildings) else {
                throw .mandateBeyondElectorate(item.item)
            }
        }
        return part.electorate
    }
}

/// The part of a roll that votes.
struct RollPart: Sendable, Equatable {
    let electorate: Weight
    /// Places of the electorate that are not on the roll.
    let unknown: [String]
    /// Buildings with units that would count and do not vote.
    let outside: Set<BuildingCode>
}

extension RollPart {
    /// `counted` are the units that count wherever they are, with their heads and areas; `units` are all units of the
    /// roll.
    init(
        _ electorate: Electorate, counted: [(unit: UnitCode, head: HeadID, area: Area)], units: [UnitCode]
    ) throws(ArithmeticOverflow) {
        let voting = counted.filter { electorate.includes($0.unit) }
        self.electorate = Weight(
            area: try Area.sum(voting.map(\.area)), heads: Int64(Set(voting.map(\.head)).count))
        unknown =
            switch electorate {
            case .buildings(let buildings): Self.missing(buildings, in: Set(units.map(\.building)))
            case .entrances(let entrances):
                Self.missing(
                    entrances, in: Set(units.map { EntranceName(building: $0.building, entrance: $0.entrance) }))
            }
        outside = Set(counted.filter { !electorate.includes($0.unit) }.map(\.unit.building))
    }

    private static func missing<Place: Hashable & CustomStringConvertible>(
        _ places: [Place], in known: Set<Place>
    ) -> [String] {
        places.filter { !known.contains($0) }.map(\.description)
    }
}
