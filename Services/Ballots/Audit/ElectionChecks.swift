import EventLog
import Postgres

/// Elections, counted and decided once more.
enum ElectionChecks {
    static let all = [votes, outcomes, lists]

    private static let votes = AuditCheck(
        "candidates-votes-are-recounted",
        "The stored votes of every candidate are those of the ballots that name them.",
        examined: { community in
            """
            SELECT count(*)
            FROM assembly
            JOIN item_result AS result ON result.assembly = assembly.number
            JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
            CROSS JOIN LATERAL unnest(item.candidates) AS candidate
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            WITH election AS MATERIALIZED (
                SELECT assembly.number, assembly.code AS assembly_code, item.item, item.code, item.candidates,
                    convert_from(result.result, 'UTF8')::jsonb AS said
                FROM assembly
                JOIN item_result AS result ON result.assembly = assembly.number
                JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
                WHERE assembly.community = \(community)
                    AND item.seats IS NOT NULL
            ), head AS (
                SELECT DISTINCT assembly, head, head_area
                FROM frozen_unit
                WHERE counts AND assembly IN (SELECT number FROM election)
            ), ballot AS (
                SELECT vote.assembly, vote.item, coalesce(last.choice, vote.choice) AS choice,
                    sum(head.head_area) AS area,
                    count(*) AS heads
                FROM election
                JOIN vote ON vote.assembly = election.number AND vote.item = election.item
                JOIN head ON head.assembly = vote.assembly AND head.head = vote.head
                LEFT JOIN (
                    SELECT DISTINCT ON (assembly, item, head) assembly, item, head, choice
                    FROM vote_change
                    WHERE assembly IN (SELECT number FROM election)
                    ORDER BY assembly, item, head, change DESC
                ) AS last ON last.assembly = vote.assembly AND last.item = vote.item AND last.head = vote.head
                GROUP BY vote.assembly, vote.item, coalesce(last.choice, vote.choice)
            ), recount AS (
                SELECT ballot.assembly, ballot.item, ticked.candidate, sum(ballot.area) AS area,
                    sum(ballot.heads) AS heads
                FROM ballot
                CROSS JOIN LATERAL string_to_table(ballot.choice, '+') AS ticked (candidate)
                GROUP BY ballot.assembly, ballot.item, ticked.candidate
            ), stored AS (
                SELECT election.number, election.item, votes ->> 'candidate' AS candidate,
                    (votes #>> '{votes,area}')::numeric * 100 AS area, (votes #>> '{votes,heads}')::numeric AS heads
                FROM election
                CROSS JOIN LATERAL jsonb_array_elements(said #> '{election,candidates}') AS votes
            )
            SELECT election.assembly_code || '/' || election.code || '/' || standing.candidate, CASE
                    WHEN stored.candidate IS NULL THEN 'the result does not name this candidate'
                    ELSE 'the result has ' || stored.area::bigint || ' of ' || stored.heads
                        || ' heads, and counted again it is '
                        || coalesce(recount.area, 0) || ' of ' || coalesce(recount.heads, 0)
                END
            FROM election
            CROSS JOIN LATERAL unnest(election.candidates) AS standing (candidate)
            LEFT JOIN stored
                ON stored.number = election.number AND stored.item = election.item
                AND stored.candidate = standing.candidate
            LEFT JOIN recount
                ON recount.assembly = election.number AND recount.item = election.item
                AND recount.candidate = standing.candidate
            WHERE (stored.area, stored.heads) IS DISTINCT FROM (coalesce(recount.area, 0), coalesce(recount.heads, 0))
            ORDER BY election.number, election.item, standing.candidate COLLATE "C" LIMIT \(AuditCheck.shown)
            """
        })

    /// Who fills seats that are allotted to buildings is left to the counters of bundles.
    private static let outcomes = AuditCheck(
        "elections-follow-the-frozen-rules",
        """
        Candidates stand in the order of their votes, and where seats are not allotted to buildings and papers were \
        counted, those are elected of whom the frozen rules say so, with that outcome.
        """,
        examined: { community in
            """
            SELECT count(*)
            FROM assembly
            JOIN item_result AS result ON result.assembly = assembly.number
            JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
            WHERE assembly.community = \(community) AND item.seats IS NOT NULL
            """
        },
        faults: { community in
            """
            WITH election AS MATERIALIZED (
                SELECT assembly.number, assembly.code AS assembly_code, assembly.roll_hash, assembly.electorate_area,
                    assembly.electorate_heads, item.item, item.code, item.kind,
                    convert_from(item.terms, 'UTF8')::jsonb AS terms,
                        convert_from(rule_pack.pack, 'UTF8')::jsonb AS pack,
                    convert_from(result.result, 'UTF8')::jsonb -> 'election' AS said, result.outcome,
                    result.papers_returned,
                        coalesce(result.papers_returned > result.papers_issued, false) AS is_exceeded,
                    result.for_area::numeric + result.abstain_area AS area,
                    result.for_heads::numeric + result.abstain_heads AS heads
                FROM assembly
                JOIN rule_pack ON rule_pack.hash = assembly.rules
                JOIN item_result AS result ON result.assembly = assembly.number
                JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
                WHERE assembly.community = \(community)
                    AND item.seats IS NOT NULL
            ), ruled AS (
                SELECT election.*, (terms #>> '{election,seats}')::bigint AS seats,
                    (terms #>> '{election,least}')::bigint AS least,
                    (terms #>> '{election,alternates}')::bigint AS alternates,
                    split_part(pack #>> '{participation,ratio}', '/', 1)::numeric AS part_of,
                    split_part(pack #>> '{participation,ratio}', '/', 2)::numeric AS part_whole,
                    pack #>> '{participation,comparison}' = 'moreThan' AS must_exceed_part,
                    approval.share_of, approval.share_whole, approval.must_exceed,
                    is_exceeded AND (
                        coalesce(pack #>> '{parameters,excessPapers,value}', 'void') = 'void'
                        OR (SELECT count(DISTINCT unit) FROM delivery WHERE delivery.assembly = election.number)
                            = (SELECT count(*) FROM frozen_unit WHERE frozen_unit.assembly = election.number AND counts)
                    ) AS is_void
                FROM election
                LEFT JOIN LATERAL (
                    SELECT split_part(asked.ratio, '/', 1)::numeric AS share_of,
                        split_part(asked.ratio, '/', 2)::numeric AS share_whole, asked.must_exceed
                    FROM jsonb_array_elements_text(
                        jsonb_build_array(kind) || coalesce(terms -> 'alsoKinds', '[]')) AS mixed (kind)
                    CROSS JOIN LATERAL (
                        SELECT pack #>> ARRAY['approval', mixed.kind, 'ratio'] AS ratio,
                            pack #>> ARRAY['approval', mixed.kind, 'comparison'] = 'moreThan' AS must_exceed
                    ) AS asked
                    ORDER BY split_part(asked.ratio, '/', 1)::numeric / split_part(asked.ratio, '/', 2)::numeric DESC,
                        asked.must_exceed DESC
                    LIMIT 1
                ) AS approval ON true
            ), candidate AS (
                SELECT ruled.*, votes ->> 'candidate' AS candidate, votes.stands,
                    (votes.votes #>> '{votes,area}')::numeric * 100 AS own_area,
                    (votes.votes #>> '{votes,heads}')::numeric AS own_heads
                FROM ruled
                CROSS JOIN LATERAL jsonb_array_elements(said -> 'candidates') WITH ORDINALITY AS votes (votes, stands)
            ), ranked AS (
                SELECT *, row_number() OVER (
                        PARTITION BY number, item
                        ORDER BY CASE terms #>> '{election,ranking}'
                                WHEN 'area' THEN own_area
                                WHEN 'heads' THEN own_heads
                                ELSE own_area * heads + own_heads * area
                            END DESC, own_area DESC,
                            sha256(convert_to(
                                'tongti lot 1' || chr(10) || encode(roll_hash, 'hex') || chr(10) || code || chr(10)
                                    || candidate, 'UTF8'))
                    ) AS place,
                    NOT is_void AND heads > 0 AND CASE WHEN must_exceed_part
                        THEN area * part_whole > electorate_area * part_of
                            AND heads * part_whole > electorate_heads * part_of
                        ELSE area * part_whole >= electorate_area * part_of
                            AND heads * part_whole >= electorate_heads * part_of
                    END AS is_quorate, CASE WHEN must_exceed
                        THEN own_area * share_whole > area * share_of AND own_heads * share_whole > heads * share_of
                        ELSE own_area * share_whole >= area * share_of AND own_heads * share_whole >= heads * share_of
                    END AS is_supported
                FROM candidate
            ), supported AS (
                SELECT *, count(*) FILTER (WHERE is_quorate AND is_supported) OVER (
                        PARTITION BY number, item ORDER BY place
                    ) AS rank
                FROM ranked
            ), expected AS (
                SELECT number, item, assembly_code, code, said, outcome, papers_returned, is_void, is_quorate, seats,
                    least,
                    terms #> '{election,seatsByBuilding}' IS NULL AS is_free, bool_and(place = stands) AS is_in_order,
                    coalesce(
                        jsonb_agg(candidate ORDER BY place) FILTER (
                            WHERE is_quorate AND is_supported AND rank <= seats), '[]') AS elected,
                    coalesce(
                        jsonb_agg(candidate ORDER BY place) FILTER (
                            WHERE is_quorate AND is_supported AND rank > seats AND rank <= seats + alternates),
                                '[]') AS others,
                    count(*) FILTER (WHERE is_quorate AND is_supported AND rank <= seats) AS members
                FROM supported
                GROUP BY number, item, assembly_code, code, said, outcome, papers_returned, is_void, is_quorate,
                    seats, least,
                    terms
            )
            SELECT assembly_code || '/' || code, says
            FROM (
                SELECT *, CASE
                        WHEN NOT is_in_order THEN 'its candidates are not in the order of their votes'
                        WHEN NOT is_free OR papers_returned IS NULL THEN NULL
                        WHEN said -> 'elected' <> elected THEN 'others are elected by the rules: ' || elected::text
                        WHEN said -> 'alternates' <> others THEN 'others are alternates by the rules: ' || others::text
                        WHEN outcome <> CASE
                                WHEN is_void THEN 'void'
                                WHEN NOT is_quorate THEN 'notQuorate'
                                WHEN members = seats OR members >= least AND 2 * members > seats THEN 'passed'
                                ELSE 'rejected'
                            END THEN 'it is stored as ' || outcome || ', which it is not by the rules'
                    END AS says
                FROM expected
            ) AS judged
            WHERE says IS NOT NULL
            ORDER BY number, item LIMIT \(AuditCheck.shown)
            """
        })

    private static let lists = AuditCheck(
        "elections-have-posted-lists",
        """
        An election that was convened by a posted list is on the candidates of that list, and the list is of a round \
        of its community.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN election_posting ON election_posting.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            SELECT assembly.code || '/' || item.code, CASE
                    WHEN round.community <> assembly.community THEN 'its list is of another community'
                    ELSE 'its candidates are not those of list ' || round.code
                END
            FROM assembly
            JOIN election_posting ON election_posting.assembly = assembly.number
            JOIN agenda_item AS item
                ON item.assembly = election_posting.assembly AND item.item = election_posting.item
            JOIN nomination_posting AS posting ON posting.number = election_posting.posting
            JOIN nomination_round AS round ON round.number = posting.round
            WHERE assembly.community = \(community)
                AND (
                    round.community <> assembly.community
                    OR NOT (posting.candidates @> item.candidates AND posting.candidates <@ item.candidates)
                )
            ORDER BY assembly.number, item.item LIMIT \(AuditCheck.shown)
            """
        })
}
