import EventLog
import Postgres

/// What boards and digests say, against what it was made of.
extension NoticesAudit {
    static let digestsFitCampaigns = AuditCheck(
        "digests-fit-campaigns",
        "A digest has the units and the amount due of its campaign in the building, none of either without one, "
            + "and no more lifts that are done or under works than lifts.",
        examined: { community in "SELECT count(*) FROM digest WHERE community = \(community)" },
        faults: { community in
            """
            SELECT digest.building || '/' || to_char(digest.day, 'YYYY-MM-DD'), finding.says
            FROM digest
            LEFT JOIN campaign_building AS part
                ON part.community = digest.community AND part.campaign = digest.campaign
                AND part.building = digest.building
            CROSS JOIN LATERAL (
                VALUES
                    (
                        digest.campaign IS NOT NULL AND part.campaign IS NULL,
                        'its campaign ' || digest.campaign || ' does not collect in the building'
                    ),
                    (
                        (digest.units, digest.due) <> (part.units, part.due),
                        'its units or its amount due are not those of ' || digest.campaign
                    ),
                    (
                        digest.campaign IS NULL
                            AND (digest.units, digest.due, digest.received, digest.paid_units) <> (0, 0, 0, 0),
                        'it has figures of a campaign, and no campaign'
                    ),
                    (
                        digest.lifts_done + digest.lifts_under_work > digest.lifts,
                        'of ' || digest.lifts || ' lifts ' || digest.lifts_done || ' are done and '
                            || digest.lifts_under_work || ' under works'
                    ),
                    (
                        digest.funded_on > digest.day,
                        'it tells of a threshold that is reached on ' || to_char(digest.funded_on, 'YYYY-MM-DD')
                    )
            ) AS finding (is_wrong, says)
            WHERE digest.community = \(community) AND finding.is_wrong
            ORDER BY digest.building, digest.day, finding.says LIMIT \(AuditCheck.shown)
            """
        })

    /// Where a building has two campaigns, what is new is of both and what was received of the newer one.
    ///
    /// Where a digest was published after that of a later day, the later one has told what is new in it.
    static let digestsAddUp = AuditCheck(
        "digests-add-up",
        "What the digests of a building call new adds up to what the last of them says was received and paid, "
            + "where one campaign collects and digests came in the order of their days.",
        examined: { community in "SELECT count(*) FROM digest WHERE community = \(community)" },
        faults: { community in
            """
            WITH lone AS (
                SELECT building FROM campaign_building
                WHERE community = \(community)
                GROUP BY building
                HAVING count(*) = 1
            ), ordered AS (
                SELECT building, day, campaign, received, paid_units, received_today, newly_paid_units,
                    published_at < lag(published_at) OVER (PARTITION BY building ORDER BY day) AS is_late
                FROM digest
                JOIN lone USING (building)
                WHERE community = \(community)
            ), summed AS (
                SELECT building, day, campaign, received, paid_units,
                    sum(received_today) OVER sequence AS told_money, sum(newly_paid_units) OVER sequence AS told_units,
                    bool_or(coalesce(is_late, false)) OVER (PARTITION BY building) AS is_mixed
                FROM ordered
                WINDOW sequence AS (PARTITION BY building ORDER BY day)
            )
            SELECT building || '/' || to_char(day, 'YYYY-MM-DD'),
                'it has ' || to_char(received / 100.0, 'FM99999999999999990.00') || ' and ' || paid_units
                    || ' units that have paid, and up to it '
                    || to_char(told_money / 100.0, 'FM99999999999999990.00') || ' and ' || told_units || ' were told'
            FROM summed
            WHERE campaign IS NOT NULL AND NOT is_mixed AND (received, paid_units) <> (told_money, told_units)
            ORDER BY building, day LIMIT \(AuditCheck.shown)
            """
        })

    /// A fact of money that was given up is missing in the days alone: what comes after it has the sum with it.
    static let collectionsAddUp = AuditCheck(
        "collections-add-up",
        "What a campaign has received in a building is what it received there day by day, "
            + "and no more of its units have paid than there are, unless a fact of money was given up.",
        examined: { community in "SELECT count(*) FROM campaign_building WHERE community = \(community)" },
        faults: { community in
            """
            WITH daily AS (
                SELECT campaign, building, sum(received) AS received
                FROM collection_day
                WHERE community = \(community)
                GROUP BY campaign, building
            ), part AS (
                SELECT campaign, building, units, received, paid_units
                FROM campaign_building
                WHERE community = \(community)
            )
            SELECT campaign || '/' || building, finding.says
            FROM part
            FULL JOIN daily USING (campaign, building)
            CROSS JOIN LATERAL (
                VALUES
                    (part.received IS NULL, 'money came in a building in which the campaign does not collect'),
                    (
                        part.received <> coalesce(daily.received, 0),
                        'it has ' || to_char(part.received / 100.0, 'FM99999999999999990.00')
                            || ', and by day ' || to_char(coalesce(daily.received, 0) / 100.0, 'FM99999999999999990.00')
                    ),
                    (
                        part.paid_units NOT BETWEEN 0 AND part.units,
                        'of ' || part.units || ' units ' || part.paid_units || ' have paid'
                    )
            ) AS finding (is_wrong, says)
            WHERE finding.is_wrong
                AND NOT EXISTS (
                    SELECT
                    FROM inbox_parked
                    JOIN inbox_resolution USING (source, shard, pos)
                    WHERE source = 'funds' AND community = \(community) AND resolution = 'discarded'
                )
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })

    static let stepsInOrder = AuditCheck(
        "works-in-order",
        "Works on a lift begin no earlier than their release, end no earlier than they began and are completed last.",
        examined: { community in "SELECT count(*) FROM work_order WHERE community = \(community)" },
        faults: { community in
            """
            SELECT work_order, finding.says
            FROM work_order
            CROSS JOIN LATERAL (
                VALUES
                    (
                        started_on < released_on,
                        'they began on ' || to_char(started_on, 'YYYY-MM-DD') || ', and were released on '
                            || to_char(released_on, 'YYYY-MM-DD')
                    ),
                    (
                        returned_on < started_on,
                        'the lift returned on ' || to_char(returned_on, 'YYYY-MM-DD') || ', and they began on '
                            || to_char(started_on, 'YYYY-MM-DD')
                    ),
                    (
                        completed_on < returned_on,
                        'they were completed on ' || to_char(completed_on, 'YYYY-MM-DD')
                            || ', and the lift returned on ' || to_char(returned_on, 'YYYY-MM-DD')
                    )
            ) AS finding (is_wrong, says)
            WHERE community = \(community) AND finding.is_wrong
            ORDER BY work_order, finding.says LIMIT \(AuditCheck.shown)
            """
        })
}
