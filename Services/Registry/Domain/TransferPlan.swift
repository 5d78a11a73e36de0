import Model

/// What becomes of a roll when units change hands: their owners are others, and nothing else is (R-G-03).
struct TransferPlan: Sendable, Equatable {
    let before: Roll
    let after: Roll
    let change: RollChange

    /// - Throws: `RegistryError.unitUnknown`, `.unitDiffers` where the file says more than that a unit has new owners.
    init(of roll: Roll, to file: Roll) throws(RegistryError) {
        let known = Dictionary(roll.units.map { ($0.unit, $0) }) { first, _ in first }
        var change = RollChange()
        for unit in file.units {
            guard let before = known[unit.unit] else { throw .unitUnknown(unit.unit) }
            guard before.floor == unit.floor, before.area == unit.area, before.use == unit.use,
                unit.areaSource == nil || unit.areaSource == before.areaSource
            else { throw .unitDiffers(unit.unit) }
            guard before.owners != unit.owners else { continue }
            let after = UnitRecord(
                unit: before.unit, floor: before.floor, area: before.area, areaSource: before.areaSource,
                use: before.use, ownerKind: unit.ownerKind, owners: unit.owners, voter: unit.voter)
            change.changed.append(RollChange.Changed(before: before, after: after))
        }
        let changed = Dictionary(change.changed.map { ($0.after.unit, $0.after) }) { first, _ in first }
        before = roll
        after = Roll(roll.units.map { changed[$0.unit] ?? $0 })
        self.change = change
    }

    /// The area with which each head counts (R-C-04).
    ///
    /// - Throws: `ArithmeticOverflow`
    static func shares(in roll: Roll, parkingCounts: Bool) throws(ArithmeticOverflow) -> [HeadID: Area] {
        var shares: [HeadID: Area] = [:]
        for unit in roll.units where unit.counts(parkingCounts: parkingCounts) {
            shares[unit.head] = try (shares[unit.head] ?? .zero).adding(unit.area)
        }
        return shares
    }

    /// The last day to tell committee and company of a transfer (R-G-03); nil where the rules do not say, or the holidays of
    /// a year that it would need are not announced.
    static func noticeBy(after day: Day, by pack: RulePack?, _ calendar: WorkCalendar) -> Day? {
        do {
            guard let period = try pack?.period(.transferNotice) else { return nil }
            return try calendar.lastDay(of: period, after: day)
        } catch {
            return nil
        }
    }
}
