import EventLog
import Model
import ServiceRuntime

/// Lets the voting go on until a later time, as was announced (R-M-13).
///
/// The shard's lock is held, so that of a vote, a close and an extension at the last moment each sees what came before it
/// (docs/decisions/0037).
struct ExtendAssembly: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let lifecycle: LifecycleStore
    let rules: RulesStore
    let calendar: WorkCalendar
    let days: DistrictCalendar
    let clocks: SharedClockWatch
    /// Whether the clocks do not matter, as in a district that plays a scenario.
    let mayBeEarly: Bool

    func callAsFunction(
        _ wanted: Extension, in community: CommunityID, by account: String, claim: IdempotencyClaim?
    ) async throws -> AssemblyExtended {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await assemblies.load(wanted.assembly, in: write)
            let assembly = stored.assembly
            _ = try assembly.admit(.extend, at: stored.readAt, today: days.day(at: stored.readAt))
            guard let basis = assembly.basis else { throw ImpossibleAssembly() }
            // Whoever set the clock back could let people vote whose time was over.
            guard mayBeEarly || clocks.judge(database: stored.readAt) == .sound else {
                throw BallotsError.clockNotTrusted
            }
            let pack = try await rules.pack(basis.rulesHash, in: write)
            let times = try await lifecycle.extensions(of: stored, in: write)
            let extended = try assembly.extend(
                wanted, times: times, by: MeetingRules(pack: pack, calendar: calendar))
            try await lifecycle.extend(extended, stored, times: times, by: account, in: write)
            try write.append(extended)
            return extended
        }
    }
}
