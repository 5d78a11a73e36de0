import EventLog
import Model
import Postgres

/// The public record: notices against what was published of them, and against the facts that they are of.
extension NoticesAudit {
    static let noticesAreWhatWasTold = AuditCheck(
        "notices-are-what-was-told",
        "The notices of a community are numbered from 1 without a gap, and are those that were told, "
            + "with their building, kind and day, and with their words where these were told.",
        examined: { community in "SELECT count(*) FROM notice WHERE community = \(community)" },
        faults: { community in
            """
            WITH told AS (
                SELECT fact->>'notice' AS number, min(fact->>'building') AS building, min(fact->>'kind') AS kind,
                    min(fact->>'postedOn') AS posted_on, min(fact->>'words') AS words, count(*) AS times
                FROM outbox
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS fact) AS event
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type = 'tongti.notices.NoticePosted.v1'
                GROUP BY 1
            ), stored AS (
                SELECT number::text, building, kind, to_char(posted_on, 'YYYY-MM-DD') AS posted_on, encode(
                    sha256(
                        sha256(convert_to(title_zh, 'UTF8')) || sha256(convert_to(title_en, 'UTF8'))
                            || sha256(convert_to(text_zh, 'UTF8')) || sha256(convert_to(text_en, 'UTF8'))),
                    'hex') AS words
                FROM notice
                WHERE community = \(community)
            )
            SELECT \(community) || '/' || coalesce(told.number, stored.number),
                CASE
                    WHEN stored.number IS NULL THEN 'it was told, and is not there'
                    WHEN told.number IS NULL THEN 'it was never told'
                    WHEN times > 1 THEN 'it was told ' || times || ' times'
                    WHEN told.words <> stored.words THEN 'its words are others than were told'
                    ELSE 'its building, kind or day is another than was told'
                END
            FROM told
            FULL JOIN stored ON stored.number = told.number
            WHERE times > 1 OR told.words <> stored.words
                OR (told.number, told.building, told.kind, told.posted_on)
                    IS DISTINCT FROM (stored.number, stored.building, stored.kind, stored.posted_on)
            UNION ALL
            SELECT \(community),
                'there are ' || kept.notices || ' notices, and the last one is said to be ' || last_notice
            FROM community
            CROSS JOIN (
                SELECT count(*) AS notices, coalesce(min(number), 1) AS first, coalesce(max(number), 0) AS last
                FROM notice
                WHERE community = \(community)
            ) AS kept
            WHERE community = \(community)
                AND (kept.first <> 1 OR kept.last <> kept.notices OR kept.last <> last_notice)
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })

    /// More notices than facts there may be: what a fact is of may have been given up.
    static let factsHaveNotices = AuditCheck(
        "facts-have-notices",
        "Each assembly, its close, each campaign, each threshold that a building reached, each beginning, return and "
            + "completion of works and a merger has a notice of its own.",
        examined: { community in
            """
            SELECT (SELECT count(*) FROM assembly WHERE community = \(community))
                + (SELECT count(*) FROM campaign WHERE community = \(community))
                + (SELECT count(*) FROM work_order WHERE community = \(community))
            """
        },
        faults: { community in
            """
            WITH fact AS (
                SELECT 'assembly-convened' AS kind, '' AS building FROM assembly WHERE community = \(community)
                UNION ALL
                SELECT 'voting-closed', '' FROM assembly WHERE community = \(community) AND state = 'closed'
                UNION ALL
                SELECT 'campaign-opened', '' FROM campaign WHERE community = \(community)
                UNION ALL
                SELECT 'community-merged', '' FROM community
                WHERE community = \(community) AND merged_into IS NOT NULL
                UNION ALL
                SELECT 'building-funded', building FROM campaign_building
                WHERE community = \(community) AND funded_on IS NOT NULL
                UNION ALL
                SELECT step.kind, building
                FROM work_order
                CROSS JOIN LATERAL (
                    VALUES
                        ('order-started', started_on), ('lift-returned', returned_on),
                        ('order-completed', completed_on)
                ) AS step (kind, day)
                WHERE community = \(community) AND step.day IS NOT NULL
            ), wanted AS (
                SELECT kind, building, count(*) AS facts FROM fact GROUP BY kind, building
            ), posted AS (
                SELECT kind, building, count(*) AS notices
                FROM (
                    SELECT CASE kind WHEN 'works-ended' THEN 'lift-returned' ELSE kind END AS kind,
                        CASE
                            WHEN kind IN (
                                'building-funded', 'order-started', 'lift-returned', 'works-ended', 'order-completed'
                            )
                            THEN coalesce(building, '')
                            ELSE ''
                        END AS building
                    FROM notice
                    WHERE community = \(community)
                ) AS notice
                GROUP BY kind, building
            )
            SELECT \(community) || coalesce('/' || nullif(building, ''), '') || '/' || kind,
                'it is ' || facts || ' times on the board, and in ' || coalesce(notices, 0) || ' notices'
            FROM wanted
            LEFT JOIN posted USING (kind, building)
            WHERE facts > coalesce(notices, 0)
            ORDER BY 1 LIMIT \(AuditCheck.shown)
            """
        })

    static let digestsAreWhatWasTold = AuditCheck(
        "digests-are-what-was-told",
        "The digests of a community are those that were told, each once, with their figures.",
        examined: { community in "SELECT count(*) FROM digest WHERE community = \(community)" },
        faults: { community in
            """
            WITH event AS (
                SELECT convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type = 'tongti.notices.DigestPublished.v1'
            ), told AS (
                SELECT fact->>'building' AS building, fact->>'day' AS day, count(*) AS times,
                    (array_agg(fact->'figures'))[1] AS figures
                FROM event
                GROUP BY 1, 2
            ), stored AS (
                SELECT building, to_char(day, 'YYYY-MM-DD') AS day,
                    jsonb_strip_nulls(
                        jsonb_build_object(
                            'units', units, 'paidUnits', paid_units, 'newlyPaidUnits', newly_paid_units,
                            'due', to_char(due / 100.0, 'FM99999999999999990.00'),
                            'received', to_char(received / 100.0, 'FM99999999999999990.00'),
                            'receivedToday', to_char(received_today / 100.0, 'FM99999999999999990.00'),
                            'lifts', lifts, 'liftsDone', lifts_done, 'liftsUnderWork', lifts_under_work,
                            'fundedOn', to_char(funded_on, 'YYYY-MM-DD'))) AS figures
                FROM digest
                WHERE community = \(community)
            )
            SELECT building || '/' || day,
                CASE
                    WHEN stored.figures IS NULL THEN 'it was told, and is not there'
                    WHEN told.figures IS NULL THEN 'it was never told'
                    WHEN times > 1 THEN 'it was told ' || times || ' times'
                    ELSE 'its figures are others than were told'
                END
            FROM told
            FULL JOIN stored USING (building, day)
            WHERE times > 1 OR stored.figures IS NULL OR NOT coalesce(told.figures @> stored.figures, false)
            ORDER BY 1 LIMIT \(AuditCheck.shown)
            """
        })
}
