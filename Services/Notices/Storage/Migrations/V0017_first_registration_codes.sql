-- Under which code a lift was recorded first, which in an area is the one that it had in the part: a code that is corrected
-- afterwards does not part the two.
ALTER TABLE lift ADD COLUMN first_registration_code text;
-- Which codes were corrected before is not known.
UPDATE lift SET first_registration_code = registration_code;
CREATE INDEX lift_first_registration_code_idx ON lift (coalesce(first_registration_code, registration_code));

-- Each lift with those that are the same one: itself, what it was in a part of its community, and what it is in the area that its
-- community has become part of. In a part no code changes any more. A process of an older version records no first code.
CREATE VIEW same_lift AS
SELECT community, lift, community AS kept_in, lift AS kept_as
FROM lift
UNION ALL
SELECT area.community, area.lift, part.community, part.lift
FROM lift AS area
JOIN lift AS part ON part.registration_code = coalesce(area.first_registration_code, area.registration_code)
WHERE EXISTS (
    SELECT FROM community_part WHERE community_part.area = area.community AND community_part.part = part.community
)
UNION ALL
SELECT part.community, part.lift, area.community, area.lift
FROM lift AS part
JOIN lift AS area ON coalesce(area.first_registration_code, area.registration_code) = part.registration_code
WHERE EXISTS (
    SELECT FROM community_part WHERE community_part.area = area.community AND community_part.part = part.community
);

-- The orders for each lift of a community, and those that were begun for it in its parts and in the area that it has become part of.
CREATE OR REPLACE VIEW lift_work AS
SELECT
    same_lift.community, same_lift.lift, kept_in, work_order.work_order, work_order.work, work_order.planned_at,
    work_order.planned_on, work_order.released_on, work_order.started_on, work_order.inspected_on, work_order.inspection,
    work_order.returned_on
FROM same_lift
JOIN work_order ON work_order.community = kept_in AND work_order.lift = kept_as
WHERE CASE
    WHEN kept_in <> same_lift.community THEN work_order.started_on IS NOT NULL
    ELSE work_order.released_on IS NOT NULL OR NOT EXISTS (
        SELECT
        FROM campaign
        JOIN assembly_item USING (community, assembly, item)
        WHERE campaign.community = work_order.community AND campaign.campaign = work_order.campaign
            AND assembly_item.set_aside_on IS NOT NULL
    )
END;

-- All orders for a lift, of its community and of the parts and the area from before and after a merger. Where no time was kept works
-- begin at the start of their day, and a lift is given back at the end.
CREATE OR REPLACE VIEW lift_order AS
SELECT
    same_lift.community, same_lift.lift, kept_in, work_order.work_order, work_order.work, work_order.started_on,
    work_order.returned_on, coalesce(work_order.started_at, '-infinity') AS started_at,
    coalesce(work_order.returned_at, 'infinity') AS returned_at
FROM same_lift
JOIN work_order ON work_order.community = kept_in AND work_order.lift = kept_as;
