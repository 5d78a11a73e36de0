import EventLog
import Model
import Postgres

/// The public record: notices and digests, which are only ever added.
struct NoticeStore: Sendable {
    /// Adds a notice under the community's next number.
    ///
    /// - Returns: the number.
    func add(
        _ announcement: Announcement, of event: EventID, on day: Day, in write: borrowing Write
    ) async throws -> Int64 {
        let rows = try await write.query(
            """
            WITH next AS (
                UPDATE community
                SET last_notice = last_notice + 1, revision = revision + 1
                WHERE community = \(write.community)
                RETURNING last_notice
            )
            INSERT INTO notice (
                community, number, event, building, kind, posted_on, recorded_at, title_zh, title_en, text_zh, text_en
            )
            SELECT
                \(write.community), last_notice, \(event), \(announcement.building), \(announcement.kind.rawValue),
                \(day), \(write.now), \(announcement.title.zh), \(announcement.title.en), \(announcement.text.zh),
                \(announcement.text.en)
            FROM next
            RETURNING number
            """, as: Int64.self)
        guard let number = rows.first else { throw UnknownCommunity(community: write.community) }
        return number
    }

    /// Works out and adds the digests of a day for every building that collects or whose lifts are worked on, as of the
    /// end of that day.
    ///
    /// What no digest before told is new in this one, whichever of the building's campaigns it was for, so that digests
    /// add up.
    ///
    /// - Returns: those that were not published before.
    func addDigests(of day: Day, in write: borrowing Write) async throws -> [DigestPublished] {
        let rows = try await write.query(
            """
            WITH newest AS (
                SELECT DISTINCT ON (part.building)
                    part.building, part.campaign, part.units, part.due, part.funded_on
                FROM campaign_building AS part
                JOIN campaign USING (community, campaign)
                WHERE part.community = \(write.community)
                    AND (campaign.opened_on IS NULL OR campaign.opened_on <= \(day))
                ORDER BY part.building, campaign.opened_at DESC, part.campaign DESC
            ), lifts AS (
                SELECT
                    lift.building,
                    count(*) AS lifts,
                    count(*) FILTER (WHERE works.returned_on <= \(day)) AS done,
                    count(*) FILTER (
                        WHERE works.started_on <= \(day)
                            AND (works.returned_on IS NULL OR works.returned_on > \(day))
                    ) AS under_work,
                    count(works.planned_at) AS planned
                FROM lift
                LEFT JOIN LATERAL (
                    SELECT planned_at, started_on, returned_on
                    FROM lift_work
                    WHERE lift_work.community = lift.community AND lift_work.lift = lift.lift
                        AND (planned_on IS NULL OR planned_on <= \(day))
                        AND (
                            kept_in = lift_work.community
                            OR started_on <= \(day) AND (returned_on IS NULL OR returned_on > \(day))
                        )
                    ORDER BY
                        (started_on <= \(day) AND (returned_on IS NULL OR returned_on > \(day))) IS TRUE DESC,
                        (returned_on IS NULL OR returned_on > \(day)) DESC, planned_at DESC, work_order DESC
                    LIMIT 1
                ) AS works ON true
                WHERE lift.community = \(write.community)
                GROUP BY lift.building
            ), sums AS (
                SELECT
                    newest.building,
                    COALESCE(sum(collection_day.received), 0)::bigint AS received,
                    COALESCE(sum(collection_day.paid_units), 0)::bigint AS paid_units
                FROM newest
                LEFT JOIN collection_day
                    ON collection_day.community = \(write.community)
                    AND collection_day.campaign = newest.campaign
                    AND collection_day.building = newest.building
                    AND collection_day.day <= \(day)
                GROUP BY newest.building
            ), known AS (
                SELECT building, sum(received)::bigint AS received, sum(paid_units)::bigint AS paid_units
                FROM collection_day
                WHERE community = \(write.community) AND day <= \(day)
                GROUP BY building
            ), told AS (
                SELECT building, sum(received_today)::bigint AS received, sum(newly_paid_units)::bigint AS paid_units
                FROM digest
                WHERE community = \(write.community) AND day < \(day)
                GROUP BY building
            )
            INSERT INTO digest (
                community, building, day, campaign, units, paid_units, newly_paid_units, due, received, received_today,
                lifts, lifts_done, lifts_under_work, funded_on, published_at
            )
            SELECT
                \(write.community), building, \(day), newest.campaign, COALESCE(newest.units, 0),
                COALESCE(sums.paid_units, 0), COALESCE(known.paid_units, 0) - COALESCE(told.paid_units, 0),
                COALESCE(newest.due, 0),
                COALESCE(sums.received, 0), COALESCE(known.received, 0) - COALESCE(told.received, 0),
                COALESCE(lifts.lifts, 0), COALESCE(lifts.done, 0), COALESCE(lifts.under_work, 0),
                CASE WHEN newest.funded_on <= \(day) THEN newest.funded_on END, \(write.now)
            FROM newest
            FULL JOIN lifts USING (building)
            LEFT JOIN sums USING (building)
            LEFT JOIN known USING (building)
            LEFT JOIN told USING (building)
            WHERE newest.campaign IS NOT NULL OR lifts.planned > 0
            ON CONFLICT ON CONSTRAINT digest_pkey DO NOTHING
            RETURNING building, units, paid_units, newly_paid_units, due, received, received_today, lifts, lifts_done,
                lifts_under_work, funded_on
            """,
            as: (BuildingCode, Int64, Int64, Int64, Money, Money, Money, Int64, Int64, Int64, Day?).self)
        return rows.map { building, units, paid, newlyPaid, due, received, today, lifts, done, underWork, fundedOn in
            DigestPublished(
                building: building, day: day,
                figures: DigestFigures(
                    units: units, paidUnits: paid, newlyPaidUnits: newlyPaid, due: due, received: received,
                    receivedToday: today, lifts: lifts, liftsDone: done, liftsUnderWork: underWork, fundedOn: fundedOn))
        }.sorted { $0.building < $1.building }
    }
}

/// A fact about a community that was never registered.
struct UnknownCommunity: Error, CustomStringConvertible {
    let community: CommunityID
    var description: String { "the community \(community) was never registered" }
}
