import Model
import Postgres

/// Reads published digests, the newest day first and the buildings of a day in one order.
struct DigestListQuery: Sendable {
    /// Where a page of digests ended: what comes after it is older, or the same day's next building.
    struct Cursor: Sendable, Equatable {
        let day: Day
        let building: BuildingCode
    }

    /// Only the digests of `building` and of `day`, where these are given.
    func callAsFunction(
        _ community: CommunityID, building: BuildingCode?, on day: Day? = nil, after cursor: Cursor? = nil, limit: Int,
        in transaction: borrowing Transaction
    ) async throws -> [DigestPublished] {
        try await transaction.query(
            """
            SELECT
                building, day, units, paid_units, newly_paid_units, due, received, received_today, lifts,
                lifts_done, lifts_under_work, funded_on
            FROM digest
            WHERE community = \(community)
                AND (\(building) IS NULL OR building = \(building))
                AND (\(day) IS NULL OR day = \(day))
                AND (
                    \(cursor?.day) IS NULL OR day < \(cursor?.day)
                    OR (day = \(cursor?.day) AND building > \(cursor?.building))
                )
            ORDER BY day DESC, building
            LIMIT \(limit)
            """,
            as: (BuildingCode, Day, Int64, Int64, Int64, Money, Money, Money, Int64, Int64, Int64, Day?).self
        ).map { building, day, units, paid, newlyPaid, due, received, today, lifts, done, underWork, fundedOn in
            DigestPublished(
                building: building, day: day,
                figures: DigestFigures(
                    units: units, paidUnits: paid, newlyPaidUnits: newlyPaid, due: due, received: received,
                    receivedToday: today, lifts: lifts, liftsDone: done, liftsUnderWork: underWork, fundedOn: fundedOn))
        }
    }

    /// The days of a building's digests that come next before and after a day.
    func neighbours(
        of day: Day, _ community: CommunityID, building: BuildingCode, in transaction: borrowing Transaction
    ) async throws -> (earlier: Day?, later: Day?) {
        try await transaction.query(
            """
            SELECT
                (
                    SELECT max(day) FROM digest
                    WHERE community = \(community) AND building = \(building) AND day < \(day)
                ),
                (
                    SELECT min(day) FROM digest
                    WHERE community = \(community) AND building = \(building) AND day > \(day)
                )
            """, as: (Day?, Day?).self
        ).first ?? (nil, nil)
    }
}
