import EventLog
import Model
import ServiceRuntime

/// Registers a management area, or records that facts about it have changed; those that are left out have not.
struct RegisterCommunity: Sendable {
    let log: EventLog
    let books: RollBooks
    let calendar: DistrictCalendar
    let communities = CommunityStore()
    let days = DayStore()
    let rules = RulesStore()
    let units = OwnerUnitStore()

    struct Answer: Codable, Sendable {
        let community: CommunityID
        let outcome: Outcome

        enum Outcome: String, Codable { case registered, changed, unchanged }
    }

    /// - Throws: `RegistryError.communityMerged`, `.factMissing`, `.dayInFuture`, and `.packOfOtherJurisdiction` where the
    ///   rules in force are those of another city than it would be in.
    func handle(_ facts: CommunityFacts, claim: IdempotencyClaim?) async throws -> Answer {
        try await log.write(to: facts.code, claim: claim) { write in
            let known = try await communities.find(facts.code, in: write)
            if let merger = known?.merger { throw RegistryError.communityMerged(merger.into) }
            let community = try facts.community(before: known)
            guard known != community else { return Answer(community: community.code, outcome: .unchanged) }
            try checkEnd(of: community.ownerUnit, before: known?.ownerUnit, today: calendar.day(at: write.now))
            if let pack = try await rules.current(of: community.code, in: write)?.pack, !community.mayAdopt(pack) {
                throw RegistryError.packOfOtherJurisdiction(
                    pack: pack.jurisdiction, community: community.jurisdiction)
            }
            try await communities.save(community, in: write)
            try write.append(community.registered)
            if community.ownerUnit?.isDefunct == true, known?.ownerUnit?.isDefunct != true {
                try await endActing(in: write)
            }
            if known == nil {
                try await tellDay(in: write)
            } else if known?.parkingCounts != community.parkingCounts {
                try await recountRoll(parkingCounts: community.parkingCounts, in: write)
            }
            return Answer(community: community.code, outcome: known == nil ? .registered : .changed)
        }
    }

    /// A day that is on record already is not said anew.
    private func checkEnd(
        of unit: CommunityRegistered.OwnerUnit?, before: CommunityRegistered.OwnerUnit?, today: Day
    ) throws(RegistryError) {
        guard let since = unit?.defunctSince, since != before?.defunctSince, since > today else { return }
        throw .dayInFuture(field: "ownerUnit.defunctSince", today: today)
    }

    /// While an owner-unit was on record as there, somebody may have signed in for it; that it has gone after all ends that,
    /// as the statement of its end does.
    private func endActing(in write: borrowing Write) async throws {
        guard let owner = try await units.entries(of: write.community, in: write).last?.end.owner else { return }
        try await ActingStore().end(for: [owner], in: write)
    }

    /// A community that joins a scenario in its middle lives on the same day as the others.
    private func tellDay(in write: borrowing Write) async throws {
        guard let day = try await days.day(in: write), try await days.advance(to: day, in: write) else { return }
        try write.append(DayStarted(day: day))
    }

    /// Whether parking counts changes who counts, though no unit has changed (R-C-09).
    private func recountRoll(parkingCounts: Bool, in write: borrowing Write) async throws {
        guard try await books.rolls.summary(of: write.community, in: write) != nil else { return }
        let summary = try await books.summary(of: write.community, parkingCounts: parkingCounts, in: write)
        _ = try await books.record(
            RollChange(), summary: summary, on: calendar.day(at: write.now), because: .parking, in: write)
    }
}

extension RollSummary {
    var recorded: RollRecorded { RollRecorded(units: units, countedArea: area, heads: heads, hash: hash) }
}
