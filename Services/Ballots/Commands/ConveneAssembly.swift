import EventLog
import Model
import ServiceRuntime

/// Announces a meeting with its agenda.
struct ConveneAssembly: Sendable {
    let log: EventLog
    let rolls: RollStore
    let rules: RulesStore
    let assemblies: AssemblyStore
    let lifecycle: LifecycleStore
    let candidates: CandidateStore
    var places = RollPlaceStore()
    var nominations = NominationStore()
    var firstMeetings = FirstMeetingStore()
    var objections = ObjectionStore()
    let calendar: WorkCalendar
    let days: DistrictCalendar
    /// Whether the district's day is not the clock's, so that a day of opening says nothing of a moment of closing.
    let isScenario: Bool

    func callAsFunction(
        _ sent: Proposal, in community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> AssemblyConvened {
        try await log.write(to: community, claim: claim) { write in
            try await rolls.checkCommunity(in: write)
            let lists = try await lists(of: sent, in: write)
            let proposal = try sent.completed(by: lists)
            let today = days.day(at: write.now)
            let campaigns = try await assemblies.campaigns(
                named: proposal.campaigns + proposal.spentCampaigns, notOf: proposal.assembly, in: write)
            // Those that the opening freezes decide; by them it is checked again.
            let rules = try await adoptedRules(in: write)
            let isRollKnown = try await rolls.roll(in: write)?.isComplete ?? false
            let convened = try proposal.convene(
                at: write.now, today: today, campaigns: campaigns,
                places: isRollKnown ? try await places.places(of: proposal.items, in: write) : nil,
                differential: try rules?.differential(), elections: try await elections(proposal, by: rules, in: write),
                earliestClosing: earliestClosing(of: proposal, lists, by: rules, today: today, at: write.now))
            let delivered = try await checkFirstMeeting(proposal, by: rules, today: today, in: write)
            if let earlier = proposal.terms.revoteOf { try await checkRevote(of: earlier, proposal, in: write) }
            try await assemblies.insert(convened, in: write)
            try await candidates.insert(proposal.presentations, of: proposal.assembly, in: write)
            if let meeting = proposal.firstMeeting {
                try await firstMeetings.insert(meeting, delivered, of: proposal.assembly, in: write)
            }
            try await nominations.use(
                proposal.rounds.compactMapValues { lists[$0]?.posting?.number }, of: proposal.assembly, in: write)
            try write.append(convened)
            return convened
        }
    }

    /// What is known of the rounds that the proposal names.
    private func lists(
        of proposal: Proposal, in write: borrowing Write
    ) async throws -> [RoundCode: NominatedList] {
        var lists: [RoundCode: NominatedList] = [:]
        for code in Set(proposal.rounds.values) {
            do {
                let stored = try await nominations.round(code, in: write)
                lists[code] = NominatedList(
                    round: stored.round, nominations: try await nominations.nominations(of: stored, in: write),
                    posting: try await nominations.postings(of: stored, in: write).first)
            } catch NominationRefusal.unknownRound {
                continue
            }
        }
        return lists
    }

    /// Whether the owners' first meeting may be called, by the rules of today and the roll (R-E-13).
    ///
    /// - Returns: how much was handed over; nil where nobody asks.
    /// - Throws: `LifecycleRefusal.firstMeetingEarly`, `BallotsError.rollIncomplete`
    private func checkFirstMeeting(
        _ proposal: Proposal, by rules: MeetingRules?, today: Day, in write: borrowing Write
    ) async throws -> Delivered? {
        guard proposal.terms.convener == .preparatoryGroup, let rules,
            let conditions = try FirstMeetingRules(rules.pack)
        else { return nil }
        guard let delivered = try await firstMeetings.delivered(in: write) else { throw BallotsError.rollIncomplete }
        let gaps = try conditions.missing(proposal.firstMeeting, delivered, today: today, calendar: calendar)
        guard gaps.isEmpty else { throw LifecycleRefusal.firstMeetingEarly(gaps) }
        return delivered
    }

    private func adoptedRules(in write: borrowing Write) async throws -> MeetingRules? {
        guard let hash = try await rules.adopted(in: write) else { return nil }
        return MeetingRules(pack: try await rules.pack(hash, in: write), calendar: calendar)
    }

    /// What the rules of today say of the proposal's elections; nil where there are none.
    private func elections(
        _ proposal: Proposal, by rules: MeetingRules?, in write: borrowing Write
    ) async throws -> ElectionRules? {
        guard let rules, proposal.items.contains(where: { $0.election != nil }) else { return nil }
        return try ElectionRules(rules.pack, for: try await rolls.size(in: write))
    }

    /// Nil where the rules of today do not tell.
    private func earliestClosing(
        of proposal: Proposal, _ lists: [RoundCode: NominatedList], by rules: MeetingRules?, today: Day,
        at now: Timestamp
    ) -> Timestamp? {
        guard !isScenario, let rules else { return nil }
        do throws(LifecycleRefusal) {
            var opening = try rules.earliestOpening(
                noticeOn: proposal.terms.noticeOn ?? today, isInterim: proposal.terms.isInterim)
            for list in lists.values {
                guard let posted = list.posting?.list.postedOn else { continue }
                opening = max(opening, try rules.earliestVote(postedOn: posted))
            }
            return try rules.earliestClosing(openedAt: max(opening.start, now))
        } catch {
            return nil
        }
    }

    private func checkRevote(
        of earlier: AssemblyID, _ proposal: Proposal, in write: borrowing Write
    ) async throws {
        let stored: StoredAssembly
        do {
            stored = try await assemblies.load(earlier, in: write)
        } catch BallotsError.unknownAssembly {
            throw LifecycleRefusal.unknownEarlier(earlier)
        }
        do {
            _ = try stored.assembly.admit(.putAgain, at: stored.readAt, today: days.day(at: stored.readAt))
        } catch BallotsError.notClosed {
            throw LifecycleRefusal.earlierNotCounted(earlier)
        }
        try stored.assembly.checkPutAgain(
            proposal.items, passed: try await lifecycle.passed(stored, in: write),
            upheld: try await objections.upheld(of: stored, in: write))
    }
}
