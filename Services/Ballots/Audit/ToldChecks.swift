import EventLog
import Model
import Postgres

/// Rows that others must know of against the events that tell them: nothing is told that is not so, nor kept back.
enum ToldChecks {
    static let all = [votes, courses, results, upheld, order]

    private static let courseTypes = [
        AssemblyConvened.type, AssemblyOpened.type, AssemblyExtended.type, AssemblyClosed.type, AssemblyEffective.type,
        ResolutionSetAside.type, ResolutionPassed.type, ResolutionNotPassed.type,
    ]
    private static let resultTypes = [AssemblyClosed.type, ResolutionPassed.type, ResolutionNotPassed.type]
    private static let votingTypes = [
        AssemblyConvened.type, AssemblyOpened.type, AssemblyClosed.type, VoteAccepted.type, AssemblyExtended.type,
    ]

    /// Millions of votes and events are compared by sums of hashes first; a part that differs is looked at one by one.
    ///
    /// What is hashed is what `VoteAccepted.payload()` writes; a payload that says the same otherwise is no fault.
    private static let votes = AuditCheck(
        "votes-are-told",
        "Every vote has one event, of its item, channel, area and receipt, and every such event has a vote.",
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN vote ON vote.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            WITH voted AS NOT MATERIALIZED (
                SELECT assembly.code AS assembly, item.code AS item, vote.head, vote.channel, vote.area,
                    vote.receipt::text AS receipt, hashtextextended(
                        '{"area":"' || vote.area / 100 || '.' || lpad((vote.area % 100)::text, 2, '0')
                            || '","assembly":"'
                            || assembly.code || '","channel":"' || vote.channel || '","item":"'
                            || coalesce(item.code, '') || '","receipt":"' || vote.receipt || '"}', 0) AS key
                FROM assembly
                JOIN vote ON vote.assembly = assembly.number
                LEFT JOIN agenda_item AS item ON item.assembly = vote.assembly AND item.item = vote.item
                WHERE assembly.community = \(community)
            ), told AS NOT MATERIALIZED (
                SELECT shard, pos, payload, hashtextextended(convert_from(payload, 'UTF8'), 0) AS key
                FROM outbox
                WHERE shard = \(Shard(of: community))
                    AND community = \(community)
                    AND type = \(VoteAccepted.type)
            ), differing AS MATERIALIZED (
                SELECT part
                FROM (SELECT key & 4095 AS part, count(*) AS votes, sum(key) AS sum FROM voted GROUP BY 1) AS one
                FULL JOIN (SELECT key & 4095 AS part, count(*) AS votes, sum(key) AS sum FROM told GROUP BY 1) AS other
                    USING (part)
                WHERE (one.votes, one.sum) IS DISTINCT FROM (other.votes, other.sum)
            ), untold AS (
                SELECT voted.* FROM voted
                WHERE (SELECT count(*) > 0 FROM differing) AND key & 4095 IN (SELECT part FROM differing)
            ), event AS (
                SELECT shard || '/' || pos AS place, said.event ->> 'assembly' AS assembly,
                    said.event ->> 'item' AS item,
                    said.event ->> 'channel' AS channel, said.event ->> 'area' AS area,
                    said.event ->> 'receipt' AS receipt
                FROM told
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS event OFFSET 0) AS said
                WHERE (SELECT count(*) > 0 FROM differing) AND key & 4095 IN (SELECT part FROM differing)
            )
            SELECT place, says
            FROM (
                SELECT coalesce(untold.assembly || '/' || untold.item || '/' || untold.head, event.place) AS place, CASE
                        WHEN event.receipt IS NULL THEN 'no event tells of this vote'
                        WHEN untold.receipt IS NULL THEN 'no vote is as this event says'
                        WHEN (event.assembly, event.item, event.channel)
                            IS DISTINCT FROM (untold.assembly, untold.item, untold.channel)
                            THEN 'the event ' || event.place || ' tells of another item or channel'
                        WHEN event.area::numeric * 100 <> untold.area
                            THEN 'the event ' || event.place || ' tells of another area'
                    END AS says
                FROM untold
                FULL JOIN event ON event.receipt = untold.receipt
                UNION ALL
                SELECT min(place), count(*) || ' events tell of one vote' FROM event
                    GROUP BY receipt HAVING count(*) > 1
            ) AS found
            WHERE says IS NOT NULL
            ORDER BY place, says LIMIT \(AuditCheck.shown)
            """
        })

    /// Places are those of the assembly, and where it is about one, the item.
    ///
    /// Days are written as events write them, whatever the server's `DateStyle` is.
    private static let courses = AuditCheck(
        "assemblies-are-told",
        """
        Every convening, opening, extension, close, effect and order has one event of the same time, electorate, roll, \
        rules or document, so has the outcome of every item that was decided, and every such event is of something \
        that is there.
        """,
        examined: { community in "SELECT count(*) FROM assembly WHERE community = \(community)" },
        faults: { community in
            """
            WITH held AS (
                SELECT assembly.*, (
                        SELECT closed_before FROM assembly_extension AS step
                        WHERE step.assembly = assembly.number ORDER BY extension LIMIT 1
                    ) AS announced_end
                FROM assembly
                WHERE community = \(community)
            ), stored (type, assembly, item, says) AS (
                SELECT \(AssemblyConvened.type), code, '', extract(epoch FROM coalesce(announced_end, closes_at))::text
                FROM held
                UNION ALL
                SELECT \(AssemblyOpened.type), code, '', concat_ws(
                    ' ', electorate_area, electorate_heads, encode(roll_hash, 'hex'), roll_position,
                        encode(rules, 'hex'))
                FROM held WHERE opened_at IS NOT NULL
                UNION ALL
                SELECT \(AssemblyExtended.type), code, '', extract(epoch FROM step.closes_at)::text
                FROM held JOIN assembly_extension AS step ON step.assembly = number
                UNION ALL
                SELECT \(AssemblyClosed.type), code, '', '' FROM held WHERE state = 'closed'
                UNION ALL
                SELECT \(AssemblyEffective.type), code, '', to_char(effective_on, 'YYYY-MM-DD')
                FROM held WHERE effective_on IS NOT NULL
                UNION ALL
                SELECT \(ResolutionSetAside.type), held.code, coalesce(item.code, ''),
                    concat_ws(' ', authority, encode(document, 'hex'), to_char(set_aside_on, 'YYYY-MM-DD'))
                FROM held
                JOIN set_aside ON set_aside.assembly = number
                LEFT JOIN agenda_item AS item ON item.assembly = set_aside.assembly AND item.item = set_aside.item
                UNION ALL
                SELECT CASE outcome WHEN 'passed' THEN \(ResolutionPassed.type) ELSE \(ResolutionNotPassed.type) END,
                    held.code, item.code, outcome
                FROM held
                JOIN item_result AS result ON result.assembly = number
                JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
                WHERE outcome <> 'noted'
            ), event AS MATERIALIZED (
                SELECT type, said.event, said.event ->> 'assembly' AS assembly,
                    coalesce(said.event ->> 'item', '') AS item
                FROM outbox
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS event OFFSET 0) AS said
                WHERE shard = \(Shard(of: community))
                    AND community = \(community)
                    AND type = ANY(\(courseTypes))
            ), told AS (
                SELECT type, assembly, item, CASE type
                        WHEN \(AssemblyOpened.type) THEN concat_ws(
                            ' ', ((event #>> '{electorate,area}')::numeric * 100)::bigint,
                            event #>> '{electorate,heads}', event ->> 'rollHash', event ->> 'rollPosition',
                            event ->> 'rulesHash')
                        WHEN \(AssemblyClosed.type) THEN ''
                        WHEN \(AssemblyEffective.type) THEN event ->> 'on'
                        WHEN \(ResolutionSetAside.type)
                            THEN concat_ws(' ', event ->> 'by', event ->> 'document', event ->> 'on')
                        WHEN \(ResolutionPassed.type) THEN event #>> '{result,outcome}'
                        WHEN \(ResolutionNotPassed.type) THEN event #>> '{result,outcome}'
                        ELSE extract(epoch FROM (event ->> 'closesAt')::timestamptz)::text
                    END AS says
                FROM event
            )
            SELECT assembly || CASE item WHEN '' THEN '' ELSE '/' || item END, says || split_part(type, '.', 3)
            FROM (
                SELECT type, assembly, item, 'no event says what is stored: ' AS says
                FROM (SELECT * FROM stored EXCEPT ALL SELECT * FROM told) AS untold
                UNION ALL
                SELECT type, assembly, item, 'an event says what is not stored: '
                FROM (SELECT * FROM told EXCEPT ALL SELECT * FROM stored) AS unfounded
            ) AS found
            ORDER BY assembly, item, type, says LIMIT \(AuditCheck.shown)
            """
        })

    private static let results = AuditCheck(
        "results-are-told",
        "Every result that an event tells is the stored one.",
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN item_result ON item_result.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            WITH event AS MATERIALIZED (
                SELECT shard || '/' || pos AS place, pos, type, convert_from(payload, 'UTF8')::jsonb AS said
                FROM outbox
                WHERE shard = \(Shard(of: community))
                    AND community = \(community)
                    AND type = ANY(\(resultTypes))
            ), told AS (
                SELECT pos, place, said ->> 'assembly' AS assembly, entry ->> 'item' AS item,
                    entry -> 'result' AS result
                FROM event
                CROSS JOIN LATERAL jsonb_array_elements(
                    CASE WHEN said ? 'items' THEN said -> 'items' ELSE jsonb_build_array(said) END) AS entry
            ), stored AS (
                SELECT assembly.code AS assembly, item.code AS item,
                    convert_from(result.result, 'UTF8')::jsonb AS result,
                    result.outcome, ARRAY[
                        for_area, for_heads, against_area, against_heads, abstain_area, abstain_heads
                    ]::numeric[] AS counted
                FROM assembly
                JOIN item_result AS result ON result.assembly = assembly.number
                JOIN agenda_item AS item ON item.assembly = result.assembly AND item.item = result.item
                WHERE assembly.community = \(community)
            )
            SELECT told.assembly || '/' || told.item, CASE
                    WHEN stored.item IS NULL THEN 'the event ' || told.place || ' tells of a result that is not there'
                    ELSE 'the event ' || told.place || ' tells of another result'
                END
            FROM told
            LEFT JOIN stored ON stored.assembly = told.assembly AND stored.item = told.item
            WHERE stored.item IS NULL OR told.result <> stored.result OR told.result ->> 'outcome' <> stored.outcome
                OR ARRAY[
                    (told.result #>> '{inFavour,area}')::numeric * 100, (told.result #>> '{inFavour,heads}')::numeric,
                    (told.result #>> '{against,area}')::numeric * 100, (told.result #>> '{against,heads}')::numeric,
                    (told.result #>> '{abstained,area}')::numeric * 100, (told.result #>> '{abstained,heads}')::numeric
                ] <> stored.counted
            ORDER BY told.pos, told.item LIMIT \(AuditCheck.shown)
            """
        })

    /// Objections that were upheld before there was such an event have none.
    private static let upheld = AuditCheck(
        "told-objections-were-upheld",
        "Every event of an upheld objection has an answer of its own that upheld one, on that day and about that.",
        examined: { community in
            """
            SELECT count(*) FROM outbox
            WHERE shard = \(Shard(of: community)) AND community = \(community) AND type = \(ObjectionUpheld.type)
            """
        },
        faults: { community in
            """
            WITH told AS (
                SELECT said.event ->> 'assembly' AS assembly, coalesce(said.event ->> 'item', '') AS item,
                    said.event ->> 'category' AS category, said.event ->> 'on' AS day
                FROM outbox
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS event OFFSET 0) AS said
                WHERE shard = \(Shard(of: community))
                    AND community = \(community)
                    AND type = \(ObjectionUpheld.type)
            ), stored AS (
                SELECT assembly.code, coalesce(item.code, ''), objection.category,
                    to_char(answer.answered_on, 'YYYY-MM-DD')
                FROM assembly
                JOIN objection ON objection.assembly = assembly.number
                JOIN objection_answer AS answer
                    ON answer.assembly = objection.assembly AND answer.objection = objection.objection
                LEFT JOIN agenda_item AS item ON item.assembly = objection.assembly AND item.item = objection.item
                WHERE assembly.community = \(community)
                    AND answer.verdict = 'upheld'
            )
            SELECT assembly || CASE item WHEN '' THEN '' ELSE '/' || item END,
                'no objection was upheld as an event says'
            FROM (SELECT * FROM told EXCEPT ALL SELECT * FROM stored) AS unfounded
            ORDER BY assembly, item LIMIT \(AuditCheck.shown)
            """
        })

    private static let order = AuditCheck(
        "votes-are-told-between-opening-and-close",
        """
        No event tells of a vote or an extension before that of the opening or after that of the close, nor of an \
        opening before that of the convening.
        """,
        examined: { community in
            """
            SELECT count(*) FROM outbox
            WHERE shard = \(Shard(of: community)) AND community = \(community) AND type = \(VoteAccepted.type)
            """
        },
        faults: { community in
            """
            WITH course AS (
                SELECT subject, min(pos) FILTER (WHERE type = \(AssemblyConvened.type)) AS convened,
                    min(pos) FILTER (WHERE type = \(AssemblyOpened.type)) AS opened,
                    min(pos) FILTER (WHERE type = \(AssemblyClosed.type)) AS closed,
                    min(pos) FILTER (WHERE type IN (\(VoteAccepted.type), \(AssemblyExtended.type))) AS first,
                    max(pos) FILTER (WHERE type IN (\(VoteAccepted.type), \(AssemblyExtended.type))) AS last
                FROM outbox
                WHERE shard = \(Shard(of: community))
                    AND community = \(community)
                    AND type = ANY(\(votingTypes))
                GROUP BY subject
            )
            SELECT split_part(subject, ':', 2), CASE
                    WHEN opened < convened THEN 'it was opened before it was convened'
                    WHEN first < opened OR opened IS NULL THEN 'the event at ' || first || ' comes before its opening'
                    WHEN last > closed THEN 'the event at ' || last || ' comes after its close'
                    ELSE 'it was closed before it was opened'
                END
            FROM course
            WHERE opened < convened OR first < opened OR last > closed OR closed < opened
                OR (first IS NOT NULL AND opened IS NULL)
            ORDER BY 1 LIMIT \(AuditCheck.shown)
            """
        })
}
