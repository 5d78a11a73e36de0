import EventLog
import Model
import Postgres

/// What owners were asked, and what it would allow, against what was told of it before anybody voted.
enum AgendaChecks {
    static let all = [areTold]

    private static let areTold = AuditCheck(
        "agendas-are-told",
        "Every item of every agenda has the words, the kind and the mandate that were told when its assembly was convened.",
        examined: { community in
            """
            SELECT count(*) FROM assembly JOIN agenda_item ON agenda_item.assembly = assembly.number
            WHERE assembly.community = \(community)
            """
        },
        faults: { community in
            """
            WITH told AS MATERIALIZED (
                SELECT said.event ->> 'assembly' AS assembly, entry ->> 'item' AS item, entry
                FROM outbox
                CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS event OFFSET 0) AS said
                CROSS JOIN LATERAL jsonb_array_elements(said.event -> 'items') AS entry
                WHERE shard = \(Shard(of: community))
                    AND community = \(community)
                    AND type = \(AssemblyConvened.type)
            ), stored AS (
                SELECT assembly.code AS assembly, item.code AS item, item.title, item.kind,
                    convert_from(item.mandate, 'UTF8')::jsonb AS mandate, convert_from(item.terms, 'UTF8')::jsonb AS terms
                FROM assembly
                JOIN agenda_item AS item ON item.assembly = assembly.number
                WHERE assembly.community = \(community)
            )
            SELECT place, says
            FROM (
                SELECT coalesce(stored.assembly, told.assembly) || '/' || coalesce(stored.item, told.item) AS place,
                    CASE
                        WHEN told.item IS NULL THEN 'no event tells of it'
                        WHEN stored.item IS NULL THEN 'it was told, and is not on the agenda'
                        WHEN told.entry ->> 'title' IS DISTINCT FROM title THEN 'it was told in other words'
                        WHEN told.entry ->> 'kind' IS DISTINCT FROM kind THEN 'it was told as one of another kind'
                        WHEN told.entry -> 'mandate' IS DISTINCT FROM mandate THEN 'it was told with another mandate'
                        -- Older rows have the columns alone.
                        WHEN told.entry <> terms THEN 'it was told with other terms'
                    END AS says
                FROM stored
                FULL JOIN told ON told.assembly = stored.assembly AND told.item = stored.item
            ) AS found
            WHERE says IS NOT NULL
            ORDER BY place LIMIT \(AuditCheck.shown)
            """
        })
}
