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
            let convened = try proposal.convene(
                at: write.now, today: today, campaigns: campaigns,
                earliestClosing: try await earliestClosing(of: proposal, today: today, in: write))
            if let earlier = proposal.terms.revoteOf { try await checkRevote(of: earlier, proposal, in: write) }
            try await assemblies.insert(convened, in: write)
            try write.append(convened)
            return convened
        }
    }

    /// By the rules of today; those that the opening freezes decide.
    ///
    /// - Returns: nil where the rules do not tell.
    private func earliestClosing(
        of proposal: Proposal, today: Day, in write: borrowing Write
    ) async throws -> Timestamp? {
        guard !isScenario, let hash = try await rules.adopted(in: write) else { return nil }
        let rules = MeetingRules(pack: try await rules.pack(hash, in: write), calendar: calendar)
        do throws(LifecycleRefusal) {
            let opening = try rules.earliestOpening(
                noticeOn: proposal.terms.noticeOn ?? today, isInterim: proposal.terms.isInterim)
            return try rules.earliestClosing(openedAt: max(opening.start, write.now))
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
