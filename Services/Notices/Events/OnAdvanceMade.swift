import EventLog
import Model

/// Somebody lent money, and the board says that it is owed.
struct OnAdvanceMade: Sendable {
    let campaigns: CampaignStore
    let record: PublicRecord

    func handle(_ received: Received<AdvanceMade>, in write: borrowing Write) async throws {
        try await campaigns.advance(received.event, in: write)
        try await record.post(FundAnnouncements.advance(received.event), of: received.id, in: write)
    }
}
