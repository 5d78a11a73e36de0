import EventLog
import Model
import Postgres

/// Orders against what was published of them.
extension WorkOrdersAudit {
    static let ordersAreWhatWasTold = AuditCheck(
        "orders-are-what-was-told",
        "Every order is what the events told of it make it: its works, state, days, cause, cost and report.",
        examined: { community in "SELECT count(*) FROM work_order WHERE community = \(community)" },
        faults: { community in
            """
            WITH event AS (
                SELECT pos, split_part(type, '.', 3) AS name, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community)
            ), fate AS (
                SELECT fact->>'order' AS work_order,
                    count(*) FILTER (WHERE name = 'OrderPlanned') AS times,
                    min(fact->>'campaign') FILTER (WHERE name = 'OrderPlanned') AS campaign,
                    min(fact->>'lift') FILTER (WHERE name = 'OrderPlanned') AS lift,
                    min(fact->'works'->>'work') FILTER (WHERE name = 'OrderPlanned') AS work,
                    min(fact->'works'->>'workClass') FILTER (WHERE name = 'OrderPlanned') AS work_class,
                    -- That an order waits again has neither cause nor day, as if nothing had released it.
                    (array_agg(fact->>'cause' ORDER BY pos DESC)
                        FILTER (WHERE name IN ('OrderReleased', 'OrderHeld')))[1] AS cause,
                    (array_agg(fact->>'releasedOn' ORDER BY pos DESC)
                        FILTER (WHERE name IN ('OrderReleased', 'OrderHeld')))[1] AS released_on,
                    (array_agg(fact->>'startedOn' ORDER BY pos DESC)
                        FILTER (WHERE name = 'OrderStarted'))[1] AS started_on,
                    (array_agg(fact->>'result' ORDER BY pos DESC)
                        FILTER (WHERE name = 'InspectionRecorded'))[1] AS result,
                    (array_agg(fact->>'returnedOn' ORDER BY pos DESC)
                        FILTER (WHERE name = 'LiftReturned'))[1] AS returned_on,
                    (array_agg(fact ORDER BY pos DESC) FILTER (WHERE name = 'OrderCompleted'))[1] AS completed
                FROM event
                WHERE name IN (
                    'OrderPlanned', 'OrderReleased', 'OrderHeld', 'OrderStarted', 'InspectionRecorded',
                    'LiftReturned', 'OrderCompleted'
                )
                GROUP BY fact->>'order'
            ), told AS (
                SELECT fate.*,
                    CASE
                        WHEN completed IS NOT NULL THEN 'completed'
                        WHEN returned_on IS NOT NULL THEN 'returned'
                        WHEN result = 'passed' THEN 'inspected'
                        WHEN result = 'failed' THEN 'inspectionFailed'
                        WHEN started_on IS NOT NULL THEN 'started'
                        WHEN released_on IS NOT NULL THEN 'released'
                        ELSE 'held'
                    END AS state
                FROM fate
            )
            SELECT coalesce(told.work_order, stored.work_order), finding.says
            FROM told
            FULL JOIN (SELECT * FROM work_order WHERE community = \(community)) AS stored
                ON stored.work_order = told.work_order
            CROSS JOIN LATERAL (
                VALUES
                    (stored.work_order IS NULL, 'it was told of, and is not there'),
                    (
                        coalesce(told.times, 0) <> 1,
                        'that it is planned was told ' || coalesce(told.times, 0) || ' times'
                    ),
                    (
                        (told.campaign, told.lift, told.work, told.work_class)
                            <> (stored.campaign, stored.lift, stored.work, stored.work_class),
                        'its campaign, lift or works are others than were told'
                    ),
                    (told.state <> stored.state, 'it is ' || stored.state || ', and by what was told ' || told.state),
                    (
                        stored.state = told.state
                            AND (told.cause, told.released_on)
                                IS DISTINCT FROM (stored.cause, to_char(stored.released_on, 'YYYY-MM-DD')),
                        'it was released otherwise than was told'
                    ),
                    (
                        stored.state = told.state
                            AND (told.started_on, told.returned_on, told.completed->>'completedOn')
                                IS DISTINCT FROM (
                                    to_char(stored.started_on, 'YYYY-MM-DD'),
                                    to_char(stored.returned_on, 'YYYY-MM-DD'),
                                    to_char(stored.completed_on, 'YYYY-MM-DD')
                                ),
                        'it was begun, returned or completed on another day than was told'
                    ),
                    (
                        stored.state = told.state
                            AND (told.completed->>'cost', told.completed->>'report')
                                IS DISTINCT FROM (
                                    stored.cost / 100 || '.' || lpad((stored.cost % 100)::text, 2, '0'), stored.report
                                ),
                        'its cost or report is another than was told'
                    )
            ) AS finding (is_wrong, says)
            WHERE finding.is_wrong
            ORDER BY 1, 2 LIMIT \(AuditCheck.shown)
            """
        })

    static let stepsFollowTheTable = AuditCheck(
        "steps-follow-the-table",
        "What was told of an order is one step after the other of the table of steps, from its planning on.",
        examined: { community in
            """
            SELECT count(*) FROM outbox
            WHERE shard = \(Shard(of: community)) AND community = \(community) AND subject LIKE 'order:%'
            """
        },
        faults: { community in
            """
            WITH event AS (
                SELECT pos, split_part(type, '.', 3) AS name, convert_from(payload, 'UTF8')::jsonb AS fact
                FROM outbox
                WHERE shard = \(Shard(of: community)) AND community = \(community) AND subject LIKE 'order:%'
            ), step AS (
                SELECT pos, fact->>'order' AS work_order, name || coalesce('/' || (fact->>'result'), '') AS step
                FROM event
            ), sequence AS (
                SELECT pos, work_order, step,
                    coalesce(lag(step) OVER (PARTITION BY work_order ORDER BY pos), 'nothing') AS before
                FROM step
            )
            SELECT work_order, step || ' was told after ' || before || ', at position ' || pos
            FROM sequence
            WHERE (before, step) NOT IN (
                ('nothing', 'OrderPlanned'),
                ('OrderPlanned', 'OrderReleased'), ('OrderHeld', 'OrderReleased'), ('OrderReleased', 'OrderHeld'),
                ('OrderReleased', 'OrderStarted'),
                ('OrderStarted', 'InspectionRecorded/passed'), ('OrderStarted', 'InspectionRecorded/failed'),
                ('InspectionRecorded/failed', 'InspectionRecorded/passed'),
                ('InspectionRecorded/failed', 'InspectionRecorded/failed'),
                ('InspectionRecorded/passed', 'InspectionRecorded/failed'),
                ('OrderStarted', 'LiftReturned'), ('InspectionRecorded/passed', 'LiftReturned'),
                ('LiftReturned', 'OrderCompleted')
            )
            ORDER BY work_order, pos LIMIT \(AuditCheck.shown)
            """
        })

    static let daysInOrder = AuditCheck(
        "order-days-in-order",
        "No step of an order has an earlier day than the step before: release, start, inspections, return, completion.",
        examined: { community in "SELECT count(*) FROM work_order WHERE community = \(community)" },
        faults: { community in
            """
            SELECT work_order,
                step || ' on ' || to_char(day, 'YYYY-MM-DD') || ' comes after ' || to_char(before, 'YYYY-MM-DD')
            FROM (
                SELECT work_order, step, place, number, day,
                    max(day) OVER (
                        PARTITION BY work_order ORDER BY place, number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                    ) AS before
                FROM (
                    SELECT work_order, step, place, 0 AS number, day
                    FROM work_order
                    CROSS JOIN LATERAL (
                        VALUES
                            ('the release', 1, released_on), ('the start', 2, started_on),
                            ('the return', 4, returned_on), ('the completion', 5, completed_on)
                    ) AS taken (step, place, day)
                    WHERE community = \(community) AND day IS NOT NULL
                    UNION ALL
                    SELECT work_order, 'an inspection', 3, number, inspected_on
                    FROM inspection
                    WHERE community = \(community)
                ) AS dated
            ) AS sequence
            WHERE day < before
            ORDER BY work_order, place, number LIMIT \(AuditCheck.shown)
            """
        })

    static let ordersArePlanned = AuditCheck(
        "orders-belong-to-plans",
        "Every order is for a lift that is known, in a building that pays to its campaign, for the campaign's works.",
        examined: { community in "SELECT count(*) FROM work_order WHERE community = \(community)" },
        faults: { community in
            """
            SELECT work_order, finding.says
            FROM work_order
            LEFT JOIN lift ON lift.community = work_order.community AND lift.lift = work_order.lift
            LEFT JOIN campaign_plan AS plan
                ON plan.community = work_order.community AND plan.campaign = work_order.campaign
            CROSS JOIN LATERAL (
                VALUES
                    (lift.lift IS NULL, 'the lift ' || work_order.lift || ' was never recorded'),
                    (plan.campaign IS NULL, 'the works of the campaign ' || work_order.campaign || ' are not known'),
                    (
                        split_part(work_order.lift, '-', 1) <> ALL(plan.buildings),
                        'the lift ' || work_order.lift || ' is in no building that pays'
                    ),
                    (
                        (work_order.work, work_order.work_class) <> (plan.work, plan.work_class),
                        'its works are not those of the campaign'
                    )
            ) AS finding (is_wrong, says)
            WHERE work_order.community = \(community) AND finding.is_wrong
            ORDER BY work_order, finding.says LIMIT \(AuditCheck.shown)
            """
        })
}
