import EventLog
import Model
import ServiceRuntime

/// Records that units have changed hands on a day (R-G-03): a roll.csv with the rows of those units alone, whose owners are
/// the new ones.
struct TransferUnits: Sendable {
    let log: EventLog
    let books: RollBooks
    let calendar: DistrictCalendar
    let owners = OwnerStore()
    let transfers = TransferStore()

    struct Answer: Codable, Sendable {
        let on: Day
        let units: [UnitCode]
    }

    /// - Throws: `RegistryError.communityUnknown`, `.communityMerged`, `.unitUnknown`, `.dayInFuture`,
    ///   `.unitDiffers` where the file says more than that a unit has new owners.
    func handle(
        _ file: RollFile, on day: Day, community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> Answer {
        try await log.write(to: community, claim: claim) { write in
            let facts = try await books.communities.open(community, in: write)
            let today = calendar.day(at: write.now)
            guard day <= today else { throw RegistryError.dayInFuture(today: today) }
            let known = try await owners.ids(in: community, through: write)
            let newIDs = owners.newIDs(for: file.owners.lazy.map(\.ref).filter { known[$0] == nil })
            let ids = known.merging(newIDs) { known, _ in known }
            let roll = try await books.rolls.roll(of: community, in: write)
            let change = try Self.change(of: roll, to: Roll(file, ids: ids))
            guard !change.isEmpty else { return Answer(on: day, units: []) }
            let news = try await books.people.news(of: file.owners, ids: ids, newIDs: newIDs, through: write)
            try await owners.save(newIDs, in: write)
            _ = try await books.people.describe(news, in: write)
            let changed = Dictionary(change.changed.map { ($0.after.unit, $0.after) }) { first, _ in first }
            let after = Roll(roll.units.map { changed[$0.unit] ?? $0 })
            for unit in change.changed {
                try write.append(
                    OwnershipTransferred(
                        unit: unit.after.unit, from: unit.before.owners, to: unit.after.owners, on: day))
            }
            let moment = try await books.record(
                change, summary: try RollSummary(of: after, parkingCounts: facts.parkingCounts), on: day,
                because: .transfer, in: write)
            try await transfers.save(change.changed, at: moment, in: write)
            _ = try await books.people.forget(change.formerOwners, in: write)
            return Answer(on: day, units: change.changed.map(\.after.unit))
        }
    }

    private static func change(of roll: Roll, to file: Roll) throws(RegistryError) -> RollChange {
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
        return change
    }
}
