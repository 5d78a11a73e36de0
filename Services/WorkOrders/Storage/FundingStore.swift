import EventLog
import Model
import Postgres

/// For which buildings and lifts of a campaign money has come, whether or not there are orders yet; rows are only ever
/// added.
struct FundingStore: Sendable {
    /// - Parameter places: buildings that reached their threshold, or lifts that an advance is for.
    func add(
        _ release: WorkOrder.Release, for places: [some TextValue], of campaign: CampaignID, in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO funding (community, campaign, cause, place, released_on)
            SELECT \(write.community), \(campaign), \(release.cause), place, \(release.on)
            FROM unnest(\(places.map(\.description))) AS paid (place)
            ON CONFLICT ON CONSTRAINT funding_pkey DO NOTHING
            """)
    }

    /// What released a lift's works first, if anything has.
    func release(
        of lift: LiftCode, _ campaign: CampaignID, in write: borrowing Write
    ) async throws -> WorkOrder.Release? {
        try await write.query(
            """
            SELECT cause, released_on
            FROM funding
            WHERE community = \(write.community) AND campaign = \(campaign)
                AND place = CASE cause WHEN 'advance' THEN \(lift.description) ELSE \(lift.building.description) END
            ORDER BY released_on, cause
            LIMIT 1
            """, as: (OrderReleased.Cause, Day).self
        ).first.map { WorkOrder.Release(cause: $0.0, on: $0.1) }
    }
}
