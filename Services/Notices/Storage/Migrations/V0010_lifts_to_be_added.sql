-- Since when a lift is there, where the registry says it.
ALTER TABLE lift ADD COLUMN installed_on date;
-- Of those that are known already nobody was asked: they stay what they were, until they are recorded again.
UPDATE lift SET installed_on = '-infinity';

-- Lifts that an order is to add, here or in a part from before a merger, and that are not there: the registry has no day of their
-- installation, and no order has given them back.
CREATE VIEW unbuilt_lift AS
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
HAVING bool_or(work_order.work = 'addition') AND bool_and(work_order.returned_on IS NULL);
