import Model

/// That the enterprise or office which once built a compound has gone (S2-08), and who acts for what it still owns.
///
/// What it owns stays on the roll and counts as one head (R-C-04), but a legal person acts through its representative
/// (R-C-10): where nobody is named who took that over, nobody does.
struct OwnerUnitEnd: Codable, Sendable, Equatable {
    let goneSince: Day
    /// Its id on the roll; nil where nothing there is its any more.
    let owner: OwnerID?
    /// Whoever took its affairs over, such as a liquidator or the authority above it; an organisation's public name.
    let representedBy: String?
    /// The decision that this rests on.
    let basis: String

    /// What has to be done when it is recorded.
    struct Consequences: Sendable, Equatable {
        let unit: CommunityRegistered.OwnerUnit
        /// Nobody manages the compound from that day on, if nothing else is on record.
        let mode: ManagementModeSet?
        /// Whoever has acted for the owner acts no longer.
        let endsActing: Bool
    }

    /// - Parameters:
    ///   - unit: the owner-unit as it is recorded.
    ///   - last: what was recorded of its end before.
    ///   - kind: what the roll says that its owner is; nil where it owns nothing there.
    ///   - modes: who has managed the compound.
    ///   - today: the district's day.
    /// - Returns: nil where the same is on record already.
    /// - Throws: `OwnerUnitRefusal`
    func consequences(
        for unit: CommunityRegistered.OwnerUnit?, last: OwnerUnitEnd?, kind: UnitRecord.OwnerKind?,
        modes: [ManagementModeSet], today: Day
    ) throws(OwnerUnitRefusal) -> Consequences? {
        guard let unit else { throw .noOwnerUnit }
        if last == self, unit.isDefunct { return nil }
        guard goneSince <= today else { throw .dayInFuture(today: today) }
        if let known = last?.goneSince ?? unit.defunctSince, known != goneSince { throw .goneSince(known) }
        guard kind != .person else { throw .ownerIsPerson }
        guard representedBy == nil || owner != nil else { throw .nothingToRepresent }
        return Consequences(
            unit: CommunityRegistered.OwnerUnit(name: unit.name, isDefunct: true, defunctSince: goneSince),
            mode: modes.isEmpty ? ManagementModeSet(mode: .none, since: goneSince, basis: basis) : nil,
            // Also where the same was said before: it was on record as there since, and somebody may have signed in for it.
            endsActing: owner != nil
                && (!unit.isDefunct || last?.owner != owner || last?.representedBy != representedBy))
    }
}

/// Why the end of an owner-unit is not recorded.
enum OwnerUnitRefusal: Error, Equatable {
    case noOwnerUnit
    case dayInFuture(today: Day)
    /// It is on record for another day.
    case goneSince(Day)
    case ownerIsPerson
    case nothingToRepresent
}
