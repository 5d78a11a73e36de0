import EventLog
import Model
import Postgres

/// Inspections against what was published of them, and against what they allow.
extension WorkOrdersAudit {
    static let inspectionsAreWhatWasTold = AuditCheck(
        "inspections-are-what-was-told",
        "An order's inspections are those that were told, in the order in which they were.",
        examined: { community in "SELECT count(*) FROM inspection WHERE community = \(community)" },
        faults: { community in
            """
            WITH event AS (
                SELECT pos, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND split_part(type, '.', 3) = 'InspectionRecorded'
            ), told AS (
                SELECT fact->>'order' AS work_order,
                    row_number() OVER (PARTITION BY fact->>'order' ORDER BY pos) AS number,
                    fact->>'result' AS result, fact->>'certificate' AS certificate, fact->>'inspectedOn' AS inspected_on
                FROM event
            )
            SELECT coalesce(told.work_order, stored.work_order) || '/' || coalesce(told.number, stored.number),
                CASE
                    WHEN stored.number IS NULL THEN 'it was told, and is not there'
                    WHEN told.number IS NULL THEN 'it was never told'
                    ELSE 'it is ' || stored.result || ' on ' || to_char(stored.inspected_on, 'YYYY-MM-DD') || ' by '
                        || stored.certificate || ', and was told otherwise'
                END
            FROM told
            FULL JOIN (SELECT * FROM inspection WHERE community = \(community)) AS stored
                ON stored.work_order = told.work_order AND stored.number = told.number
            WHERE (told.result, told.certificate, told.inspected_on)
                IS DISTINCT FROM (stored.result, stored.certificate, to_char(stored.inspected_on, 'YYYY-MM-DD'))
            ORDER BY 1 LIMIT \(AuditCheck.shown)
            """
        })

    /// Orders of an older version were returned by their class alone, whatever their works are (decision 55).
    static let returnedAfterInspection = AuditCheck(
        "state-follows-inspections",
        "The state of an order is that of its last inspection until its lift returns, which follows a pass; "
            + "without any inspection no installation, alteration or major repair returns.",
        examined: { community in "SELECT count(*) FROM work_order WHERE community = \(community)" },
        faults: { community in
            """
            SELECT work_order, finding.says
            FROM work_order
            LEFT JOIN (
                SELECT DISTINCT ON (work_order) work_order, result
                FROM inspection
                WHERE community = \(community)
                ORDER BY work_order, number DESC
            ) AS last USING (work_order)
            CROSS JOIN LATERAL (
                VALUES
                    (
                        state IN ('held', 'released', 'started') AND result IS NOT NULL,
                        'it is ' || state || ', and has an inspection'
                    ),
                    (
                        state = 'inspectionFailed' AND result IS DISTINCT FROM 'failed',
                        'its inspection is said to have failed, and the last one is ' || coalesce(result, 'missing')
                    ),
                    (
                        state = 'inspected' AND result IS DISTINCT FROM 'passed',
                        'its inspection is said to have passed, and the last one is ' || coalesce(result, 'missing')
                    ),
                    (
                        state IN ('returned', 'completed') AND result = 'failed',
                        'its lift has returned after an inspection that failed'
                    ),
                    (
                        state IN ('returned', 'completed') AND result IS NULL
                            AND work_class IN ('installation', 'alteration', 'majorRepair'),
                        'its lift has returned without an inspection'
                    )
            ) AS finding (is_wrong, says)
            WHERE community = \(community) AND finding.is_wrong
            ORDER BY work_order, finding.says LIMIT \(AuditCheck.shown)
            """
        })
}
