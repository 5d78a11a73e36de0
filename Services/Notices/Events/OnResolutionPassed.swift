import EventLog
import Model

/// What was decided stands on the board, with the count and what it allows.
struct OnResolutionPassed: Sendable {
    let communities: CommunityStore
    let assemblies: AssemblyStore
    let record: PublicRecord

    func handle(_ received: Received<ResolutionPassed>, in write: borrowing Write) async throws {
        let names = try await names(in: received.event.mandate, write)
        try await record.post(
            BallotAnnouncements.passed(received.event, names: names), of: received.id, in: write)
    }

    private func names(in mandate: Mandate?, _ write: borrowing Write) async throws -> MandateNames {
        var names = MandateNames()
        guard let mandate else { return names }
        switch mandate {
        case .spend(let spend):
            if let campaign = spend.campaign { names.campaign = try await assemblies.title(of: campaign, in: write) }
        case .mergeCommunities(let merge):
            for part in merge.from { names.communities[part] = try await communities.name(of: part, in: write) }
        case .collect, .seatCommittee, .adoptRules: break
        }
        return names
    }
}
