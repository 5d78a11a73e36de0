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
            guard let unit = try await books.rolls.unit(code, of: community, in: write) else {
                throw RegistryError.unitUnknown(code)
            }
            let owner = try await owners.known([ref], in: community, through: write)[ref]
            guard let owner, unit.owners.contains(owner.id) else { throw RegistryError.notOwnerOfUnit(ref, code) }
            if unit.voter != owner.id {
                let after = unit.with(voter: owner.id, kind: owner.kind ?? unit.ownerKind)
                let summary = try await books.summary(
                    of: community, with: after, parkingCounts: facts.parkingCounts, in: write)
                _ = try await books.record(
                    RollChange(changed: [RollChange.Changed(before: unit, after: after)]), summary: summary,
                    on: calendar.day(at: write.now), because: .voter, in: write)
            }
            try await books.rolls.markChosen([code], in: write)
            return Answer(unit: code, voter: owner.id, changed: unit.voter != owner.id)
        }
    }
}

extension UnitRecord {
    /// The unit with another of its owners as its voter.
    func with(voter: OwnerID, kind: OwnerKind) -> UnitRecord {
        UnitRecord(
            unit: unit, floor: floor, area: area, areaSource: areaSource, use: use, ownerKind: kind,
            owners: owners, voter: voter)
    }
}
