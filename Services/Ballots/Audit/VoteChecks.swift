import EventLog
import Postgres

/// Votes against the rolls that they were cast on, the agenda and the clock.
enum VoteChecks {
    static let all = [haveAssemblies, areOnRoll, areInTime, areOnOffer, changesFollow, receiptsAreUnique]

    private static let haveAssemblies = AuditCheck(
        ofAll: "votes-are-of-assemblies",
        """
        Every vote is of an assembly that there is, and everything that changes or represents a vote is of one that \
        there is.
        """,
        examined: { "SELECT count(*) FROM vote" },
        faults: {
            """
            SELECT place, says
            FROM (
                SELECT assembly, 'assembly ' || assembly AS place, 'votes are in none of the assemblies' AS says
                FROM (SELECT DISTINCT assembly FROM vote) AS voted
                WHERE NOT EXISTS (SELECT FROM assembly WHERE assembly.number = voted.assembly)
                UNION ALL
                SELECT assembly, 'assembly ' || assembly || '/' || item || '/' || head,
                    'a vote is changed that is not there'
                FROM (SELECT DISTINCT assembly, item, head FROM vote_change) AS changed
                WHERE NOT EXISTS (
                    SELECT FROM vote
                    WHERE vote.assembly = changed.assembly AND vote.head = changed.head AND vote.item = changed.item
                )
                UNION ALL
                SELECT assembly, 'assembly ' || assembly || '/' || item || '/' || head,
                    'a vote was cast by proxy that is not there'
                FROM vote_proxy
                WHERE NOT EXISTS (
                    SELECT FROM vote
                    WHERE vote.assembly = vote_proxy.assembly
                        AND vote.head = vote_proxy.head
                        AND vote.item = vote_proxy.item
                )
            ) AS found
            ORDER BY assembly, place, says LIMIT \(AuditCheck.shown)
            """
        })

    private static let areOnRoll = AuditCheck(
        "votes-are-on-the-frozen-roll",
        """
        Every vote is on an item of its agenda, for a unit on the frozen roll that counts, of that unit's head and \
        with that head's area.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN vote ON vote.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT assembly.code || '/' || coalesce(item.code, vote.item::text) || '/' || vote.head, CASE
                    WHEN item.item IS NULL THEN 'its item is not on the agenda'
                    WHEN voter.unit IS NULL THEN vote.unit || ' is not on the frozen roll'
                    WHEN NOT voter.counts THEN vote.unit || ' does not count'
                    WHEN voter.head <> vote.head THEN vote.unit || ' is of another head'
                    ELSE 'its area is ' || vote.area || ', and the roll says ' || voter.head_area
                END
            FROM assembly
            JOIN vote ON vote.assembly = assembly.number
            LEFT JOIN agenda_item AS item ON item.assembly = vote.assembly AND item.item = vote.item
            LEFT JOIN frozen_unit AS voter ON voter.assembly = vote.assembly AND voter.unit = vote.unit
            WHERE assembly.community = \(community)
                AND (
                    item.item IS NULL OR voter.unit IS NULL OR NOT voter.counts OR voter.head <> vote.head
                    OR voter.head_area <> vote.area
                )
            ORDER BY assembly.number, vote.item, vote.head LIMIT \(AuditCheck.shown)
            """
        })

    private static let areInTime = AuditCheck(
        "votes-are-in-time",
        """
        Every vote was accepted from the opening on and not after the close: an electronic one where such are taken \
        and before the voting ended, any other while papers were taken.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN vote ON vote.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT place, says
            FROM (
                SELECT assembly.number, vote.item, vote.head,
                    assembly.code || '/' || coalesce(item.code, vote.item::text) || '/' || vote.head AS place, CASE
                        WHEN assembly.opened_at IS NULL THEN 'the assembly was never opened'
                        WHEN vote.accepted_at < assembly.opened_at THEN 'it was accepted before the opening'
                        WHEN vote.accepted_at > assembly.closed_at THEN 'it was accepted after the close'
                        WHEN vote.channel <> 'electronic' AND vote.accepted_at >= assembly.papers_until
                            THEN 'it was accepted when no papers were taken any more'
                        WHEN vote.channel = 'electronic' AND vote.accepted_at >= assembly.closes_at
                            THEN 'it was accepted when the voting had ended'
                        WHEN vote.channel = 'electronic' AND assembly.form IN ('meeting', 'written')
                            THEN 'it is electronic, and such are not taken'
                    END AS says
                FROM assembly
                JOIN vote ON vote.assembly = assembly.number
                LEFT JOIN agenda_item AS item ON item.assembly = vote.assembly AND item.item = vote.item
                WHERE assembly.community = \(community)
            ) AS judged
            WHERE says IS NOT NULL
            ORDER BY number, item, head LIMIT \(AuditCheck.shown)
            """
        })

    private static let areOnOffer = AuditCheck(
        "choices-are-on-offer",
        """
        Every choice, the first and each that took its place, is one that its item offers, in the agenda's words and \
        order.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN cast_choice ON cast_choice.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT assembly.code || '/' || item.code || '/' || said.head, 'its choice is none that the item offers'
            FROM assembly
            JOIN (
                SELECT assembly, item, head, choice FROM vote
                UNION ALL
                SELECT assembly, item, head, choice FROM vote_change
            ) AS said ON said.assembly = assembly.number
            JOIN agenda_item AS item ON item.assembly = said.assembly AND item.item = said.item
            WHERE assembly.community = \(community)
                AND offered(said.choice, item.*, assembly.allows_follow) IS DISTINCT FROM said.choice
            ORDER BY assembly.number, said.item, said.head LIMIT \(AuditCheck.shown)
            """
        })

    private static let changesFollow = AuditCheck(
        "changes-follow-votes",
        """
        Votes were changed only where the frozen rules allow it, by whoever had cast them electronically for \
        themselves, each time to another choice, in an unbroken sequence, before the voting ended.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN vote_change ON vote_change.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            WITH changed AS (
                SELECT vote_change.*,
                    lag(change, 1, 0::smallint) OVER history AS change_before,
                        lag(choice) OVER history AS choice_before,
                    lag(accepted_at) OVER history AS accepted_before
                FROM assembly
                JOIN vote_change ON vote_change.assembly = assembly.number
                WHERE assembly.community = \(community)
                WINDOW history AS (PARTITION BY vote_change.assembly, item, head ORDER BY change)
            ), judged AS (
                SELECT assembly.number, changed.item, changed.head, changed.change,
                    assembly.code || '/' || coalesce(item.code, changed.item::text) || '/' || changed.head AS place,
                        CASE
                        WHEN NOT assembly.allows_change THEN 'the rules let nobody change a vote'
                        WHEN vote.channel <> 'electronic' THEN 'it was not cast electronically'
                        WHEN proxy.head IS NOT NULL THEN 'it was cast by a proxy'
                        WHEN changed.change <> changed.change_before + 1
                            THEN 'the change before number ' || changed.change || ' is missing'
                        WHEN changed.change > \(Int64(VoteChangeStore.limit)) THEN 'it was changed too often'
                        WHEN changed.choice = coalesce(changed.choice_before, vote.choice)
                            THEN 'change number ' || changed.change || ' changes nothing'
                        WHEN changed.accepted_at < coalesce(changed.accepted_before, vote.accepted_at)
                            THEN 'change number ' || changed.change || ' is earlier than what it replaces'
                        WHEN changed.accepted_at >= assembly.closes_at OR changed.accepted_at > assembly.closed_at
                            THEN 'change number ' || changed.change || ' came when the voting had ended'
                    END AS says
                FROM changed
                JOIN assembly ON assembly.number = changed.assembly
                LEFT JOIN agenda_item AS item ON item.assembly = changed.assembly AND item.item = changed.item
                JOIN vote
                    ON vote.assembly = changed.assembly AND vote.head = changed.head AND vote.item = changed.item
                LEFT JOIN vote_proxy AS proxy
                    ON proxy.assembly = changed.assembly AND proxy.item = changed.item AND proxy.head = changed.head
            )
            SELECT place, says
            FROM judged WHERE says IS NOT NULL
            ORDER BY number, item, head, change LIMIT \(AuditCheck.shown)
            """
        })

    private static let receiptsAreUnique = AuditCheck(
        "receipts-are-unique", "No two choices have one receipt.",
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN cast_choice ON cast_choice.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT min(assembly.code) || '/' || said.receipt, count(*) || ' choices have this receipt'
            FROM assembly
            JOIN (
                SELECT assembly, receipt FROM vote
                UNION ALL
                SELECT assembly, receipt FROM vote_change
            ) AS said ON said.assembly = assembly.number
            WHERE assembly.community = \(community)
            GROUP BY said.receipt
            HAVING count(*) > 1
            ORDER BY 1 LIMIT \(AuditCheck.shown)
            """
        })
}
