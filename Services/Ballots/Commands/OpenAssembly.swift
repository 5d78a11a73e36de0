import EventLog
import Model
import Postgres
import ServiceRuntime

/// Opens the voting on a frozen roll and frozen rules.
struct OpenAssembly: Sendable {
    let log: EventLog
    let pool: PostgresPool
    let rolls: RollStore
    let rules: RulesStore
    let assemblies: AssemblyStore
    let calendar: WorkCalendar
    let days: DistrictCalendar
    /// Whether electronic votes of this service bind where only an official platform's do; see `docs/decisions/0037`.
    let isOfficialPlatform: Bool
    /// By what decision they do, which is kept with the assembly; nil where there is none (R-M-09).
    let electronicBasis: String?
    var places = RollPlaceStore()
    var nominations = NominationStore()
    var firstMeetings = FirstMeetingStore()

    func callAsFunction(
        _ id: AssemblyID, in community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> AssemblyOpened {
        // A large roll takes its time to be hashed, which need not pass under the shard's lock: a roll that has changed
        // since then has another position and hash than this copy, or is incomplete, and is refused below.
        let copy = try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let electorate = try await assemblies.electorate(of: id, community: community, in: transaction)
            return try await rolls.copy(of: community, for: electorate, in: transaction)
        }
        return try await log.write(to: community, claim: claim) { write in
            try await rolls.checkCommunity(in: write)
            // Those that it would freeze instead are no longer the community's.
            guard try await !write.isParked([RulesAdopted.type]) else { throw BallotsError.rulesAwaited }
            let stored = try await assemblies.load(id, in: write)
            let opened = try stored.assembly.open(
                roll: try await rolls.roll(in: write), copy: copy,
                rules: try await rules.adopted(in: write), at: stored.readAt)
            let pack = try await rules.pack(opened.rulesHash, in: write)
            try stored.assembly.checkOpening(
                by: MeetingRules(pack: pack, calendar: calendar), at: stored.readAt,
                today: days.day(at: stored.readAt), isOfficialPlatform: isOfficialPlatform)
            try await checkFirstMeeting(stored, by: pack, in: write)
            if stored.assembly.items.contains(where: { $0.election != nil }) {
                try stored.assembly.items.checkElections(
                    by: ElectionRules(pack, for: try await rolls.size(in: write)))
            }
            for (item, use) in try await nominations.uses(of: stored, in: write) {
                if let day = use.replacedOn { throw LifecycleRefusal.listReplaced(item, on: day) }
                let earliest = try MeetingRules(pack: pack, calendar: calendar).earliestVote(postedOn: use.postedOn)
                guard days.day(at: stored.readAt) >= earliest else {
                    throw LifecycleRefusal.postedLate(item, earliest: earliest)
                }
            }
            if let places = try await places.places(of: stored.assembly.items, in: write) {
                try stored.assembly.items.checkAllotments(on: places)
            }
            try await assemblies.open(
                opened, stored, copy: copy, by: pack,
                electronicBasis: stored.assembly.terms.takesElectronicBallots ? electronicBasis : nil, in: write)
            try write.append(opened)
            return opened
        }
    }

    /// Whether the owners' first meeting may be held, by the rules that the opening freezes and the roll (R-E-13).
    ///
    /// There may have been no rules when it was convened.
    ///
    /// - Throws: `LifecycleRefusal.firstMeetingEarly`, `BallotsError.rollIncomplete`
    private func checkFirstMeeting(
        _ stored: StoredAssembly, by pack: RulePack, in write: borrowing Write
    ) async throws {
        guard stored.assembly.terms.convener == .preparatoryGroup, let conditions = try FirstMeetingRules(pack) else {
            return
        }
        guard let delivered = try await firstMeetings.delivered(in: write) else { throw BallotsError.rollIncomplete }
        let gaps = try conditions.missing(
            try await firstMeetings.meeting(of: stored, in: write), delivered, today: days.day(at: stored.readAt),
            calendar: calendar)
        guard gaps.isEmpty else { throw LifecycleRefusal.firstMeetingEarly(gaps) }
    }
}
