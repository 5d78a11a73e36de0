import Model

/// One meeting of a community's owners: convened with an agenda, opened on a frozen roll and frozen rules, and closed
/// with a count.
///
/// A closed assembly stays closed.
struct Assembly: Sendable, Equatable {
    let id: AssemblyID
    let title: String
    let closesAt: Timestamp
    let items: [AgendaItem]
    let state: State
    /// How it is held.
    var terms = Terms()
    /// What became of the result; nil until it is counted.
    var aftermath: Aftermath?

    enum State: Sendable, Equatable {
        case convened
        case open(FrozenBasis)
        /// The voting is over for good, whatever becomes of the clock (docs/decisions/0037); papers are still entered.
        case awaitingPapers(FrozenBasis)
        case closed(FrozenBasis, at: Timestamp)
    }

    /// The basis of the open or closed assembly.
    var basis: FrozenBasis? {
        switch state {
        case .convened: nil
        case .open(let basis), .awaitingPapers(let basis), .closed(let basis, _): basis
        }
    }

    var closedAt: Timestamp? {
        if case .closed(_, let time) = state { time } else { nil }
    }

    /// Opens the voting on the roll and the rules as they now are (R-C-15, R-V-13).
    ///
    /// `roll` is what the registry last said of the roll, and `copy` what this service's own copy of it amounts to; a
    /// copy that differs from the roll is no basis. `now` is the database's clock, read under the shard's lock.
    func open(
        roll: Roll?, copy: RollCopy, rules: Digest256?, at now: Timestamp
    ) throws -> AssemblyOpened {
        guard case .convened = state else { throw BallotsError.alreadyOpened(id) }
        // It would close in the same moment, and the record would say that the owners had not cared to vote.
        guard now < closesAt else { throw BallotsError.tooLateToOpen(closesAt: closesAt, now: now) }
        guard let rules else { throw BallotsError.rulesMissing }
        guard let roll, roll.electorate.heads > 0, roll.electorate.area > .zero else {
            throw BallotsError.rollMissing
        }
        // A copy that was made before the assembly was convened is of everybody, wherever it votes.
        guard roll.isComplete, copy.agrees(with: roll), (copy.part == nil) == (terms.electorate == nil) else {
            throw BallotsError.rollIncomplete
        }
        for item in items {
            let unknown = (item.mandate?.scope.buildings ?? []).filter { !copy.buildings.contains($0) }
            guard unknown.isEmpty else { throw BallotsError.unknownBuildings(unknown, of: item.item) }
        }
        return AssemblyOpened(
            assembly: id, electorate: try electorate(of: roll, copy), rollHash: roll.hash, rollPosition: roll.position,
            rulesHash: rules)
    }

    /// Whether a ballot may be taken that was seen at `time` by the database's clock under the shard's lock: it counts
    /// if and only if the assembly was open and `time` before `closesAt` (docs/decisions/0037).
    func admitBallots(at time: Timestamp) throws(BallotsError) -> FrozenBasis {
        switch state {
        case .convened: throw .notOpenYet(id)
        case .awaitingPapers, .closed: throw .closed(id, closesAt: closesAt, now: time)
        case .open(let basis):
            guard time < closesAt else { throw .closed(id, closesAt: closesAt, now: time) }
            return basis
        }
    }

    /// Whether votes are taken no more, though papers may be.
    func isVotingOver(at time: Timestamp) -> Bool {
        if case .open = state { return time >= closesAt }
        return state != .convened
    }

    /// Whether a paper may be entered at `time`: papers that were signed in time are entered until `papersUntil`, and count
    /// as if they had come before.
    func admitPapers(at time: Timestamp) throws(BallotsError) -> FrozenBasis {
        switch state {
        case .convened, .closed: return try admitBallots(at: time)
        case .open(let basis), .awaitingPapers(let basis):
            guard time < papersUntil else { throw .entryOver(id, papersUntil: papersUntil, now: time) }
            return basis
        }
    }
}

/// What an opened assembly stands on, whatever happens to roll and rules later.
struct FrozenBasis: Sendable, Equatable {
    let electorate: Weight
    let rollHash: Digest256
    let rollPosition: Int64
    let rulesHash: Digest256
    let openedAt: Timestamp
    /// By what decision of the authority this service's electronic votes are official, if by any (R-M-09).
    var electronicBasis: String?
}

/// What the registry last said of a community's roll.
struct Roll: Sendable, Equatable {
    /// False while units have changed after the last word that the roll was complete.
    let isComplete: Bool
    let units: Int64
    let electorate: Weight
    let hash: Digest256
    /// The registry's position of that word in the community's shard.
    let position: Int64
}

/// What the rows of this service's copy of a roll amount to.
struct RollCopy: Sendable, Equatable {
    let units: Int64
    let electorate: Weight
    let hash: Digest256
    /// Whether parking spaces were counted (R-C-09).
    let parkingCounts: Bool
    let buildings: Set<BuildingCode>
    /// The part that votes; nil where the whole community does.
    var part: RollPart?

    func agrees(with roll: Roll) -> Bool {
        units == roll.units && electorate == roll.electorate && hash == roll.hash
    }
}
