import EventLog
import Postgres

/// The stored count, made once more from votes, papers, hands and the frozen roll.
///
/// SQL counts here, and not `Tally`: a mistake of one would agree with itself.
enum ResultChecks {
    static let all = [areRecounted, silence, papers]

    private static let areRecounted = AuditCheck(
        "results-are-recounted",
        """
        The stored areas and heads of every item, for, against, abstained and returned invalid, are those of its \
        votes, papers and hands on the frozen roll.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN item_result ON item_result.assembly = assembly.number
            WHERE assembly.community = \(community) AND assembly.state = 'closed'
            """
        },
        faults: { community in
            """
            WITH counted AS MATERIALIZED (
                SELECT assembly.number, assembly.code AS assembly_code, item.item, item.code, item.seats,
                    cardinality(item.choices) = 0 AND item.seats IS NULL AS is_by_hands,
                    coalesce(convert_from(item.terms, 'UTF8')::jsonb ->> 'form', 'resolution') AS form,
                    convert_from(rule_pack.pack, 'UTF8')::jsonb AS pack,
                    convert_from(result.result, 'UTF8')::jsonb AS said,
                    result.for_area, result.for_heads, result.against_area, result.against_heads, result.abstain_area,
                    result.abstain_heads, result.outcome, assembly.electorate_area, assembly.electorate_heads
                FROM assembly
                JOIN rule_pack ON rule_pack.hash = assembly.rules
                JOIN item_result AS result ON result.assembly = assembly.number
                JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
                WHERE assembly.community = \(community)
                    AND assembly.state = 'closed'
            ), head AS (
                SELECT DISTINCT assembly, head, head_area
                FROM frozen_unit
                WHERE counts AND assembly IN (SELECT number FROM counted)
            ), last_change AS (
                SELECT DISTINCT ON (assembly, item, head) assembly, item, head, choice
                FROM vote_change
                WHERE assembly IN (SELECT number FROM counted)
                ORDER BY assembly, item, head, change DESC
            ), tally AS (
                SELECT vote.assembly, vote.item, coalesce(last_change.choice, vote.choice) AS choice,
                    sum(head.head_area) AS area, count(*) AS heads
                FROM vote
                JOIN head ON head.assembly = vote.assembly AND head.head = vote.head
                LEFT JOIN last_change
                    ON last_change.assembly = vote.assembly AND last_change.item = vote.item
                    AND last_change.head = vote.head
                WHERE vote.assembly IN (SELECT number FROM counted)
                GROUP BY vote.assembly, vote.item, coalesce(last_change.choice, vote.choice)
            ), summed AS (
                SELECT counted.number, counted.item,
                    coalesce(sum(area) FILTER (WHERE choice = 'for'), 0) AS for_area,
                    coalesce(sum(heads) FILTER (WHERE choice = 'for'), 0) AS for_heads,
                    coalesce(sum(area) FILTER (WHERE choice = 'against'), 0) AS against_area,
                    coalesce(sum(heads) FILTER (WHERE choice = 'against'), 0) AS against_heads,
                    coalesce(sum(area) FILTER (WHERE choice = 'abstain'), 0) AS abstain_area,
                    coalesce(sum(heads) FILTER (WHERE choice = 'abstain'), 0) AS abstain_heads,
                    coalesce(sum(area) FILTER (WHERE choice = 'follow'), 0) AS follow_area,
                    coalesce(sum(heads) FILTER (WHERE choice = 'follow'), 0) AS follow_heads,
                    coalesce(sum(area) FILTER (WHERE choice <> 'abstain'), 0) AS other_area,
                    coalesce(sum(heads) FILTER (WHERE choice <> 'abstain'), 0) AS other_heads
                FROM counted
                LEFT JOIN tally ON tally.assembly = counted.number AND tally.item = counted.item
                GROUP BY counted.number, counted.item
            ), followed AS (
                SELECT counted.*, summed.for_area AS cast_for, summed.for_heads AS cast_for_heads,
                    summed.against_area AS cast_against, summed.against_heads AS cast_against_heads,
                    summed.abstain_area AS cast_abstain, summed.abstain_heads AS cast_abstain_heads,
                    follow_area, follow_heads, other_area, other_heads,
                    coalesce((said #>> '{silent,area}')::numeric * 100, 0) AS silent_area,
                    coalesce((said #>> '{silent,heads}')::bigint, 0) AS silent_heads,
                    CASE coalesce(pack #>> '{parameters,followedMajority,value}', 'areaAndHeads')
                        WHEN 'area' THEN sign(summed.for_area - summed.against_area)
                        WHEN 'heads' THEN sign(summed.for_heads - summed.against_heads)
                        ELSE CASE
                            WHEN sign(summed.for_area - summed.against_area)
                                = sign(summed.for_heads - summed.against_heads)
                                THEN sign(summed.for_area - summed.against_area)
                            ELSE 0
                        END
                    END AS leads
                FROM counted
                JOIN summed ON summed.number = counted.number AND summed.item = counted.item
            ), sided AS (
                SELECT *, CASE pack #>> '{silentBallots,policy}'
                        WHEN 'majority' THEN leads
                        WHEN 'inFavour' THEN 1
                        ELSE 0
                    END AS silent_side
                FROM followed
            ), returned AS (
                SELECT assembly, item, sum(head_area) AS area, count(*) AS heads
                FROM (SELECT DISTINCT assembly, item, head FROM paper WHERE invalid IS NOT NULL) AS invalid
                JOIN head USING (assembly, head)
                WHERE NOT EXISTS (
                    SELECT FROM vote
                    WHERE vote.assembly = invalid.assembly AND vote.head = invalid.head AND vote.item = invalid.item
                )
                GROUP BY assembly, item
            ), expected AS (
                SELECT sided.*,
                    CASE
                        WHEN is_by_hands THEN ARRAY[
                            0, coalesce(show.in_favour, 0), 0, coalesce(show.against, 0), 0, coalesce(show.abstained, 0)
                        ]::numeric[]
                        WHEN form = 'election' THEN ARRAY[
                            other_area, other_heads, 0, 0, cast_abstain, cast_abstain_heads
                        ]::numeric[]
                        WHEN form = 'resolution' THEN ARRAY[
                            cast_for + CASE WHEN leads = 1 THEN follow_area ELSE 0 END
                                + CASE WHEN silent_side = 1 THEN silent_area ELSE 0 END,
                            cast_for_heads + CASE WHEN leads = 1 THEN follow_heads ELSE 0 END
                                + CASE WHEN silent_side = 1 THEN silent_heads ELSE 0 END,
                            cast_against + CASE WHEN leads = -1 THEN follow_area ELSE 0 END
                                + CASE WHEN silent_side = -1 THEN silent_area ELSE 0 END,
                            cast_against_heads + CASE WHEN leads = -1 THEN follow_heads ELSE 0 END
                                + CASE WHEN silent_side = -1 THEN silent_heads ELSE 0 END,
                            cast_abstain + CASE WHEN leads = 0 THEN follow_area ELSE 0 END
                                + CASE WHEN silent_side = 0 THEN silent_area ELSE 0 END,
                            cast_abstain_heads + CASE WHEN leads = 0 THEN follow_heads ELSE 0 END
                                + CASE WHEN silent_side = 0 THEN silent_heads ELSE 0 END
                        ]::numeric[]
                        ELSE ARRAY[
                            cast_for, cast_for_heads, cast_against, cast_against_heads, cast_abstain, cast_abstain_heads
                        ]::numeric[]
                    END AS recount,
                    ARRAY[
                        for_area, for_heads, against_area, against_heads, abstain_area, abstain_heads
                    ]::numeric[] AS stored,
                    ARRAY[coalesce(returned.area, 0), coalesce(returned.heads, 0)]::numeric[] AS invalid
                FROM sided
                LEFT JOIN show_of_hands AS show ON show.assembly = sided.number AND show.item = sided.item
                LEFT JOIN returned ON returned.assembly = sided.number AND returned.item = sided.item
            )
            SELECT assembly_code || '/' || code, says
            FROM (
                SELECT *, CASE
                        WHEN stored <> recount
                            THEN 'it is stored as ' || array_to_string(stored, ' ') || ', and counted again it is '
                                || array_to_string(recount, ' ')
                        WHEN said IS NULL THEN NULL
                        WHEN (
                            said ->> 'outcome', (said #>> '{electorate,area}')::numeric * 100,
                            (said #>> '{electorate,heads}')::bigint
                        ) IS DISTINCT FROM (outcome, electorate_area::numeric, electorate_heads)
                            THEN 'it is stored in two forms that differ'
                        WHEN ARRAY[
                            (said #>> '{inFavour,area}')::numeric * 100, (said #>> '{inFavour,heads}')::numeric,
                            (said #>> '{against,area}')::numeric * 100, (said #>> '{against,heads}')::numeric,
                            (said #>> '{abstained,area}')::numeric * 100, (said #>> '{abstained,heads}')::numeric
                        ] IS DISTINCT FROM stored THEN 'it is stored in two forms that differ'
                        WHEN NOT is_by_hands AND ARRAY[
                            coalesce((said #>> '{returnedInvalid,area}')::numeric * 100, 0),
                            coalesce((said #>> '{returnedInvalid,heads}')::numeric, 0)
                        ] <> invalid THEN 'of ' || invalid[2]
                            || ' heads only invalid papers came back, and it says otherwise'
                    END AS says
                FROM expected
            ) AS judged
            WHERE says IS NOT NULL
            ORDER BY number, item LIMIT \(AuditCheck.shown)
            """
        })

    /// Until bundles of version 5 a voting that ended at 24:00 had the next day as its last: of these it is left open.
    private static let silence = AuditCheck(
        "silence-is-recounted",
        """
        The silent heads that a result counts are those that were told in time what silence means and of whom \
        nothing came back; of votings that did not end at midnight.
        """,
        examined: { community in
            """
            SELECT count(*)
            FROM assembly
            JOIN rule_pack ON rule_pack.hash = assembly.rules
            JOIN item_result ON item_result.assembly = assembly.number AND item_result.result IS NOT NULL
            WHERE assembly.community = \(community)
                AND assembly.state = 'closed'
                AND (assembly.closes_at AT TIME ZONE 'Asia/Shanghai')::time <> '00:00'
                AND convert_from(rule_pack.pack, 'UTF8')::jsonb #>> '{silentBallots,policy}'
                    IN ('majority', 'inFavour', 'abstain')
            """
        },
        faults: { community in
            """
            WITH counted AS MATERIALIZED (
                SELECT assembly.number, assembly.code AS assembly_code, item.item, item.code, assembly.closes_at,
                    coalesce(convert_from(item.terms, 'UTF8')::jsonb ->> 'form',
                        'resolution') = 'resolution' AS is_resolution,
                    convert_from(result.result, 'UTF8')::jsonb AS said
                FROM assembly
                JOIN rule_pack ON rule_pack.hash = assembly.rules
                JOIN item_result AS result ON result.assembly = assembly.number AND result.result IS NOT NULL
                JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
                WHERE assembly.community = \(community)
                    AND assembly.state = 'closed'
                    AND (assembly.closes_at AT TIME ZONE 'Asia/Shanghai')::time <> '00:00'
                    AND convert_from(rule_pack.pack, 'UTF8')::jsonb #>> '{silentBallots,policy}'
                        IN ('majority', 'inFavour', 'abstain')
            ), delivered AS (
                SELECT DISTINCT ON (assembly, unit) delivery.*
                FROM delivery
                WHERE assembly IN (SELECT number FROM counted)
                ORDER BY assembly, unit, number DESC
            ), told AS (
                SELECT DISTINCT voter.assembly, voter.head, voter.head_area
                FROM delivered
                JOIN assembly ON assembly.number = delivered.assembly
                JOIN frozen_unit AS voter
                    ON voter.assembly = delivered.assembly AND voter.unit = delivered.unit AND voter.counts
                WHERE delivered.warned AND delivered.evidence IS NOT NULL AND delivered.method <> 'announcement'
                    AND delivered.delivered_on <= (assembly.closes_at AT TIME ZONE 'Asia/Shanghai')::date
            ), silent AS (
                SELECT counted.number, counted.item, sum(told.head_area) AS area, count(*) AS heads
                FROM counted
                JOIN told ON told.assembly = counted.number
                LEFT JOIN vote
                    ON vote.assembly = counted.number AND vote.head = told.head AND vote.item = counted.item
                LEFT JOIN (
                    SELECT DISTINCT assembly, item, head FROM paper WHERE invalid IS NOT NULL
                ) AS invalid
                    ON invalid.assembly = counted.number AND invalid.item = counted.item AND invalid.head = told.head
                WHERE counted.is_resolution
                    AND vote.head IS NULL
                    AND invalid.head IS NULL
                GROUP BY counted.number, counted.item
            )
            SELECT assembly_code || '/' || code,
                'it counts ' || coalesce(said #>> '{silent,heads}', '0') || ' silent heads, and the register says '
                    || coalesce(silent.heads, 0)
            FROM counted
            LEFT JOIN silent ON silent.number = counted.number AND silent.item = counted.item
            WHERE (coalesce((said #>> '{silent,area}')::numeric * 100, 0),
                coalesce((said #>> '{silent,heads}')::bigint, 0))
                <> (coalesce(silent.area, 0), coalesce(silent.heads, 0))
            ORDER BY counted.number, counted.item LIMIT \(AuditCheck.shown)
            """
        })

    private static let papers = AuditCheck(
        "papers-are-recounted",
        """
        The papers that a result says were handed out and came back are those of the register and those that were \
        entered, as far as it says.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN item_result ON item_result.assembly = assembly.number
            WHERE assembly.community = \(community) AND item_result.papers_returned IS NOT NULL
            """
        },
        faults: { community in
            """
            WITH entered AS (
                SELECT paper.assembly, paper.item, count(*) AS papers
                FROM assembly
                JOIN paper ON paper.assembly = assembly.number
                WHERE assembly.community = \(community)
                GROUP BY paper.assembly, paper.item
            ), issued AS (
                SELECT assembly, sum(papers)::bigint AS papers
                FROM (
                    SELECT DISTINCT ON (delivery.assembly, delivery.unit) delivery.assembly, delivery.papers
                    FROM assembly
                    JOIN delivery ON delivery.assembly = assembly.number
                    WHERE assembly.community = \(community)
                    ORDER BY delivery.assembly, delivery.unit, delivery.number DESC
                ) AS standing
                GROUP BY assembly
            )
            SELECT assembly.code || '/' || item.code,
                'it says that ' || result.papers_returned || ' of ' || coalesce(result.papers_issued::text, 'unknown')
                    || ' papers came back, and there are ' || coalesce(entered.papers, 0) || ' of '
                    || coalesce(issued.papers::text, 'unknown')
            FROM assembly
            JOIN item_result AS result ON result.assembly = assembly.number AND result.papers_returned IS NOT NULL
            JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
            LEFT JOIN entered ON entered.assembly = result.assembly AND entered.item = result.item
            LEFT JOIN issued ON issued.assembly = result.assembly
            WHERE assembly.community = \(community)
                AND (result.papers_returned, result.papers_issued)
                    IS DISTINCT FROM (coalesce(entered.papers, 0), issued.papers)
            ORDER BY assembly.number, result.item LIMIT \(AuditCheck.shown)
            """
        })
}
