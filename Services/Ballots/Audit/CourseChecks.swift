import EventLog
import Postgres

/// Where assemblies stand, and what has to be there by then.
enum CourseChecks {
    static let all = [statesHaveRows, endsFollowExtensions, effectFollowsAnswers]

    private static let statesHaveRows = AuditCheck(
        "states-have-what-belongs-to-them",
        """
        An assembly that was not opened has frozen nothing, exactly the closed ones have a result of each item, and \
        only they a certificate and orders against them.
        """,
        examined: { community in "SELECT count(*) FROM assembly WHERE community = \(community)" },
        faults: { community in
            """
            SELECT code, says
            FROM (
                SELECT assembly.number, assembly.code, CASE
                        WHEN agenda.items = 0 THEN 'it has no agenda'
                        WHEN agenda.items <> agenda.last OR agenda.first <> 1 THEN 'an item of its agenda is missing'
                        WHEN state = 'convened'
                            AND num_nonnulls(opened_at, electorate_area, electorate_heads, roll_hash, roll_position,
                                rules) > 0
                            THEN 'it was opened, and is convened'
                        WHEN state = 'convened' AND EXISTS (SELECT FROM frozen_unit WHERE assembly = assembly.number)
                            THEN 'it has frozen a roll, and is convened'
                        WHEN state = 'closed' AND counted.items <> agenda.items
                            THEN 'it is closed, and has a result of ' || counted.items || ' of ' || agenda.items
                                || ' items'
                        WHEN state <> 'closed' AND counted.items > 0 THEN 'it has results, and is not closed'
                        WHEN state <> 'closed' AND EXISTS (SELECT FROM certificate WHERE assembly = assembly.number)
                            THEN 'it has a certificate, and is not closed'
                        WHEN state <> 'closed' AND EXISTS (SELECT FROM set_aside WHERE assembly = assembly.number)
                            THEN 'it was set aside, and is not closed'
                        WHEN closed_at <= opened_at THEN 'it was closed before it was opened'
                        WHEN EXISTS (
                            SELECT FROM set_aside
                            WHERE set_aside.assembly = assembly.number AND set_aside_on < counted_on
                        ) THEN 'it was set aside before the count'
                    END AS says
                FROM assembly
                CROSS JOIN LATERAL (
                    SELECT count(*) AS items, min(item) AS first, max(item) AS last
                    FROM agenda_item WHERE assembly = assembly.number
                ) AS agenda
                CROSS JOIN LATERAL (
                    SELECT count(*) AS items FROM item_result WHERE assembly = assembly.number
                ) AS counted
                WHERE community = \(community)
            ) AS judged
            WHERE says IS NOT NULL
            ORDER BY number LIMIT \(AuditCheck.shown)
            """
        })

    private static let endsFollowExtensions = AuditCheck(
        "ends-follow-extensions",
        """
        The extensions of every voting follow each other without a gap, each announced before the voting ended, and \
        the last of them is when it ends.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN assembly_extension ON assembly_extension.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            WITH extended AS (
                SELECT assembly.number, assembly.code, step.*, assembly.closes_at AS ends_at,
                    assembly.papers_until AS papers_end, row_number() OVER sequence AS place,
                    lag(step.closes_at) OVER sequence AS ended_before, lead(step.closes_at) OVER sequence AS ends_next
                FROM assembly
                JOIN assembly_extension AS step ON step.assembly = assembly.number
                WHERE assembly.community = \(community)
                WINDOW sequence AS (PARTITION BY step.assembly ORDER BY step.extension)
            )
            SELECT code, 'extension number ' || extension || ': ' || says
            FROM (
                SELECT number, code, extension, CASE
                        WHEN extension <> place THEN 'the one before it is missing'
                        WHEN closed_before <> ended_before THEN 'the one before it ended at another time'
                        WHEN recorded_at >= closed_before THEN 'the voting had ended already'
                        WHEN ends_next IS NULL AND (closes_at, papers_until) <> (ends_at, papers_end)
                            THEN 'the assembly ends at another time'
                    END AS says
                FROM extended
            ) AS judged
            WHERE says IS NOT NULL
            ORDER BY number, extension LIMIT \(AuditCheck.shown)
            """
        })

    private static let effectFollowsAnswers = AuditCheck(
        "effect-follows-answers",
        "Every result that has taken effect was posted, and every objection to it was dismissed.",
        examined: { community in
            "SELECT count(*) FROM assembly WHERE community = \(community) AND effective_on IS NOT NULL"
        },
        faults: { community in
            """
            SELECT place, says
            FROM (
                SELECT number, code AS place, 'it has taken effect, and was not posted' AS says
                FROM assembly
                WHERE community = \(community) AND effective_on IS NOT NULL AND posted_until IS NULL
                UNION ALL
                SELECT assembly.number, assembly.code || '/' || objection.objection,
                    CASE WHEN answer.verdict IS NULL THEN 'it was not answered' ELSE 'it was upheld' END
                FROM assembly
                JOIN objection ON objection.assembly = assembly.number
                LEFT JOIN objection_answer AS answer
                    ON answer.assembly = objection.assembly AND answer.objection = objection.objection
                WHERE assembly.community = \(community)
                    AND assembly.effective_on IS NOT NULL
                    AND answer.verdict IS DISTINCT FROM 'dismissed'
            ) AS found
            ORDER BY number, place LIMIT \(AuditCheck.shown)
            """
        })
}
