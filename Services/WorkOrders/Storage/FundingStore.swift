import EventLog
import Model
import Postgres

/// For which buildings and lifts of a campaign money has come, whether or not there are orders yet, and which of it was
/// taken back; rows are only ever added.
struct FundingStore: Sendable {
    /// `places` are buildings that reached their threshold, or lifts that an advance is for.
    func add(
        _ release: WorkOrder.Release, for places: [some TextValue], of campaign: CampaignID, in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO funding (community, campaign, cause, place, released_on, round)
            SELECT \(write.community), \(campaign), \(release.cause), place, \(release.on), (
                SELECT count(*)
                FROM funding_reversal AS reversal
                WHERE reversal.community = \(write.community) AND reversal.campaign = \(campaign)
                    AND reversal.lift = paid.place
            )
            FROM unnest(\(places.map(\.description))) AS paid (place)
            ON CONFLICT ON CONSTRAINT funding_pkey DO NOTHING
            """)
    }

    /// Keeps that what advances had paid for the lifts is not there.
    func takeBack(_ lifts: [LiftCode], of campaign: CampaignID, on day: Day, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO funding_reversal (community, campaign, lift, round, reversed_on)
            SELECT \(write.community), \(campaign), lift, (
                SELECT count(*)
                FROM funding_reversal AS earlier
                WHERE earlier.community = \(write.community) AND earlier.campaign = \(campaign)
                    AND earlier.lift = uncovered.lift
            ), \(day)
            FROM unnest(\(lifts)) AS uncovered (lift)
            """)
    }

    /// What released a lift's works first of what was not taken back, if anything has.
    func release(
        of lift: LiftCode, _ campaign: CampaignID, in write: borrowing Write
    ) async throws -> WorkOrder.Release? {
        try await write.query(
            """
            SELECT cause, released_on
            FROM funding
            WHERE community = \(write.community) AND campaign = \(campaign)
                AND place = CASE cause WHEN 'advance' THEN \(lift.description) ELSE \(lift.building.description) END
                AND (cause <> 'advance' OR round = (
                    SELECT count(*)
                    FROM funding_reversal AS reversal
                    WHERE reversal.community = \(write.community) AND reversal.campaign = \(campaign)
                        AND reversal.lift = \(lift)
                ))
            ORDER BY released_on, cause
            LIMIT 1
            """, as: (OrderReleased.Cause, Day).self
        ).first.map { WorkOrder.Release(cause: $0.0, on: $0.1) }
    }
}
