import EventLog
import Model

/// Buildings come further; payments are kept by building and day only.
struct OnPaymentRecorded: Sendable {
    let communities: CommunityStore
    let campaigns: CampaignStore

    func handle(_ received: [Received<PaymentRecorded>], in write: borrowing Write) async throws {
        try await campaigns.add(Collection(received.map(\.event)), in: write)
        try await communities.touch(in: write)
    }
}
