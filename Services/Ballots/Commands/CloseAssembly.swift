import EventLog
import Model
import ServiceRuntime

/// Ends the voting, counts, and says what was decided.
///
/// The shard's lock is held: no vote of the assembly can be on its way, and none comes after (docs/decisions/0037).
struct CloseAssembly: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let votes: VoteStore
    let returns: ReturnsStore
    let rules: RulesStore
    let calendar: WorkCalendar
    let days: DistrictCalendar
    let clocks: SharedClockWatch
    /// Whether an assembly may be closed before its time; see `Assembly.close`.
    let mayBeEarly: Bool

    /// Closes the assembly; one that is closed already stays as it is.
    func callAsFunction(_ id: AssemblyID, in community: CommunityID, claim: IdempotencyClaim?) async throws {
        _ = try await log.write(to: community, claim: claim) { write in
            let stored = try await assemblies.load(id, in: write)
            let today = days.day(at: stored.readAt)
            guard try stored.assembly.admit(.count, at: stored.readAt, today: today) != .done else { return Done() }
            guard let basis = stored.assembly.basis else { throw ImpossibleAssembly() }
            // A scenario's close does not go by the clock.
            guard mayBeEarly || clocks.judge(database: stored.readAt) == .sound else {
                throw BallotsError.clockNotTrusted
            }
            let pack = try await rules.pack(basis.rulesHash, in: write)
            let returned = try await returns.returns(of: stored, in: write)
            let closing = try stored.assembly.close(
                at: stored.readAt, tallies: try await votes.tallies(of: stored, in: write), returns: returned,
                rules: pack, mayBeEarly: mayBeEarly)
            try await assemblies.close(
                closing, stored, papers: returned.mapValues(\.paperCount), on: today,
                postedUntil: lastDayOfPublicity(by: pack, postedOn: today), in: write)
            try write.append(closing.closed)
            for event in closing.passed { try write.append(event) }
            for event in closing.notPassed { try write.append(event) }
            return Done()
        }
    }

    /// Nil where it cannot be told yet: a count is a fact whether or not next year's holidays are known
    /// (`docs/decisions/0029`).
    private func lastDayOfPublicity(by pack: RulePack, postedOn day: Day) -> Day? {
        do throws(LifecycleRefusal) {
            return try MeetingRules(pack: pack, calendar: calendar).lastDayOfPublicity(postedOn: day)
        } catch {
            return nil
        }
    }

    /// The answer that a repeated command finds stored; what became of the assembly is read anew.
    private struct Done: Codable, Sendable {}
}
