import EventLog
import Model
import Postgres

/// On which votes campaigns rest; rows are only ever added.
struct MandateStore: Sendable {
    func insert(_ opened: CampaignOpened, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO campaign (community, campaign, assembly, item)
            VALUES (\(write.community), \(opened.campaign), \(opened.assembly), \(opened.item))
            ON CONFLICT ON CONSTRAINT campaign_pkey DO NOTHING
            """)
    }
}
