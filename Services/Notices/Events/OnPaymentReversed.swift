import EventLog
import Model

/// A payment that does not hold leaves the figures of its building and of its day; digests of days that are over stay.
struct OnPaymentReversed: Sendable {
    let communities: CommunityStore
    let campaigns: CampaignStore

    func handle(_ received: Received<PaymentReversed>, in write: borrowing Write) async throws {
        try await campaigns.add(Collection(reversed: received.event), in: write)
        try await communities.touch(in: write)
    }
}
