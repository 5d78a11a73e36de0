import EventLog
import Model

/// The building reached its threshold.
struct OnBuildingFunded: Sendable {
    let campaigns: CampaignStore
    let record: PublicRecord

    func handle(_ received: Received<BuildingFunded>, in write: borrowing Write) async throws {
        try await campaigns.fund(received.event, in: write)
        try await record.post(FundAnnouncements.funded(received.event), of: received.id, in: write)
    }
}
