-- The orders for each lift of a community, and those that were begun for it in its parts and in the area that it has become part of:
-- printed codes lead to the boards of parts, and works of the area keep the lift out of use there as well.
CREATE OR REPLACE VIEW lift_work AS
SELECT
    lift.community, lift.lift, work_order.community AS kept_in, work_order, work, planned_at, planned_on, released_on, started_on,
    inspected_on, inspection, returned_on
FROM lift
JOIN work_order ON work_order.community = lift.community AND work_order.lift = lift.lift
WHERE released_on IS NOT NULL OR NOT EXISTS (
    SELECT
    FROM campaign
    JOIN assembly_item USING (community, assembly, item)
    WHERE campaign.community = work_order.community AND campaign.campaign = work_order.campaign
        AND assembly_item.set_aside_on IS NOT NULL
)
UNION ALL
SELECT
    lift.community, lift.lift, work_order.community AS kept_in, work_order, work, planned_at, planned_on, released_on, started_on,
    inspected_on, inspection, returned_on
FROM lift
JOIN lift AS same ON same.registration_code = lift.registration_code AND same.community <> lift.community
JOIN work_order ON work_order.community = same.community AND work_order.lift = same.lift
WHERE started_on IS NOT NULL
    AND EXISTS (
        SELECT
        FROM community_part
        WHERE (area, part) IN ((lift.community, same.community), (same.community, lift.community))
    );
