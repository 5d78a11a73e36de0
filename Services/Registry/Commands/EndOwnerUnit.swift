import EventLog
import Model

/// Records that a compound's owner-unit has gone, and who acts for what it still owns there (docs/decisions/0032).
struct EndOwnerUnit: Sendable {
    let log: EventLog
    let communities = CommunityStore()
    let owners = OwnerStore()
    let units = OwnerUnitStore()
    let modes = ManagementModeStore()
    let electorates = ElectorateStore()

    struct Wish: Sendable {
        let goneSince: Day
        let ownerRef: OwnerRef?
        let representedBy: String?
        let basis: String
    }

    struct Answer: Codable, Sendable {
        let community: CommunityID
        let changed: Bool
    }

    /// - Throws: `OwnerUnitRefusal`, `RegistryError.communityUnknown`, `.communityMerged`, `.ownerUnknown`
    func handle(
        _ wish: Wish, community: CommunityID, by subject: String, claim: IdempotencyClaim?
    ) async throws -> Answer {
        try await log.write(to: community, claim: claim) { write in
            var facts = try await communities.open(community, in: write)
            let today = try await electorates.today(in: write)
            let entries = try await units.entries(of: community, in: write)
            let (owner, kind) = try await owner(wish.ownerRef, after: entries, of: community, in: write)
            let end = OwnerUnitEnd(
                goneSince: wish.goneSince, owner: owner, representedBy: wish.representedBy, basis: wish.basis)
            let consequences = try end.consequences(
                for: facts.ownerUnit, last: entries.last?.end, kind: kind,
                modes: try await modes.modes(of: community, in: write), today: today)
            guard let consequences else { return Answer(community: community, changed: false) }
            try await units.save(end, number: Int64(entries.count) + 1, on: today, by: subject, in: write)
            if facts.ownerUnit != consequences.unit {
                facts.ownerUnit = consequences.unit
                try await communities.save(facts, in: write)
                try write.append(facts.registered)
            }
            if let mode = consequences.mode {
                try await modes.save(mode, in: write)
                try write.append(mode)
            }
            if consequences.endsActing, let owner { try await ActingStore().end(for: [owner], in: write) }
            return Answer(community: community, changed: true)
        }
    }

    /// What the owner-unit is on the roll: the owner on record where nobody says, for as long as units are still its.
    private func owner(
        _ ref: OwnerRef?, after entries: [OwnerUnitStore.Entry], of community: CommunityID, in write: borrowing Write
    ) async throws -> (OwnerID?, UnitRecord.OwnerKind?) {
        guard let ref else {
            guard let known = entries.last(where: { $0.end.owner != nil })?.end.owner,
                let holding = try await units.holding(of: known, in: community, write)
            else { return (nil, nil) }
            return (known, holding.kind)
        }
        guard let id = try await owners.ids(of: [ref], in: community, through: write)[ref],
            let holding = try await units.holding(of: id, in: community, write)
        else { throw RegistryError.ownerUnknown(ref) }
        return (id, holding.kind)
    }
}
