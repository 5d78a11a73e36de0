import EventLog
import Model

/// Puts a rule pack in force in a community; assemblies that are open keep the one they froze.
struct AdoptRules: Sendable {
    let log: EventLog
    let communities = CommunityStore()
    let rules = RulesStore()

    /// - Throws: `RegistryError.communityUnknown`, `.communityMerged`, `.packIncomplete`, `.packBelowLaw`,
    ///   `.packOfOtherJurisdiction`
    func handle(_ pack: RulePack, community: CommunityID, claim: IdempotencyClaim?) async throws -> AdoptedRules {
        if let field = pack.fieldBelowLaw { throw RegistryError.packBelowLaw(field: field) }
        do {
            try pack.validate()
        } catch {
            throw RegistryError.packIncomplete(error)
        }
        let hash = try pack.hash()
        return try await log.write(to: community, claim: claim) { write in
            let facts = try await communities.open(community, in: write)
            guard facts.mayAdopt(pack) else {
                throw RegistryError.packOfOtherJurisdiction(pack: pack.jurisdiction, community: facts.jurisdiction)
            }
            let current = try await rules.current(of: community, in: write)
            if let current, current.hash == hash { return current }
            let adopted = AdoptedRules(
                adoption: (current?.adoption ?? 0) + 1, hash: hash, pack: pack, adoptedAt: write.now)
            try await rules.save(adopted, in: write)
            try write.append(RulesAdopted(pack: pack, hash: hash))
            return adopted
        }
    }
}
