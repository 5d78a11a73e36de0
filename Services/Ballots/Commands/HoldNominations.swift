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

    /// How a nomination is taken back.
    enum Withdrawal: Sendable {
        /// By the nominee.
        case own(Person)
        /// By the nominee's written declaration, of which this is the SHA-256.
        case declared(Digest256)

        var nominee: Person? { if case .own(let person) = self { person } else { nil } }
        var declaration: Digest256? { if case .declared(let declaration) = self { declaration } else { nil } }
    }

    /// - Throws: `BallotsError.proposal`, `NominationRefusal.roundExists`
    func open(
        _ code: RoundCode, for body: BodyID, seats: Int64, opensOn: Day?, closesOn: Day, in community: CommunityID,
        by account: String, claim: IdempotencyClaim?
    ) async throws {
        _ = try await log.write(to: community, claim: claim) { write in
            try await rolls.checkCommunity(in: write)
            let today = days.day(at: write.now)
            let round = NominationRound(
                code: code, body: body, seats: seats, opensOn: opensOn ?? today, closesOn: closesOn)
            let faults = round.faults(today: today)
            guard faults.isEmpty else { throw BallotsError.proposal(faults) }
            try await nominations.insert(round, by: account, in: write)
            return Done()
        }
    }

    /// - Throws: `NominationRefusal.unknownRound`, `.notOpen`, `.notAnOwner`, `.roundFull`, `.alreadyNominated`
    func nominate(
        _ nominating: NominationStore.Nominating, in code: RoundCode, of community: CommunityID, by person: Person,
        claim: IdempotencyClaim?
    ) async throws -> Named {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await nominations.round(code, in: write)
            let today = days.day(at: write.now)
            try stored.round.checkOpen(on: today)
            // What comes on paper is known by the owner's id alone.
            let isOwn = nominating.evidence == nil
            guard try await !nominations.heads(of: isOwn ? person.owners : [nominating.owner], in: write).isEmpty else {
                throw NominationRefusal.notAnOwner
            }
            let ids = isOwn ? Array(person.ids) : [nominating.owner.description]
            guard try await !nominations.hinders(ids, isOwn: isOwn, stored, in: write) else {
                throw NominationRefusal.alreadyNominated
            }
            let count = try await nominations.count(of: stored, isOwn: isOwn, in: write)
            guard count.alike < NominationRound.limit else {
                throw NominationRefusal.roundFull(limit: NominationRound.limit)
            }
            if isOwn {
                try await nominations.supersede(ids, stored, on: today, by: person.id, in: write)
            }
            let number = count.all + 1
            let candidate = try CandidateCode(parsing: number < 10 ? "c0\(number)" : "c\(number)")
            try await nominations.insert(nominating, as: candidate, stored, on: today, by: person.id, in: write)
            return Named(candidate: candidate)
        }
    }

    /// - Throws: as `nominate`, and `.unknownNomination`, `.withdrawn`, `.notJoint`, `.supportsOneself`, `.alreadySupported`
    func support(
        _ candidate: CandidateCode, in code: RoundCode, of community: CommunityID, by person: Person,
        claim: IdempotencyClaim?
    ) async throws -> Named {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await nominations.round(code, in: write)
            try stored.round.checkOpen(on: days.day(at: write.now))
            guard let owner = person.owners.first,
                let head = try await nominations.heads(of: person.owners, in: write).first
            else { throw NominationRefusal.notAnOwner }
            guard try await !nominations.isSupported(candidate, stored, by: person, for: head, in: write) else {
                throw NominationRefusal.alreadySupported
            }
            let nominee = try await nominations.nominee(candidate, of: stored, in: write)
            try nominee.checkSupport(
                by: person, for: head, own: try await nominations.heads(of: [nominee.owner], in: write))
            try await nominations.support(candidate, stored, by: owner, of: head, in: write)
            return Named(candidate: candidate)
        }
    }

    /// Accepts or refuses; a list that is posted and changes by it is posted anew.
    ///
    /// - Throws: `NominationRefusal.unknownRound`, `.unknownNomination`, `.inUse`, `.withdrawn`, `.decidesOneself`,
    ///   `.tooFewSupporters`; `BallotsError.rollIncomplete`
    func decide(
        _ candidate: CandidateCode, isAccepted: Bool, reason: String, in code: RoundCode, of community: CommunityID,
        by person: Person, claim: IdempotencyClaim?
    ) async throws -> Named {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await nominations.round(code, in: write)
            let nominee = try await nominations.nominee(candidate, of: stored, in: write)
            try await checkChangeable(stored, leaving: isAccepted ? nil : nominee, in: write)
            try nominee.checkDecision(by: person)
            if isAccepted, nominee.channel == .joint { try await checkSupporters(of: candidate, stored, in: write) }
            let today = days.day(at: write.now)
            let decision = Nomination.Decision(isAccepted: isAccepted, reason: reason, on: today)
            try await nominations.decide(candidate, stored, decision, by: person.id, in: write)
            try await postAnew(stored, on: today, by: person.id, in: write)
            return Named(candidate: candidate)
        }
    }

    /// Takes a nomination back in the given way.
    ///
    /// - Throws: `NominationRefusal.unknownRound`, `.unknownNomination` also for another's, `.inUse`, `.withdrawn`,
    ///   `.onlyNominee`; `BallotsError.rollIncomplete`
    func withdraw(
        _ candidate: CandidateCode, in code: RoundCode, of community: CommunityID, _ way: Withdrawal,
        by account: String, claim: IdempotencyClaim?
    ) async throws -> Named {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await nominations.round(code, in: write)
            let nominee = try await nominations.nominee(candidate, of: stored, in: write)
            try nominee.checkWithdrawal(by: way.nominee)
            try await checkChangeable(stored, leaving: nominee, in: write)
            let today = days.day(at: write.now)
            try await nominations.withdraw(candidate, stored, way.declaration, on: today, by: account, in: write)
            try await postAnew(stored, on: today, by: account, in: write)
            return Named(candidate: candidate)
        }
    }

    /// Posts the list of those who were accepted, once the round is over and every nomination is decided.
    ///
    /// - Throws: `NominationRefusal.unknownRound`, `.roundRuns`, `.undecided`, `.nobodyAccepted`, `.alreadyPosted`
    func post(
        _ code: RoundCode, of community: CommunityID, by account: String, claim: IdempotencyClaim?
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
            try await nominations.post(posting, stored, by: account, in: write)
            return Done()
        }
    }

    // MARK: - Parts

    /// Whether the list may change: where an election is convened by it and none was opened, only by the leaving of
    /// who owns nothing that counts any more, since nothing opens with them on it (docs/decisions/0042).
    private func checkChangeable(
        _ stored: NominationStore.Stored, leaving nominee: Nominee?, in write: borrowing Write
    ) async throws {
        switch try await nominations.hold(on: stored, in: write) {
        case .free: return
        case .opened: throw NominationRefusal.inUse
        case .convened:
            guard let nominee else { throw NominationRefusal.inUse }
            // While a roll comes in, an owner may be missing for a moment.
            guard try await rolls.roll(in: write)?.isComplete == true else { throw BallotsError.rollIncomplete }
            guard try await nominations.heads(of: [nominee.owner], in: write).isEmpty else {
                throw NominationRefusal.inUse
            }
        }
    }

    /// A changed list is posted anew, and its period begins again (R-E-02).
    private func postAnew(
        _ stored: NominationStore.Stored, on today: Day, by account: String, in write: borrowing Write
    ) async throws {
        guard let last = try await nominations.postings(of: stored, in: write).first else { return }
        let accepted = try await nominations.nominations(of: stored, in: write).accepted
        guard accepted != last.list.candidates else { return }
        try await nominations.post(
            NominationPosting(postedOn: today, candidates: accepted), stored, by: account, in: write)
    }

    /// A joint nomination needs as many supporters as the rules ask for (R-E-01).
    private func checkSupporters(
        of candidate: CandidateCode, _ stored: NominationStore.Stored, in write: borrowing Write
    ) async throws {
        guard let hash = try await rules.adopted(in: write) else { throw BallotsError.rulesMissing }
        let least: Int64
        do {
            least = try (try await rules.pack(hash, in: write)).count(.jointNominationLeast)
        } catch is InvalidValue {
            throw LifecycleRefusal.rulesLack(.jointNominationLeast)
        }
        let supporters = try await nominations.supporters(of: candidate, stored, in: write)
        guard supporters >= least else { throw NominationRefusal.tooFewSupporters(supporters, least: least) }
    }

    private struct Done: Codable, Sendable {}
}
