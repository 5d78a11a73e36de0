import EventLog
import Model
import ServiceRuntime

/// Records that an authority annulled a decision (R-M-44), or that a court revoked it (R-V-21).
struct SetAsideDecision: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let lifecycle: LifecycleStore
    let days: DistrictCalendar

    func callAsFunction(
        _ order: Aftermath.SetAside, of id: AssemblyID, in community: CommunityID, by account: String,
        claim: IdempotencyClaim?
    ) async throws -> ResolutionSetAside {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await assemblies.load(id, in: write)
            let today = days.day(at: stored.readAt)
            _ = try stored.assembly.admit(order.by == .court ? .revoke : .annul, at: stored.readAt, today: today)
            let event = try stored.assembly.setAside(order, today: today)
            try await lifecycle.setAside(order, stored, by: account, in: write)
            try write.append(event)
            return event
        }
    }
}
