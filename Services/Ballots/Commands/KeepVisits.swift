import EventLog
import Model

/// Keeps what was heard at doors and at meetings, and lets it go when the topic is done.
struct KeepVisits: Sendable {
    let log: EventLog
    let rolls: RollStore
    let visits: VisitStore

    /// - Throws: `BallotsError.unknownCommunity`, `.unknownUnit`, `.topicEnded`
    func callAsFunction(
        _ visit: Visit, by account: String, in community: CommunityID, claim: IdempotencyClaim?
    ) async throws {
        _ = try await log.write(to: community, claim: claim) { write in
            try await rolls.checkCommunity(in: write)
            try await visits.insert(visit, by: account, in: write)
            return Done()
        }
    }

    /// - Throws: `BallotsError.unknownCommunity`
    func callAsFunction(
        _ consultation: Consultation, by account: String, in community: CommunityID, claim: IdempotencyClaim?
    ) async throws {
        _ = try await log.write(to: community, claim: claim) { write in
            try await rolls.checkCommunity(in: write)
            try await visits.insert(consultation, by: account, in: write)
            return Done()
        }
    }

    /// Leaves the counts per building and deletes what each household said (R-P-05).
    ///
    /// - Throws: `BallotsError.unknownCommunity`, `.topicEnded`
    func end(_ topic: TopicCode, in community: CommunityID, claim: IdempotencyClaim?) async throws {
        _ = try await log.write(to: community, claim: claim) { write in
            do {
                try await rolls.checkCommunity(in: write)
            } catch BallotsError.communityMerged {
                // What was heard before the merger has to go as well.
            }
            try await visits.end(topic, in: write)
            return Done()
        }
    }

    private struct Done: Codable, Sendable {}
}
