import EventLog
import Model
import ServiceRuntime

/// Registers a management area, or records that a fact about it has changed.
struct RegisterCommunity: Sendable {
    let log: EventLog
    let books: RollBooks
    let calendar: DistrictCalendar
    let communities = CommunityStore()
    let days = DayStore()

    struct Answer: Codable, Sendable {
        let community: CommunityID
        let outcome: Outcome

        enum Outcome: String, Codable { case registered, changed, unchanged }
    }

    /// - Throws: `RegistryError.communityMerged`
    func handle(_ community: Community, claim: IdempotencyClaim?) async throws -> Answer {
        try await log.write(to: community.code, claim: claim) { write in
            let known = try await communities.find(community.code, in: write)
            if let merger = known?.merger { throw RegistryError.communityMerged(merger.into) }
            guard known != community else { return Answer(community: community.code, outcome: .unchanged) }
            try await communities.save(community, in: write)
            try write.append(community.registered)
            if known == nil {
                try await tellDay(in: write)
            } else if known?.parkingCounts != community.parkingCounts {
                try await recountRoll(parkingCounts: community.parkingCounts, in: write)
            }
            return Answer(community: community.code, outcome: known == nil ? .registered : .changed)
        }
    }

    /// A community that joins a scenario in its middle lives on the same day as the others.
    private func tellDay(in write: borrowing Write) async throws {
        guard let day = try await days.day(in: write), try await days.advance(to: day, in: write) else { return }
        try write.append(DayStarted(day: day))
    }

    /// Whether parking counts changes who counts, though no unit has changed (R-C-09).
    private func recountRoll(parkingCounts: Bool, in write: borrowing Write) async throws {
        guard try await books.rolls.summary(of: write.community, in: write) != nil else { return }
        let roll = try await books.rolls.roll(of: write.community, in: write)
        let summary = try RollSummary(of: roll, parkingCounts: parkingCounts)
        _ = try await books.record(
            RollChange(), summary: summary, on: calendar.day(at: write.now), because: .parking, in: write)
    }
}

extension RollSummary {
    var recorded: RollRecorded { RollRecorded(units: units, countedArea: area, heads: heads, hash: hash) }
}
