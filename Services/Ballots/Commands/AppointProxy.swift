import EventLog
import FoundationEssentials
import Model

/// Records that somebody may vote for an owner, and that they may not any more.
///
/// What the owner does not record is recorded by two scrutineers, as papers are (`docs/decisions/0050`).
///
/// Only while the assembly is open; authorities that were written in time are recorded as long as papers are. Who the owners are is what the frozen roll says, and how many heads one person may
/// vote for is what the frozen rules say.
struct AppointProxy: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let rules: RulesStore
    let proxies: ProxyStore

    /// Who asks.
    struct Asker: Sendable, Equatable {
        let person: Person
        /// Whether somebody asks for a unit of their own; else it is a scrutineer, who has the paper before them.
        let isPrincipal: Bool
    }

    /// What was recorded.
    struct Appointed: Codable, Sendable, Equatable {
        let unit: UnitCode
        let holder: HolderID
        let authority: Digest256
        /// True while it waits for a second scrutineer: nobody votes by it until then; else nil.
        var isWaiting: Bool?
    }

    /// `today` is the district's day.
    ///
    /// - Throws: `BallotsError`
    func callAsFunction(
        _ proposal: ProxyProposal, in assembly: AssemblyID, by asker: Asker, today: Day, of community: CommunityID,
        claim: IdempotencyClaim?
    ) async throws -> Appointed {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await assemblies.load(assembly, in: write)
            let basis = try stored.assembly.admitPapers(at: stored.readAt)
            let (head, grounds) = try await proxies.grounds(of: proposal, stored, in: write)
            try proposal.check(
                grounds, isPrincipal: asker.isPrincipal, recorder: asker.person,
                limit: try await rules.pack(basis.rulesHash, in: write).proxyLimit,
                lastDay: min(today, stored.assembly.closesAt.lastDay))
            var appointed = Appointed(
                unit: proposal.unit, holder: proposal.proxy.holder, authority: proposal.proxy.authority)
            if !asker.isPrincipal,
                try await !proxies.enter(proposal, head: head, stored, by: asker.person, in: write)
            {
                appointed.isWaiting = true
            } else {
                try await proxies.insert(proposal, head: head, stored, by: asker.person.id, in: write)
            }
            return appointed
        }
    }

    /// The principal votes again for themselves, and nothing is entered any more that the holder signs.
    ///
    /// Only until the voting ends: what the holder signed before is entered after it, and nobody undoes it then
    /// (`docs/decisions/0050`).
    ///
    /// - Throws: `BallotsError`; `.closed` once the voting is over, `.notYourUnit` also for a unit that is not on the
    ///   roll, `.proxyUsed` once something rests on it.
    func revoke(
        _ unit: UnitCode, in assembly: AssemblyID, by asker: Asker, of community: CommunityID, claim: IdempotencyClaim?
    ) async throws {
        _ = try await log.write(to: community, claim: claim) { write in
            let stored = try await assemblies.load(assembly, in: write)
            _ = try stored.assembly.admitBallots(at: stored.readAt)
            let standing = try await proxies.standing(for: unit, stored, in: write)
            // First, so that nobody else learns whether there is one.
            if asker.isPrincipal {
                guard let standing, asker.person.acts(for: standing.voter) else {
                    throw BallotsError.notYourUnit(unit)
                }
            }
            guard let proxy = standing?.proxy else { throw BallotsError.noProxy(unit) }
            guard !proxy.isUsed else { throw BallotsError.proxyUsed(unit) }
            try await proxies.revoke(proxy, stored, by: asker.person.id, in: write)
            return Revoked(unit: unit)
        }
    }

    private struct Revoked: Codable, Sendable {
        let unit: UnitCode
    }
}
