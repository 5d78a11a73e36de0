import EventLog
import Model

/// The collection of every building is followed from now on.
struct OnCampaignOpened: Sendable {
    let campaigns: CampaignStore
    let record: PublicRecord

    func handle(_ received: Received<CampaignOpened>, in write: borrowing Write) async throws {
        let opened = received.event
        var day = opened.openedOn
        if day == nil { day = try await record.day(of: received.time, in: write) }
        try await campaigns.open(opened, at: received.time, on: day, in: write)
        try await record.post(FundAnnouncements.opened(opened), of: received.id, in: write)
    }
}
