-- Which communities an area consists of, and those that they consist of.
CREATE RECURSIVE VIEW community_part (area, part) AS
SELECT merged_into, community FROM community WHERE merged_into IS NOT NULL
UNION
SELECT community.merged_into, community_part.part
FROM community_part
JOIN community ON community.community = community_part.area
WHERE community.merged_into IS NOT NULL;

-- The orders for each lift of a community that were released, or may be. After a merger a lift is in the area, and its orders under
-- way are in the part: there the registration code tells that it is the same one, among strangers equal codes are chance. What was not
-- released under a decision that was set aside never will be.
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
WHERE started_on IS NOT NULL AND returned_on IS NULL
    AND EXISTS (
        SELECT FROM community_part WHERE community_part.area = lift.community AND community_part.part = same.community
    );
