import EventLog
import Model

/// Money that went back to a household leaves the figures of its building, from that day on; no notice tells of it.
struct OnOverpaymentRefunded: Sendable {
    let communities: CommunityStore
    let campaigns: CampaignStore

    func handle(_ received: Received<OverpaymentRefunded>, in write: borrowing Write) async throws {
        try await campaigns.add(Collection(refunded: received.event), in: write)
        try await communities.touch(in: write)
    }
}
