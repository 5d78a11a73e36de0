import EventLog
import Postgres

/// What came on paper, and what stands for it among the votes.
enum PaperChecks {
    static let all = [areOnRoll, countedAreVotes, othersCameLater, filesHaveTwo, cameInFiles]

    private static let areOnRoll = AuditCheck(
        "papers-are-on-the-frozen-roll",
        """
        Every paper is on an item that is voted on by ballots, for a unit that counts, of its head, was signed by \
        the last day of the voting and entered while papers were taken.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN paper ON paper.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT place, says
            FROM (
                SELECT assembly.number, paper.item, paper.evidence,
                    assembly.code || '/' || item.code || '/' || paper.unit AS place,
                    'paper ' || encode(paper.evidence, 'hex') || ': ' || CASE
                        WHEN assembly.opened_at IS NULL THEN 'the assembly was never opened'
                        WHEN item.seats IS NULL AND cardinality(item.choices) = 0 THEN 'the item has no ballots'
                        WHEN NOT coalesce(voter.counts, false) THEN 'no such unit counts'
                        WHEN voter.head <> paper.head THEN 'the unit is of another head'
                        WHEN paper.choice IS NOT NULL
                            AND offered(paper.choice, item.*, assembly.allows_follow) IS DISTINCT FROM paper.choice
                            THEN 'its choice is none that the item offers'
                        WHEN paper.signed_on > (assembly.closes_at AT TIME ZONE 'Asia/Shanghai')::date
                            THEN 'it was signed after the voting'
                        WHEN paper.recorded_at < assembly.opened_at THEN 'it was entered before the opening'
                        WHEN paper.recorded_at >= assembly.papers_until OR paper.recorded_at > assembly.closed_at
                            THEN 'it was entered when no papers were taken any more'
                    END AS says
                FROM assembly
                JOIN paper ON paper.assembly = assembly.number
                JOIN agenda_item AS item ON item.assembly = paper.assembly AND item.item = paper.item
                LEFT JOIN frozen_unit AS voter ON voter.assembly = paper.assembly AND voter.unit = paper.unit
                WHERE assembly.community = \(community)
            ) AS judged
            WHERE says IS NOT NULL
            ORDER BY number, item, place, evidence LIMIT \(AuditCheck.shown)
            """
        })

    private static let countedAreVotes = AuditCheck(
        "paper-votes-are-on-paper",
        """
        Every vote that came on paper has one paper that counts, with the same unit, choice, proxy and time, and \
        every paper that counts has such a vote.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN vote ON vote.assembly = assembly.number
            WHERE assembly.community = \(community) AND vote.channel = 'paper'
            """
        },
        faults: { community in
            """
            WITH voted AS (
                SELECT vote.*, proxy.proxy
                FROM assembly
                JOIN vote ON vote.assembly = assembly.number AND vote.channel = 'paper'
                LEFT JOIN vote_proxy AS proxy
                    ON proxy.assembly = vote.assembly AND proxy.item = vote.item AND proxy.head = vote.head
                WHERE assembly.community = \(community)
            ), signed AS (
                SELECT paper.*, count(*) OVER (PARTITION BY assembly, item, head) AS papers
                FROM assembly
                JOIN paper ON paper.assembly = assembly.number AND paper.is_counted
                WHERE assembly.community = \(community)
            )
            SELECT DISTINCT place, says
            FROM (
                SELECT assembly.code || '/' || coalesce(item.code, item::text) || '/' || head AS place, CASE
                        WHEN signed.head IS NULL THEN 'no paper counts for this vote'
                        WHEN voted.head IS NULL THEN 'no vote stands for the paper that counts'
                        WHEN signed.papers > 1 THEN signed.papers || ' papers count for one vote'
                        WHEN signed.unit <> voted.unit THEN 'the paper is that of another unit'
                        WHEN signed.choice IS DISTINCT FROM voted.choice THEN 'the paper has another choice'
                        WHEN signed.proxy IS DISTINCT FROM voted.proxy THEN 'the paper has another proxy'
                        WHEN signed.recorded_at <> voted.accepted_at THEN 'the paper was entered at another time'
                    END AS says
                FROM voted
                FULL JOIN signed USING (assembly, item, head)
                JOIN assembly ON assembly.number = assembly
                LEFT JOIN agenda_item AS item USING (assembly, item)
            ) AS judged
            WHERE says IS NOT NULL
            ORDER BY place, says LIMIT \(AuditCheck.shown)
            """
        })

    private static let othersCameLater = AuditCheck(
        "papers-not-counted-came-later",
        "Every valid paper that does not count came after a vote of its head on the item.",
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN paper ON paper.assembly = assembly.number
            WHERE assembly.community = \(community) AND NOT paper.is_counted AND paper.invalid IS NULL
            """
        },
        faults: { community in
            """
            SELECT assembly.code || '/' || item.code || '/' || paper.unit,
                'paper ' || encode(paper.evidence, 'hex') || ': no vote of its head came before it'
            FROM assembly
            JOIN paper ON paper.assembly = assembly.number AND NOT paper.is_counted AND paper.invalid IS NULL
            JOIN agenda_item AS item ON item.assembly = paper.assembly AND item.item = paper.item
            LEFT JOIN vote
                ON vote.assembly = paper.assembly AND vote.head = paper.head AND vote.item = paper.item
                AND vote.accepted_at <= paper.recorded_at
            WHERE assembly.community = \(community)
                AND vote.head IS NULL
            ORDER BY assembly.number, paper.item, paper.unit, paper.evidence LIMIT \(AuditCheck.shown)
            """
        })

    private static let filesHaveTwo = AuditCheck(
        "files-of-papers-are-handed-in-by-others",
        "Whoever hands in the same file of papers is somebody else each time, and hands in as many papers.",
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN paper_batch ON paper_batch.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT DISTINCT assembly.code || '/' || encode(one.file, 'hex'),
                CASE
                    WHEN one.papers <> other.papers THEN 'it has ' || one.papers || ' papers and ' || other.papers
                    ELSE 'one person has handed it in twice'
                END
            FROM assembly
            JOIN paper_batch AS one ON one.assembly = assembly.number
            JOIN paper_batch AS other
                ON other.assembly = one.assembly AND other.file = one.file AND other.entered_by > one.entered_by
            WHERE assembly.community = \(community)
                AND (
                    one.papers <> other.papers OR one.person = other.person
                    OR (
                        num_nulls(one.person, other.person) = 0 AND lower(one.entered_by) = lower(other.entered_by)
                    )
                )
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })

    /// Of assemblies that were opened before papers came in files nobody can tell how many there have to be.
    private static let cameInFiles = AuditCheck(
        "papers-came-in-files-of-two",
        """
        An assembly has as many papers as the files that two have handed in, each entered by somebody who has handed \
        one in; of assemblies that were opened since papers are entered by two.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly
            WHERE community = \(community)
                AND opened_at > (SELECT applied_at FROM migration WHERE name = 'V0023_two_people')
            """
        },
        faults: { community in
            """
            WITH held AS (
                SELECT number, code FROM assembly
                WHERE community = \(community)
                    AND opened_at > (SELECT applied_at FROM migration WHERE name = 'V0023_two_people')
            ), file AS (
                SELECT assembly, max(papers) AS papers
                FROM held JOIN paper_batch ON assembly = number
                GROUP BY assembly, file HAVING count(*) > 1
            )
            SELECT code, says
            FROM (
                SELECT number, code, 'it has ' || papers || ' papers, and two have handed in ' || handed_in AS says
                FROM held
                CROSS JOIN LATERAL (SELECT count(*) AS papers FROM paper WHERE assembly = number) AS entered
                CROSS JOIN LATERAL (
                    SELECT coalesce(sum(papers), 0) AS handed_in FROM file WHERE assembly = number
                ) AS confirmed
                WHERE papers <> handed_in
                UNION ALL
                SELECT number, code, count(*) || ' papers were entered by somebody who has handed in none'
                FROM held
                JOIN paper ON paper.assembly = number
                WHERE NOT EXISTS (
                    SELECT FROM paper_batch
                    WHERE paper_batch.assembly = number
                        -- Earlier versions wrote down what the token called them, and not their account.
                        AND paper.recorded_by IN (paper_batch.person, paper_batch.entered_by)
                )
                GROUP BY number, code
            ) AS found
            ORDER BY number, says LIMIT \(AuditCheck.shown)
            """
        })
}
