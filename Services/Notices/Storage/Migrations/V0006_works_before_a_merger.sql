-- The orders for each lift of a community. After a merger a lift is in the area, and its orders under way are in the part: the
-- registration code tells that it is the same one.
CREATE INDEX lift_registration_code_idx ON lift (registration_code);

CREATE VIEW lift_work AS
SELECT
    lift.community, lift.lift, work_order.community AS kept_in, work_order, work, planned_at, planned_on, released_on, started_on,
    inspected_on, inspection, returned_on
FROM lift
JOIN work_order ON work_order.community = lift.community AND work_order.lift = lift.lift
UNION ALL
SELECT
    lift.community, lift.lift, work_order.community AS kept_in, work_order, work, planned_at, planned_on, released_on, started_on,
    inspected_on, inspection, returned_on
FROM lift
JOIN lift AS same ON same.registration_code = lift.registration_code AND same.community <> lift.community
JOIN work_order ON work_order.community = same.community AND work_order.lift = same.lift
WHERE started_on IS NOT NULL AND returned_on IS NULL;
