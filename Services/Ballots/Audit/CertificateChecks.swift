import EventLog
import Model
import Postgres

/// What was signed against what is stored, and against what was told of it.
///
/// Who has signed it is found out with the public key, which needs no database.
enum CertificateChecks {
    static let all = [areTrue, areWhatWasTold]

    /// Older events name no certificate, nor does one of a result that stood before it was signed.
    private static let areWhatWasTold = AuditCheck(
        "certificates-are-what-was-told",
        "Every certificate that was told with the effect of a result is there, word for word, and of the same key.",
        examined: { community in
            """
            SELECT count(*)
            FROM outbox
            CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS event OFFSET 0) AS said
            WHERE shard = \(Shard(of: community)) AND community = \(community) AND type = \(AssemblyEffective.type)
                AND said.event ? 'certificate'
            """
        },
        faults: { community in
            """
            WITH told AS (
                SELECT pos, said.event ->> 'assembly' AS assembly, said.event ->> 'certificate' AS hash,
                    said.event ->> 'certificateKey' AS key
                FROM outbox
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS event OFFSET 0) AS said
                WHERE shard = \(Shard(of: community))
                    AND community = \(community)
                    AND type = \(AssemblyEffective.type)
                    AND said.event ? 'certificate'
            ), stored AS (
                SELECT assembly.code AS assembly, encode(sha256(certificate.certificate), 'hex') AS hash,
                    convert_from(certificate.key, 'UTF8')::jsonb ->> 'x' AS key
                FROM assembly
                JOIN certificate ON certificate.assembly = assembly.number
                WHERE assembly.community = \(community)
            )
            SELECT told.assembly, CASE
                    WHEN stored.hash IS NULL THEN 'its certificate was told, and is not there'
                    WHEN stored.hash <> told.hash THEN 'its certificate is another than was told'
                    ELSE 'its certificate is of another key than was told'
                END
            FROM told
            LEFT JOIN stored ON stored.assembly = told.assembly
            WHERE (stored.hash, stored.key) IS DISTINCT FROM (told.hash, told.key)
            ORDER BY told.pos LIMIT \(AuditCheck.shown)
            """
        })

    private static let areTrue = AuditCheck(
        "certificates-say-what-is-stored",
        """
        Every certificate with a bundle names its assembly, its times, its electorate, roll and rules, how many \
        records of each kind there are, and the result of each item, as they are stored.
        """,
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN certificate ON certificate.assembly = assembly.number
            WHERE assembly.community = \(community) AND certificate.blinding IS NOT NULL
            """
        },
        faults: { community in
            """
            WITH signed AS MATERIALIZED (
                SELECT assembly.*, convert_from(certificate.certificate, 'UTF8')::jsonb AS said
                FROM assembly
                JOIN certificate ON certificate.assembly = assembly.number AND certificate.blinding IS NOT NULL
                WHERE assembly.community = \(community)
            ), unit AS (
                SELECT assembly, count(*) AS rows FROM frozen_unit
                WHERE assembly IN (SELECT number FROM signed) GROUP BY assembly
            ), cast_vote AS (
                SELECT assembly, count(*) AS rows FROM vote
                WHERE assembly IN (SELECT number FROM signed) GROUP BY assembly
            ), entered AS (
                SELECT assembly, count(*) AS rows FROM paper
                WHERE assembly IN (SELECT number FROM signed) GROUP BY assembly
            ), delivered AS (
                SELECT assembly, count(DISTINCT unit) AS rows FROM delivery
                WHERE assembly IN (SELECT number FROM signed) GROUP BY assembly
            ), imported AS (
                SELECT assembly, count(*) AS rows FROM official_import
                WHERE assembly IN (SELECT number FROM signed) GROUP BY assembly
            ), shown AS (
                SELECT assembly, count(*) AS rows FROM show_of_hands
                WHERE assembly IN (SELECT number FROM signed) GROUP BY assembly
            ), fact AS (
                SELECT number, code, fact.place, fact.name, fact.signed, fact.stored
                FROM signed
                LEFT JOIN unit ON unit.assembly = number
                LEFT JOIN cast_vote ON cast_vote.assembly = number
                LEFT JOIN entered ON entered.assembly = number
                LEFT JOIN delivered ON delivered.assembly = number
                LEFT JOIN imported ON imported.assembly = number
                LEFT JOIN shown ON shown.assembly = number
                CROSS JOIN LATERAL (
                    VALUES
                        (1, 'community', said ->> 'community', community),
                        (2, 'assembly', said ->> 'assembly', code),
                        (3, 'title', said ->> 'title', title),
                        (
                            4, 'openedAt', ((said ->> 'openedAt')::timestamptz AT TIME ZONE 'UTC')::text,
                            (opened_at AT TIME ZONE 'UTC')::text
                        ),
                        (
                            5, 'closesAt', ((said ->> 'closesAt')::timestamptz AT TIME ZONE 'UTC')::text,
                            (closes_at AT TIME ZONE 'UTC')::text
                        ),
                        (
                            6, 'closedAt', ((said ->> 'closedAt')::timestamptz AT TIME ZONE 'UTC')::text,
                            (closed_at AT TIME ZONE 'UTC')::text
                        ),
                        (
                            7, 'electorate.area', ((said #>> '{electorate,area}')::numeric * 100)::bigint::text,
                            electorate_area::text
                        ),
                        (8, 'electorate.heads', said #>> '{electorate,heads}', electorate_heads::text),
                        (9, 'rollHash', said ->> 'rollHash', encode(roll_hash, 'hex')),
                        (10, 'rollPosition', said ->> 'rollPosition', roll_position::text),
                        (11, 'rulesHash', said ->> 'rulesHash', encode(rules, 'hex')),
                        (12, 'units', said ->> 'units', coalesce(unit.rows, 0)::text),
                        (13, 'ballots', said ->> 'ballots', coalesce(cast_vote.rows, 0)::text),
                        (14, 'papers', said ->> 'papers', coalesce(entered.rows, 0)::text),
                        (15, 'deliveries', coalesce(said ->> 'deliveries', '0'), coalesce(delivered.rows, 0)::text),
                        (16, 'imports', coalesce(said ->> 'imports', '0'), coalesce(imported.rows, 0)::text),
                        (17, 'shows', coalesce(said ->> 'shows', '0'), coalesce(shown.rows, 0)::text)
                ) AS fact (place, name, signed, stored)
            ), result AS (
                SELECT signed.number, signed.code, item.item, item.code AS item_code, (
                        SELECT entry.said -> 'result'
                        FROM jsonb_array_elements(signed.said -> 'items') WITH ORDINALITY AS entry (said, place)
                        WHERE entry.place = item.item AND entry.said ->> 'item' = item.code
                    ) AS signed, convert_from(stored.result, 'UTF8')::jsonb AS stored, stored.outcome,
                    ARRAY[
                        for_area, for_heads, against_area, against_heads, abstain_area, abstain_heads
                    ]::numeric[] AS counted
                FROM signed
                JOIN agenda_item AS item ON item.assembly = signed.number
                LEFT JOIN item_result AS stored ON stored.assembly = item.assembly AND stored.item = item.item
            )
            SELECT place, says
            FROM (
                SELECT number, 0 AS item, code AS place, 'its certificate has another '
                    || string_agg(name, ', ' ORDER BY place)
                    || ' than what is stored' AS says
                FROM fact WHERE signed IS DISTINCT FROM stored GROUP BY number, code
                UNION ALL
                SELECT number, item, code || '/' || item_code, 'its certificate has another result than what is stored'
                FROM result
                WHERE signed IS NULL OR signed <> stored OR signed ->> 'outcome' IS DISTINCT FROM outcome
                    OR ARRAY[
                        (signed #>> '{inFavour,area}')::numeric * 100, (signed #>> '{inFavour,heads}')::numeric,
                        (signed #>> '{against,area}')::numeric * 100, (signed #>> '{against,heads}')::numeric,
                        (signed #>> '{abstained,area}')::numeric * 100, (signed #>> '{abstained,heads}')::numeric
                    ] IS DISTINCT FROM counted
            ) AS found
            ORDER BY number, item LIMIT \(AuditCheck.shown)
            """
        })
}
