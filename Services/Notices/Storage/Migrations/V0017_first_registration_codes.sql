-- Under which code a lift was recorded first, which in an area is the one that it had in the part: a code that is corrected
-- afterwards does not part the two.
ALTER TABLE lift ADD COLUMN first_registration_code text;
-- Which codes were corrected before is not known.
UPDATE lift SET first_registration_code = registration_code;
CREATE INDEX lift_first_registration_code_idx ON lift (coalesce(first_registration_code, registration_code));

-- Each lift with those that are the same one: itself, what it was in the parts of its community, and what it is in the area that its
-- community has become part of. An area that becomes part of another hands on the code that it had corrected by then; so from one
-- community to the next the code is that of the part, where no code changes any more, and the first one of the area. What two lifts
-- of an area exchanged would else be taken for each other in the next.
CREATE VIEW same_lift AS
SELECT lift.community, lift.lift, same.kept_in, same.kept_as
FROM lift
CROSS JOIN LATERAL (
    WITH RECURSIVE below AS (
        SELECT
            lift.community AS kept_in, lift.lift AS kept_as,
            coalesce(lift.first_registration_code, lift.registration_code) AS code
        UNION
        SELECT part.community, part.lift, coalesce(part.first_registration_code, part.registration_code)
        FROM below
        JOIN community ON community.merged_into = below.kept_in
        JOIN lift AS part ON part.community = community.community AND part.registration_code = below.code
    ), above AS (
        SELECT lift.community AS kept_in, lift.lift AS kept_as, lift.registration_code AS code
        UNION
        SELECT area.community, area.lift, area.registration_code
        FROM above
        JOIN community ON community.community = above.kept_in
        JOIN lift AS area
            ON area.community = community.merged_into
            AND coalesce(area.first_registration_code, area.registration_code) = above.code
    )
    SELECT kept_in, kept_as FROM below
    UNION
    SELECT kept_in, kept_as FROM above
) AS same;

-- The orders for each lift of a community, and those that were begun for it in its parts and in the area that it has become part of.
--
-- Orders are sought for each lift by their index (`OFFSET 0` keeps the planner from doing otherwise): it takes the few lifts that are the
-- same one for many, and would read all orders of the district for each.
CREATE OR REPLACE VIEW lift_work AS
SELECT
    same_lift.community, same_lift.lift, kept_in, work_order.work_order, work_order.work, work_order.planned_at,
    work_order.planned_on, work_order.released_on, work_order.started_on, work_order.inspected_on, work_order.inspection,
    work_order.returned_on
FROM same_lift
CROSS JOIN LATERAL (
    SELECT * FROM work_order WHERE work_order.community = kept_in AND work_order.lift = kept_as
    OFFSET 0
) AS work_order
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
CROSS JOIN LATERAL (
    SELECT * FROM work_order WHERE work_order.community = kept_in AND work_order.lift = kept_as OFFSET 0
) AS work_order;
