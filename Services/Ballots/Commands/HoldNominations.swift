import EventLog
import Model
import ServiceRuntime

/// Opens rounds of nominations, takes and screens nominations, and posts the list (R-E-01, R-E-02).
///
/// There is no event: who was nominated concerns this service alone until an election is convened.
struct HoldNominations: Sendable {
    let log: EventLog
    let rolls: RollStore
    let rules: RulesStore
    let nominations: NominationStore
    let days: DistrictCalendar

    /// A candidate of a round.
    struct Named: Codable, Sendable {
        let candidate: CandidateCode
    }

    /// - Throws: `BallotsError.proposal`, `NominationRefusal.roundExists`
    func open(
        _ code: RoundCode, for body: BodyID, seats: Int64, opensOn: Day?, closesOn: Day, in community: CommunityID,
        by subject: String, claim: IdempotencyClaim?
    ) async throws {
        _ = try await log.write(to: community, claim: claim) { write in
            try await rolls.checkCommunity(in: write)
            let today = days.day(at: write.now)
            let round = NominationRound(
                code: code, body: body, seats: seats, opensOn: opensOn ?? today, closesOn: closesOn)
            let faults = round.faults(today: today)
            guard faults.isEmpty else { throw BallotsError.proposal(faults) }
            try await nominations.insert(round, by: subject, in: write)
            return Done()
        }
    }

    /// - Throws: `NominationRefusal.unknownRound`, `.notOpen`, `.notAnOwner`, `.roundFull`, `.alreadyNominated`
    func nominate(
        _ nominating: NominationStore.Nominating, in code: RoundCode, of community: CommunityID, by subject: String,
        claim: IdempotencyClaim?
    ) async throws -> Named {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await nominations.round(code, in: write)
            let today = days.day(at: write.now)
            try stored.round.checkOpen(on: today)
            guard try await nominations.head(of: nominating.owner, in: write) != nil else {
                throw NominationRefusal.notAnOwner
            }
            let count = try await nominations.nominations(of: stored, in: write).count
            guard count < NominationRound.limit else {
                throw NominationRefusal.roundFull(limit: NominationRound.limit)
            }
            let candidate = try CandidateCode(parsing: count < 9 ? "c0\(count + 1)" : "c\(count + 1)")
            try await nominations.insert(nominating, as: candidate, stored, on: today, by: subject, in: write)
            return Named(candidate: candidate)
        }
    }

    /// - Throws: as `nominate`, and `.unknownNomination`, `.withdrawn`, `.notJoint`, `.supportsOneself`, `.alreadySupported`
    func support(
        _ candidate: CandidateCode, in code: RoundCode, of community: CommunityID, by owner: OwnerID,
        claim: IdempotencyClaim?
    ) async throws -> Named {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await nominations.round(code, in: write)
            try stored.round.checkOpen(on: days.day(at: write.now))
            try await nomination(candidate, of: stored, in: write).checkSupport(by: owner)
            guard let head = try await nominations.head(of: owner, in: write) else {
                throw NominationRefusal.notAnOwner
            }
            try await nominations.support(candidate, stored, by: owner, of: head, in: write)
            return Named(candidate: candidate)
        }
    }

    /// Accepts or refuses; a list that is posted and changes by it is posted anew.
    ///
    /// - Throws: `NominationRefusal.unknownRound`, `.unknownNomination`, `.inUse`, `.withdrawn`, `.tooFewSupporters`
    func decide(
        _ candidate: CandidateCode, isAccepted: Bool, reason: String, in code: RoundCode, of community: CommunityID,
        by subject: String, claim: IdempotencyClaim?
    ) async throws -> Named {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await changeable(code, in: write)
            let nomination = try await nomination(candidate, of: stored, in: write)
            let least = nomination.channel == .joint && isAccepted ? try await supportersLeast(in: write) : 0
            try nomination.checkDecision(isAccepted, supportersLeast: least)
            let today = days.day(at: write.now)
            let decision = Nomination.Decision(isAccepted: isAccepted, reason: reason, on: today)
            try await nominations.decide(candidate, stored, decision, by: subject, in: write)
            try await postAnew(stored, on: today, by: subject, in: write)
            return Named(candidate: candidate)
        }
    }

    /// Takes a nomination back.
    ///
    /// - Parameter owner: who asks, and must be the nominee; nil is whoever holds the round.
    /// - Throws: `NominationRefusal.unknownRound`, `.unknownNomination` also for another's, `.inUse`, `.withdrawn`
    func withdraw(
        _ candidate: CandidateCode, in code: RoundCode, of community: CommunityID, for owner: OwnerID?,
        by subject: String, claim: IdempotencyClaim?
    ) async throws -> Named {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await changeable(code, in: write)
            let nomination = try await nomination(candidate, of: stored, in: write)
            guard owner == nil || nomination.owner == owner else { throw NominationRefusal.unknownNomination }
            guard nomination.withdrawnOn == nil else { throw NominationRefusal.withdrawn }
            let today = days.day(at: write.now)
            try await nominations.withdraw(candidate, stored, on: today, by: subject, in: write)
            try await postAnew(stored, on: today, by: subject, in: write)
            return Named(candidate: candidate)
        }
    }

    /// Posts the list of those who were accepted, once the round is over and every nomination is decided.
    ///
    /// - Throws: `NominationRefusal.unknownRound`, `.roundRuns`, `.undecided`, `.nobodyAccepted`, `.alreadyPosted`
    func post(
        _ code: RoundCode, of community: CommunityID, by subject: String, claim: IdempotencyClaim?
    ) async throws {
        _ = try await log.write(to: community, claim: claim) { write in
            let stored = try await nominations.round(code, in: write)
            guard try await nominations.postings(of: stored, in: write).isEmpty else {
                throw NominationRefusal.alreadyPosted
            }
            let today = days.day(at: write.now)
            let list = try stored.round.list(
                of: try await nominations.nominations(of: stored, in: write), today: today)
            let posting = NominationPosting(postedOn: today, candidates: list)
            try await nominations.post(posting, stored, by: subject, in: write)
            return Done()
        }
    }

    // MARK: - Parts

    /// The round, as long as no election stands on its list.
    private func changeable(_ code: RoundCode, in write: borrowing Write) async throws -> NominationStore.Stored {
        let stored = try await nominations.round(code, in: write)
        guard try await !nominations.isInUse(stored, in: write) else { throw NominationRefusal.inUse }
        return stored
    }

    private func nomination(
        _ candidate: CandidateCode, of stored: NominationStore.Stored, in write: borrowing Write
    ) async throws -> Nomination {
        guard
            let nomination = try await nominations.nominations(of: stored, in: write)
                .first(where: { $0.candidate == candidate })
        else { throw NominationRefusal.unknownNomination }
        return nomination
    }

    /// A changed list is posted anew, and its period begins again (R-E-02).
    private func postAnew(
        _ stored: NominationStore.Stored, on today: Day, by subject: String, in write: borrowing Write
    ) async throws {
        guard let last = try await nominations.postings(of: stored, in: write).first else { return }
        let accepted = try await nominations.nominations(of: stored, in: write).accepted
        guard accepted != last.list.candidates else { return }
        try await nominations.post(
            NominationPosting(postedOn: today, candidates: accepted), stored, by: subject, in: write)
    }

    private func supportersLeast(in write: borrowing Write) async throws -> Int64 {
        guard let hash = try await rules.adopted(in: write) else { throw BallotsError.rulesMissing }
        do {
            return try (try await rules.pack(hash, in: write)).count(.jointNominationLeast)
        } catch is InvalidValue {
            throw LifecycleRefusal.rulesLack(.jointNominationLeast)
        }
    }

    private struct Done: Codable, Sendable {}
}
