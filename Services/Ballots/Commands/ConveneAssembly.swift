import EventLog
import Model

/// Announces a meeting with its agenda.
struct ConveneAssembly: Sendable {
    let log: EventLog
    let rolls: RollStore
    let assemblies: AssemblyStore

    func callAsFunction(
        _ proposal: Proposal, in community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> AssemblyConvened {
        try await log.write(to: community, claim: claim) { write in
            try await rolls.checkCommunity(in: write)
            let campaigns = try await assemblies.campaigns(
                named: proposal.campaigns, notOf: proposal.assembly, in: write)
            let convened = try proposal.convene(at: write.now, campaigns: campaigns)
            try await assemblies.insert(convened, in: write)
            try write.append(convened)
            return convened
        }
    }
}
