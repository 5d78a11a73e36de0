import EventLog
import Model

/// Works out until when a result is posted where the count left it open, as soon as its year is announced
/// (`docs/decisions/0029`).
struct SettlePosting: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let lifecycle: LifecycleStore
    let rules: RulesStore
    let calendar: WorkCalendar

    /// Keeps the day by itself: what is refused because of it, such as taking effect, would take it back.
    ///
    /// - Throws: `BallotsError.unknownAssembly`; `LifecycleRefusal` while nobody knows the day.
    func callAsFunction(_ id: AssemblyID, in community: CommunityID) async throws {
        _ = try await log.write(to: community) { write in
            _ = try await settled(assemblies.load(id, in: write), in: write)
            return Done()
        }
    }

    /// The same assembly with the last day of its posting, which is kept if the write is.
    ///
    /// - Throws: `LifecycleRefusal` while nobody knows the day.
    func settled(_ stored: StoredAssembly, in write: borrowing Write) async throws -> StoredAssembly {
        guard let aftermath = stored.assembly.aftermath, aftermath.lastDayOfPublicity == nil,
            let basis = stored.assembly.basis
        else { return stored }
        let pack = try await rules.pack(basis.rulesHash, in: write)
        let last = try MeetingRules(pack: pack, calendar: calendar).lastDayOfPublicity(postedOn: aftermath.countedOn)
        try await lifecycle.post(stored.number, until: last, in: write)
        return stored.posted(until: last)
    }

    /// The same, or the assembly as it is while nobody knows the day.
    func settledIfKnown(_ stored: StoredAssembly, in write: borrowing Write) async throws -> StoredAssembly {
        do {
            return try await settled(stored, in: write)
        } catch is LifecycleRefusal {
            return stored
        }
    }

    private struct Done: Codable, Sendable {}
}
