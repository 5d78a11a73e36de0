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
    let calendar: WorkCalendar
    let days: DistrictCalendar
    /// Whether the district's day is not the clock's, so that a day of opening says nothing of a moment of closing.
    let isScenario: Bool

    func callAsFunction(
        _ proposal: Proposal, in community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> AssemblyConvened {
        try await log.write(to: community, claim: claim) { write in
            try await rolls.checkCommunity(in: write)
            let today = days.day(at: write.now)
            let campaigns = try await assemblies.campaigns(
                named: proposal.campaigns, notOf: proposal.assembly, in: write)
            // Those that the opening freezes decide; by them it is checked again.
            let rules = try await adoptedRules(in: write)
            let isRollKnown = try await rolls.roll(in: write)?.isComplete ?? false
            let convened = try proposal.convene(
                at: write.now, today: today, campaigns: campaigns,
                places: isRollKnown ? try await places.places(of: proposal.items, in: write) : nil,
                differential: try rules?.differential(),
                earliestClosing: earliestClosing(of: proposal, by: rules, today: today, at: write.now))
            if let earlier = proposal.terms.revoteOf { try await checkRevote(of: earlier, proposal, in: write) }
            try await assemblies.insert(convened, in: write)
            try await candidates.insert(proposal.presentations, of: proposal.assembly, in: write)
            try write.append(convened)
            return convened
        }
    }

    private func adoptedRules(in write: borrowing Write) async throws -> MeetingRules? {
        guard let hash = try await rules.adopted(in: write) else { return nil }
        return MeetingRules(pack: try await rules.pack(hash, in: write), calendar: calendar)
    }

    /// Nil where the rules of today do not tell.
    private func earliestClosing(
        of proposal: Proposal, by rules: MeetingRules?, today: Day, at now: Timestamp
    ) -> Timestamp? {
        guard !isScenario, let rules else { return nil }
        do throws(LifecycleRefusal) {
            let opening = try rules.earliestOpening(
                noticeOn: proposal.terms.noticeOn ?? today, isInterim: proposal.terms.isInterim)
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
        try stored.assembly.checkPutAgain(proposal.items, passed: try await lifecycle.passed(stored, in: write))
    }
}
