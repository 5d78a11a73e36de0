import EventLog
import Model
import ServiceRuntime

/// Records whom the co-owners of a unit have chosen to vote for it (R-C-07); a later file does not undo that for as long as
/// the chosen one is an owner of the unit.
struct ChooseVoter: Sendable {
    let log: EventLog
    let books: RollBooks
    let calendar: DistrictCalendar
    let owners = OwnerStore()

    struct Answer: Codable, Sendable {
        let unit: UnitCode
        let voter: OwnerID
        let changed: Bool
    }

    /// - Throws: `RegistryError.communityUnknown`, `.communityMerged`, `.unitUnknown`, `.notOwnerOfUnit`
    func handle(
        _ ref: OwnerRef, for code: UnitCode, community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> Answer {
        try await log.write(to: community, claim: claim) { write in
            let facts = try await books.communities.open(community, in: write)
            let roll = try await books.rolls.roll(of: community, in: write)
            guard let unit = roll.unit(code) else { throw RegistryError.unitUnknown(code) }
            let id = try await owners.ids(of: [ref], in: community, through: write)[ref]
            guard let id, unit.owners.contains(id) else { throw RegistryError.notOwnerOfUnit(ref, code) }
            if unit.voter != id {
                let after = unit.with(voter: id)
                let change = RollChange(changed: [RollChange.Changed(before: unit, after: after)])
                _ = try await books.record(
                    change,
                    summary: try RollSummary(of: roll.replacing(after), parkingCounts: facts.parkingCounts),
                    on: calendar.day(at: write.now), because: .voter, in: write)
            }
            try await books.rolls.markChosen(code, in: write)
            return Answer(unit: code, voter: id, changed: unit.voter != id)
        }
    }
}

extension UnitRecord {
    /// The unit with another of its owners as its voter.
    func with(voter: OwnerID) -> UnitRecord {
        UnitRecord(
            unit: unit, floor: floor, area: area, areaSource: areaSource, use: use, ownerKind: ownerKind,
            owners: owners, voter: voter)
    }
}
