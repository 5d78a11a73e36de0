import EventLog
import Model

/// An advance was taken back, and the board no longer says that it is owed.
struct OnAdvanceReversed: Sendable {
    let campaigns: CampaignStore
    let record: PublicRecord

    func handle(_ received: Received<AdvanceReversed>, in write: borrowing Write) async throws {
        try await campaigns.takeBack(received.event, in: write)
        try await record.post(FundAnnouncements.reversal(received.event), of: received.id, in: write)
    }
}
