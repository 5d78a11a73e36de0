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

/// A transfer with what becomes of the roll's totals, and of the shares of those whom it concerns.
struct CountedTransfer: Sendable {
    let plan: TransferPlan
    /// The roll after it.
    let summary: RollSummary
    /// The area with which each head counts that sells or buys (R-C-04); none where nothing of theirs counts.
    let sharesBefore: [HeadID: Area]
    let sharesAfter: [HeadID: Area]

    /// - Throws: `ArithmeticOverflow`, and an error of JSON.
    init(_ plan: TransferPlan, parkingCounts: Bool) throws {
        self.plan = plan
        summary = try RollSummary(of: plan.after, parkingCounts: parkingCounts)
        let concerned = Set(plan.change.changed.flatMap { [$0.before.head, $0.after.head] })
        sharesBefore = try Self.shares(of: concerned, in: plan.before, parkingCounts: parkingCounts)
        sharesAfter = try Self.shares(of: concerned, in: plan.after, parkingCounts: parkingCounts)
    }

    private static func shares(
        of heads: Set<HeadID>, in roll: Roll, parkingCounts: Bool
    ) throws(ArithmeticOverflow) -> [HeadID: Area] {
        var shares: [HeadID: Area] = [:]
        guard !heads.isEmpty else { return shares }
        for unit in roll.units where unit.counts(parkingCounts: parkingCounts) && heads.contains(unit.head) {
            shares[unit.head] = try (shares[unit.head] ?? .zero).adding(unit.area)
        }
        return shares
    }
}
