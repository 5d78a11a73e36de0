import EventLog
import Model

/// Money went back to a lender, and the board says what is still owed.
struct OnAdvanceRepaid: Sendable {
    let campaigns: CampaignStore
    let record: PublicRecord

    func handle(_ received: Received<AdvanceRepaid>, in write: borrowing Write) async throws {
        let lender = try await campaigns.repay(received.event, in: write)
        try await record.post(
            FundAnnouncements.repayment(received.event, to: lender ?? .other), of: received.id, in: write)
    }
}
