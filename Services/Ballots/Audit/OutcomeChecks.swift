import EventLog
import Postgres

/// What was decided, judged once more by the frozen rules from the stored count.
enum OutcomeChecks {
    static let all = [outcomes]

    private static let outcomes = AuditCheck(
        "outcomes-follow-the-frozen-rules",
        "What became of every item that is no election is what the frozen rules say of its stored count.",
        examined: { community in
            """
            SELECT count(*)
            FROM assembly
            JOIN item_result AS result ON result.assembly = assembly.number
            JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
            WHERE assembly.community = \(community) AND item.seats IS NULL
            """
        },
        faults: { community in
            """
            WITH counted AS (
                SELECT assembly.number, assembly.code AS assembly_code, assembly.roll_hash, assembly.electorate_area,
                    assembly.electorate_heads, item.item, item.code, item.kind,
                    convert_from(item.terms, 'UTF8')::jsonb AS terms,
                        convert_from(rule_pack.pack, 'UTF8')::jsonb AS pack,
                    result.outcome, result.for_area::numeric AS for_area, result.for_heads::numeric AS for_heads,
                    result.for_area::numeric + result.against_area + result.abstain_area AS area,
                    result.for_heads::numeric + result.against_heads + result.abstain_heads AS heads
                FROM assembly
                JOIN rule_pack ON rule_pack.hash = assembly.rules
                JOIN item_result AS result ON result.assembly = assembly.number
                JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
                WHERE assembly.community = \(community)
                    AND item.seats IS NULL
            ), ruled AS (
                SELECT counted.*, coalesce(terms ->> 'form', 'resolution') AS form, terms ->> 'group' AS alternatives,
                    split_part(pack #>> '{participation,ratio}', '/', 1)::numeric AS part_of,
                    split_part(pack #>> '{participation,ratio}', '/', 2)::numeric AS part_whole,
                    pack #>> '{participation,comparison}' = 'moreThan' AS must_exceed_part,
                    approval.share_of, approval.share_whole, approval.must_exceed
                FROM counted
                LEFT JOIN LATERAL (
                    -- Of the kinds that a question mixes the strictest threshold holds (R-V-05).
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
            ), judged AS (
                SELECT *, heads > 0 AND CASE WHEN must_exceed_part
                        THEN area * part_whole > electorate_area * part_of
                            AND heads * part_whole > electorate_heads * part_of
                        ELSE area * part_whole >= electorate_area * part_of
                            AND heads * part_whole >= electorate_heads * part_of
                    END AS is_quorate, CASE WHEN must_exceed
                        THEN for_area * share_whole > area * share_of AND for_heads * share_whole > heads * share_of
                        ELSE for_area * share_whole >= area * share_of AND for_heads * share_whole >= heads * share_of
                    END AS is_approved
                FROM ruled
            ), ranked AS (
                SELECT *, row_number() OVER (
                        PARTITION BY number, alternatives, form = 'resolution' AND is_quorate AND is_approved
                        ORDER BY for_area * electorate_heads + for_heads * electorate_area DESC, for_area DESC,
                            sha256(convert_to(
                                'tongti lot 1' || chr(10) || encode(roll_hash, 'hex') || chr(10) || alternatives
                                    || chr(10)
                                    || code, 'UTF8'))
                    ) AS place
                FROM judged
            ), expected AS (
                SELECT *, CASE
                        WHEN form = 'petition' THEN CASE
                            WHEN for_heads * split_part(terms ->> 'share', '/', 2)::numeric
                                >= electorate_heads * split_part(terms ->> 'share', '/', 1)::numeric THEN 'passed'
                            ELSE 'rejected'
                        END
                        WHEN form <> 'resolution' THEN 'noted'
                        WHEN NOT is_quorate THEN 'notQuorate'
                        WHEN NOT is_approved THEN 'rejected'
                        WHEN alternatives IS NOT NULL AND place > 1 THEN 'surpassed'
                        ELSE 'passed'
                    END AS ruling
                FROM ranked
            )
            SELECT assembly_code || '/' || code, 'it is stored as ' || outcome || ', and by the rules it is ' || ruling
            FROM expected
            WHERE outcome <> ruling
            ORDER BY number, item LIMIT \(AuditCheck.shown)
            """
        })
}
