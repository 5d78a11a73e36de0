import EventLog
import Postgres

/// What came from platforms and from events, and to whom ballots were delivered.
enum RegisterChecks {
    static let all = [imported, hands, deliveries]

    private static let imported = AuditCheck(
        "imported-votes-are-of-imports",
        """
        Every vote that came from an official platform has one row of an import that counts, with the same unit, \
        choice and time, every row that counts has such a vote, and every other one has a vote of its head.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN imported_vote ON imported_vote.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            WITH voted AS (
                SELECT vote.*
                FROM assembly
                JOIN vote ON vote.assembly = assembly.number AND vote.channel = 'imported'
                WHERE assembly.community = \(community)
            ), brought AS (
                SELECT row.*, official_import.imported_at, official_import.assembly AS imported_for,
                    count(*) OVER (PARTITION BY row.assembly, row.item, row.head) AS rows
                FROM assembly
                JOIN imported_vote AS row ON row.assembly = assembly.number AND row.is_counted
                JOIN official_import ON official_import.number = row.import
                WHERE assembly.community = \(community)
            )
            SELECT DISTINCT place, says
            FROM (
                SELECT assembly.code || '/' || coalesce(item.code, item::text) || '/' || head AS place, CASE
                        WHEN brought.head IS NULL THEN 'no import has a row that counts for this vote'
                        WHEN voted.head IS NULL THEN 'no vote stands for the row that counts'
                        WHEN brought.imported_for <> assembly THEN 'its import is that of another assembly'
                        WHEN brought.rows > 1 THEN brought.rows || ' rows count for one vote'
                        WHEN brought.unit <> voted.unit THEN 'its row is that of another unit'
                        WHEN brought.choice <> voted.choice THEN 'its row has another choice'
                        WHEN brought.imported_at <> voted.accepted_at THEN 'its import came at another time'
                    END AS says
                FROM voted
                FULL JOIN brought USING (assembly, item, head)
                JOIN assembly ON assembly.number = assembly
                LEFT JOIN agenda_item AS item USING (assembly, item)
                UNION ALL
                SELECT assembly.code || '/' || item.code || '/' || row.head, CASE
                        WHEN vote.head IS NULL THEN 'a row does not count, and there is no vote of its head'
                        WHEN voter.head IS DISTINCT FROM row.head THEN row.unit || ' is not of this head'
                    END
                FROM assembly
                JOIN imported_vote AS row ON row.assembly = assembly.number
                JOIN agenda_item AS item ON item.assembly = row.assembly AND item.item = row.item
                LEFT JOIN vote ON vote.assembly = row.assembly AND vote.head = row.head AND vote.item = row.item
                LEFT JOIN frozen_unit AS voter
                    ON voter.assembly = row.assembly AND voter.unit = row.unit AND voter.counts
                WHERE assembly.community = \(community)
                    AND NOT row.is_counted
            ) AS judged
            WHERE says IS NOT NULL
            ORDER BY place, says LIMIT \(AuditCheck.shown)
            """
        })

    private static let hands = AuditCheck(
        "hands-are-no-more-than-heads",
        """
        Hands were counted on items that are voted on by hands, while papers were taken, and are no more than the \
        electorate has heads.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN show_of_hands ON show_of_hands.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT assembly.code || '/' || item.code, CASE
                    WHEN item.seats IS NOT NULL OR cardinality(item.choices) > 0 THEN 'it is voted on by ballots'
                    WHEN show.in_favour::numeric + show.against + show.abstained > assembly.electorate_heads
                        THEN 'there are more hands than heads'
                    ELSE 'they were recorded while nothing was taken'
                END
            FROM assembly
            JOIN show_of_hands AS show ON show.assembly = assembly.number
            JOIN agenda_item AS item ON item.assembly = show.assembly AND item.item = show.item
            WHERE assembly.community = \(community)
                AND (
                    item.seats IS NOT NULL OR cardinality(item.choices) > 0 OR assembly.opened_at IS NULL
                    OR show.in_favour::numeric + show.against + show.abstained > assembly.electorate_heads
                    OR show.recorded_at < assembly.opened_at OR show.recorded_at >= assembly.papers_until
                    OR show.recorded_at > assembly.closed_at
                )
            ORDER BY assembly.number, show.item LIMIT \(AuditCheck.shown)
            """
        })

    private static let deliveries = AuditCheck(
        "deliveries-are-to-voters",
        "Ballots were delivered to units on the frozen roll that count.",
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN delivery ON delivery.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT DISTINCT assembly.code || '/' || delivery.unit, 'no such unit counts'
            FROM assembly
            JOIN delivery ON delivery.assembly = assembly.number
            LEFT JOIN frozen_unit AS voter
                ON voter.assembly = delivery.assembly AND voter.unit = delivery.unit AND voter.counts
            WHERE assembly.community = \(community)
                AND voter.unit IS NULL
            ORDER BY 1 LIMIT \(AuditCheck.shown)
            """
        })
}
