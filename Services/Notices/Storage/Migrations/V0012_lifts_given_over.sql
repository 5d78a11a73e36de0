-- Whether the lift was in use once the order had given it back: no other order kept it out of use.
ALTER TABLE work_order ADD COLUMN gave_over boolean NOT NULL DEFAULT false;
-- Of what was given back before nobody noted it; such lifts were told to be there.
UPDATE work_order SET gave_over = true WHERE returned_on IS NOT NULL;

-- Lifts that an order is to add, here or in a part from before a merger, and that are not there: the registry has no day of their
-- installation, and they have never been in use.
CREATE OR REPLACE VIEW unbuilt_lift AS
SELECT lift.community, lift.lift
FROM lift
JOIN lift AS same ON same.registration_code = lift.registration_code AND (
    same.community = lift.community
    OR EXISTS (
        SELECT FROM community_part WHERE community_part.area = lift.community AND community_part.part = same.community
    )
)
JOIN work_order ON work_order.community = same.community AND work_order.lift = same.lift
WHERE lift.installed_on IS NULL
GROUP BY lift.community, lift.lift
HAVING bool_or(work_order.work = 'addition') AND NOT bool_or(work_order.gave_over);
