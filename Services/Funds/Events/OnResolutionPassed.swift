import EventLog
import Model

/// A mandate to collect opens its campaign; a mandate to spend is kept for the payouts under it.
struct OnResolutionPassed: Sendable {
    let opener: CampaignOpener
    let payouts: PayoutStore

    func handle(_ received: Received<ResolutionPassed>, _ write: borrowing Write) async throws {
        let passed = received.event
        switch passed.mandate {
        case .collect:
            try await opener.open(passed, passedAt: received.time, in: write)
        case .spend(let mandate):
            try await payouts.insert(
                mandate, of: passed.assembly, item: passed.item, passedAt: received.time, in: write)
        case .seatCommittee, .adoptRules, .mergeCommunities, nil:
            break
        }
    }
}
